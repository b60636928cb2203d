import { error, redirect } from '@sveltejs/kit';
import { exchangeLink } from '#features/room/links.server.ts';
import type { LinkPage } from '#features/room/link-page.ts';
import { cookieNames } from '#features/accounts/cookies.ts';
import { opensByItself, readLinkPage, readRoomScript } from '#features/room/pages.server.ts';
import { localizeHref } from '#texts/compiled/runtime.js';
import { keepSeatCookie } from '../../../(room)/seat-cookie.server.ts';
import type { Actions, PageServerLoad } from './$types';

/** A page to press one button on (docs/decisions/0054). */
export const csr = false;

export const load: PageServerLoad = async ({ params, locals, platform, cookies, setHeaders }) => {
  const link = await readLinkPage(locals.world, params.token, locals.locale);
  if (!link) error(404, 'link-unknown');
  explainIfOver(link);
  // A specialist changes the appointment in the agenda.
  const testUrl = link.role === 'patient' && link.modality === 'video' ? localizeHref(`/e/${params.token}/prueba`, { locale: locals.locale }) : null;
  const { entry, imports, styles } = await readRoomScript(platform);
  const { world, browserHash, locale } = locals;
  const running = link.role === 'patient' && link.stage === 'in_call';
  const cookie = cookies.get(cookieNames(world.settings.publicOrigin).seat);
  const roomUrl = running && (await opensByItself(world, { token: params.token, cookie, browserHash })) ? localizeHref('/sala', { locale }) : null;
  if (roomUrl) setHeaders({ 'speculation-rules': `"${localizeHref('/sala/preparar', { locale })}"` });
  const ahead = running ? [entry, ...imports, ...styles] : [];
  return { link, testUrl, ahead, roomUrl, manageUrl: link.role === 'patient' ? localizeHref(`/e/${params.token}/cita`, { locale: locals.locale }) : null };
};

/** A link that opens nothing any more says so, with the day it was for (V1). */
function explainIfOver(link: LinkPage): void {
  const { role, dayLong, hour, cancelledOn } = link;
  if (link.stage === 'cancelled') error(410, 'link-cancelled', { link: { role, state: 'cancelled', dayLong, hour, cancelledOn } });
  if (link.stage === 'finished') error(410, 'link-over', { link: { role, state: 'finished', dayLong, hour, cancelledOn } });
  if (link.stage === 'closed') error(410, 'link-over', { link: { role, state: 'over', dayLong, hour, cancelledOn } });
}

export const actions: Actions = {
  /** The press: exchanges the token for a cookie and leaves the token's address (V2, quality 4). */
  default: async ({ params, locals, cookies, url }) => {
    const { world, browserHash, locale } = locals;
    const answer = await exchangeLink(world, { token: params.token, browserHash });
    // Whatever changed meanwhile, the page itself explains.
    if (!answer.ok) redirect(303, url.pathname);
    if (answer.value.role === 'specialist') redirect(303, localizeHref(`/consulta/${answer.value.appointmentId}`, { locale }));
    keepSeatCookie(cookies, world.settings.publicOrigin, answer.value.cookie);
    redirect(303, localizeHref('/sala', { locale }));
  },
};
