import { error, json } from '@sveltejs/kit';

/** Every mail and SMS of this rehearsal with its text, HTML and links (docs/contract.md). */
export function GET({ locals }) {
  if (!locals.desk) error(404);
  return json({ now: locals.desk.now(), messages: locals.desk.messages() }, { headers: { 'cache-control': 'no-store' } });
}
