import { readAddress } from '#features/schedule/pages/agenda-page.server.ts';
import { readPrintedDay } from '#features/schedule/pages/printed-day.server.ts';
import { practiceDoor } from '../../practice.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { actor, practice } = await practiceDoor(event);
  const { world, locale } = event.locals;
  return { printed: await readPrintedDay(world, actor, practice, readAddress(event.url).day, locale) };
};
