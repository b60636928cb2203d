import { readNewAppointment } from '#features/schedule/pages/new-appointment.server.ts';
import { pressNewAppointment } from '../../new-appointment.server.ts';
import { nextFreeHours } from '../../free-hours.server.ts';
import { practiceDoor } from '../../practice.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { actor, practice } = await practiceDoor(event);
  const { world, locale } = event.locals;
  const page = await readNewAppointment(world, actor, practice, event.url.searchParams, locale);
  return { page, free: await nextFreeHours(world, practice, { serviceIds: page.services.map((one) => one.id), day: page.day, locale }) };
};

export const actions: Actions = { default: pressNewAppointment };
