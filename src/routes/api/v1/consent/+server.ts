import { success } from '#domain/result.ts';
import { getConsentOperation as operation } from '#features/api/operations/finding.server.ts';
import { m } from '#texts/compiled/messages.js';
import { localizeHref } from '#texts/compiled/runtime.js';
import { answer, otherwise } from '../../door.server.ts';

export const GET = answer(operation, async ({ world, locale }) =>
  success({ body: { text: m.booking_consent({}, { locale }), privacyUrl: `${world.settings.publicOrigin}${localizeHref('/privacidad', { locale })}` } }),
);
export const fallback = otherwise(operation);
