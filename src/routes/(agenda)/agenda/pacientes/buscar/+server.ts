import { json } from '@sveltejs/kit';
import { findPatients } from '#features/schedule/reads/find-patients.server.ts';
import { foundPatients } from '#features/schedule/pages/patient-lines.server.ts';
import { practiceDoor } from '../../../practice.server.ts';
import type { RequestHandler } from './$types';

/** Patients of this practice for the search as one types (B6); nobody else is ever found. */
export const GET: RequestHandler = async (event) => {
  const { actor, practice } = await practiceDoor(event);
  const text = (event.url.searchParams.get('texto') ?? '').slice(0, 80);
  const found = await findPatients(event.locals.world, actor, { specialistId: practice.id, text });
  return json(foundPatients(found, practice, event.locals.world.clock.now(), event.locals.locale));
};
