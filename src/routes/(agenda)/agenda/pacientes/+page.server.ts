import { pageAsked, pageOf } from '#domain/paging.ts';
import { waitingAppointments } from '#features/booking/waiting/practice-list.server.ts';
import { patientLines } from '#features/schedule/pages/patient-lines.server.ts';
import { listPatients } from '#features/schedule/patients.server.ts';
import { practiceDoor } from '../../practice.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { actor, practice } = await practiceDoor(event);
  const { world, locale } = event.locals;
  const text = (event.url.searchParams.get('texto') ?? '').slice(0, 80);
  const asked = pageAsked(event.url.searchParams.get('pagina'));
  const from = { offset: asked.offset, length: asked.length + 1 };
  const found = pageOf(await listPatients(world, actor, { specialistId: practice.id, text, from }), asked);
  const waits = await waitingAppointments(world, actor, practice.id);
  return { text, waits, page: found.page, more: found.more, patients: patientLines(found.rows, practice, world.clock.now(), locale) };
};
