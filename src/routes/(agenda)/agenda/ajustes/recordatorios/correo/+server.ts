import { error } from '@sveltejs/kit';
import { previewAsked, previewMessage } from '#features/messages/preview.server.ts';
import { readRemindersPage } from '#features/schedule/pages/settings-page.server.ts';
import { settingsDoor } from '../../../../settings/settings-door.server.ts';
import type { RequestHandler } from './$types';

/** The mail as a patient's program shows it; its styles stand in itself, and nothing in it may run or load (M4, G4). */
export const GET: RequestHandler = async (event) => {
  const { actor, practice } = await settingsDoor(event);
  const { world } = event.locals;
  const { videoEnabled } = await readRemindersPage(world, actor, practice);
  const preview = await previewMessage(world, actor, practice.id, previewAsked(event.url.searchParams, videoEnabled));
  if (!preview || !('mail' in preview)) error(404);
  return new Response(preview.mail.html, {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox",
      'cache-control': 'no-store',
      'x-robots-tag': 'noindex',
    },
  });
};
