import { error, redirect } from '@sveltejs/kit';
import { isFreshSession } from '#features/accounts/second-factor/factors.server.ts';
import { exportAccount } from '#features/privacy/export.server.ts';
import { readableExport } from '#features/privacy/readable.ts';
import { localizeHref } from '#texts/compiled/runtime.js';
import { signedInPerson } from '../../../account.server.ts';
import type { RequestHandler } from './$types';

/** One's own data as a file (G1): by a press, and in a session new enough, since it is all there is (quality 18, 76). */
export const POST: RequestHandler = async (event) => {
  const { world, locale } = event.locals;
  const who = signedInPerson(event);
  const form = await event.request.formData().catch(() => null);
  const kind = form?.get('formato');
  if (kind !== 'html' && kind !== 'json') error(400, 'invalid-input');
  if (!(await isFreshSession(world, who.sessionId))) redirect(303, localizeHref('/cuenta/datos', { locale }));
  const data = await exportAccount(world, who.accountId);
  const headers = (type: string, ending: string) => ({
    'content-type': type,
    'content-disposition': `attachment; filename="videoconsulta-${data.made_at.slice(0, 10)}.${ending}"`,
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  });
  return kind === 'html'
    ? new Response(readableExport(data, locale), { headers: headers('text/html; charset=utf-8', 'html') })
    : new Response(JSON.stringify(data, null, 1), { headers: headers('application/json', 'json') });
};
