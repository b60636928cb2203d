import { noticeChangedOn, privacyNotice } from '#features/privacy/notice/notice.server.ts';

/** The notice of one country, in the reader's language. */
export function loadNotice({ world, locale }: App.Locals, country: 'ES' | 'MX') {
  const { controller, purposes } = privacyNotice(world.settings.privacy, locale);
  const changed = new Intl.DateTimeFormat(locale === 'es' ? 'es-ES' : 'en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(noticeChangedOn);
  return { country, controller, purposes, changed };
}
