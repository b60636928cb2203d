import { error, json } from '@sveltejs/kit';
import { z } from 'zod';

const body = z.strictObject({ now: z.iso.datetime({ offset: true }) });

/** Moves product time forward and runs what is due (docs/contract.md). 409 where the instant is not later than now. */
export async function POST({ locals, request }) {
  if (!locals.desk) error(404);
  const parsed = body.safeParse(await request.json().catch(() => null));
  if (!parsed.success) return json({ kind: 'invalid-input', wanted: '{"now": "2026-11-24T10:00:00Z"}' }, { status: 400 });
  const now = await locals.desk.moveClock(new Date(parsed.data.now));
  if (!now) return json({ kind: 'date-invalid', now: locals.desk.now() }, { status: 409 });
  return json({ now });
}
