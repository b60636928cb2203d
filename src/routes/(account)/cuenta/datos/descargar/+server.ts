import { error, redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { isFreshSession } from '#features/accounts/second-factor/factors.server.ts';
import { downloadExport, exportFormats } from '#features/privacy/export-request.server.ts';
import { readableExport } from '#features/privacy/readable.ts';
import { localizeHref } from '#texts/compiled/runtime.js';
import { signedInPerson } from '../../../account.server.ts';
import type { RequestHandler } from './$types';

const form = z.strictObject({ pedido: z.uuid(), formato: z.enum(exportFormats) });

/** One file of what was asked for (G1): by a press, once, and in a session new enough, since it is all there is (quality 18, 76). */
export const POST: RequestHandler = async (event) => {
  const { world, locale } = event.locals;
  const who = signedInPerson(event);
  const parsed = form.safeParse(Object.fromEntries(await event.request.formData().catch(() => new FormData())));
  if (!parsed.success) error(400, 'invalid-input');
  if (!(await isFreshSession(world, who.sessionId))) redirect(303, localizeHref('/cuenta/datos', { locale }));
  const { pedido: id, formato: format } = parsed.data;
  const answer = await downloadExport(world, who.accountId, { id, format });
  if (!answer.ok) redirect(303, localizeHref('/cuenta/datos?pasado', { locale }));
  const data = answer.value;
  const headers = (type: string, ending: string) => ({
    'content-type': type,
    'content-disposition': `attachment; filename="videoconsulta-${data.made_at.slice(0, 10)}.${ending}"`,
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  });
  return format === 'html'
    ? new Response(readableExport(data, locale), { headers: headers('text/html; charset=utf-8', 'html') })
    : new Response(JSON.stringify(data, null, 1), { headers: headers('application/json', 'json') });
};
