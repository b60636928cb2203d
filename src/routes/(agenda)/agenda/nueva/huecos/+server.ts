import { json } from '@sveltejs/kit';
import { listServices } from '#features/schedule/settings.server.ts';
import { nextFreeHours } from '../../../free-hours.server.ts';
import { practiceDoor } from '../../../practice.server.ts';
import type { RequestHandler } from './$types';

/** The first free hours from a day on by service, while the day is being chosen (B6). */
export const GET: RequestHandler = async (event) => {
  const { actor, practice } = await practiceDoor(event);
  const { world, locale } = event.locals;
  const services = await listServices(world, actor, practice.id);
  const day = event.url.searchParams.get('dia') ?? '';
  return json(await nextFreeHours(world, practice, { serviceIds: services.map((one) => one.id), day, locale }));
};
