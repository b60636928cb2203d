import { waitingAppointments } from '#features/booking/waiting/practice-list.server.ts';
import { patientLines } from '#features/schedule/pages/patient-lines.server.ts';
import { listPatients } from '#features/schedule/patients.server.ts';
import { practiceDoor } from '../../practice.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { actor, practice } = await practiceDoor(event);
  const { world, locale } = event.locals;
  const text = (event.url.searchParams.get('texto') ?? '').slice(0, 80);
  const patients = await listPatients(world, actor, { specialistId: practice.id, text });
  const waits = await waitingAppointments(world, actor, practice.id);
  return { text, waits, patients: patientLines(patients, practice, world.clock.now(), locale) };
};
