import { error } from '@sveltejs/kit';
import { may } from '#domain/permissions.ts';
import { listDocuments } from '#features/records/documents/read.server.ts';
import { pressSend, pressWithdraw } from '../../../../documents.server.ts';
import { shown } from '../../../change.server.ts';
import { ownPlace, type PlaceEvent } from '../../../place.server.ts';
import type { Actions, PageServerLoad } from './$types';

/** A document is health data: behind the sign-in of its patient, never behind a link alone (decision 0045). */
async function own(event: PlaceEvent) {
  const place = await ownPlace(event);
  const actor = place.actor;
  if (!may(actor, 'exchange-documents')) error(404);
  return { place, actor };
}

export const load: PageServerLoad = async (event) => {
  const { place, actor } = await own(event);
  const exchange = await listDocuments(event.locals.world, actor, place.appointment.id, event.locals.locale);
  if (!exchange) error(404);
  return { place: shown(place), exchange };
};

export const actions: Actions = {
  enviar: async (event) => {
    const { place, actor } = await own(event);
    return pressSend(event, actor, place.appointment.id);
  },
  retirar: async (event) => {
    const { place, actor } = await own(event);
    return pressWithdraw(event, actor, place.appointment.id);
  },
};
