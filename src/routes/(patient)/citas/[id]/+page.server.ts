import { fail, redirect } from '@sveltejs/kit';
import { openOwnRoom } from '#features/room/links.server.ts';
import { localizeHref } from '#texts/compiled/runtime.js';
import { refusalText } from '#texts/refusals.ts';
import { loadAppointment } from '../../appointment.server.ts';
import { keepSeatCookie } from '../../../(room)/seat-cookie.server.ts';
import { ownPlace } from '../../place.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => loadAppointment(await ownPlace(event), event);

export const actions: Actions = {
  /** The press on the door: a cookie for this browser and nothing else, as on the link's page (V2, F3). */
  entrar: async (event) => {
    const { world, browserHash, locale } = event.locals;
    const { actor, appointment } = await ownPlace(event);
    const answer = await openOwnRoom(world, actor, { appointmentId: appointment.id, browserHash });
    if (!answer.ok) return fail(409, { problem: refusalText(answer.kind) });
    if (answer.value.role === 'specialist') redirect(303, localizeHref(`/consulta/${appointment.id}`, { locale }));
    keepSeatCookie(event.cookies, world.settings.publicOrigin, answer.value.cookie);
    redirect(303, localizeHref('/sala', { locale }));
  },
};
