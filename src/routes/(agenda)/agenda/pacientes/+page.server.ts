import { patientLines } from '#features/schedule/pages/patient-lines.server.ts';
import { listPatients } from '#features/schedule/patients.server.ts';
import { practiceDoor } from '../../practice.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { actor, practice } = await practiceDoor(event);
  const { world, locale } = event.locals;
  const text = (event.url.searchParams.get('texto') ?? '').slice(0, 80);
  const patients = await listPatients(world, actor, { specialistId: practice.id, text });
  return { text, patients: patientLines(patients, practice, world.clock.now(), locale) };
};
