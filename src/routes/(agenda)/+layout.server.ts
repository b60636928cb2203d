import { listUnreached } from '#features/messages/queries.server.ts';
import { may } from '#domain/permissions.ts';
import { listWaiting } from '#features/schedule/waiting.server.ts';
import { practiceDoor } from './practice.server.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async (event) => {
  event.depends('agenda:live');
  const { actor, practice, practices } = await practiceDoor(event);
  const { world } = event.locals;
  return {
    practice: {
      id: practice.id,
      name: `${practice.title} ${practice.fullName}`.trim(),
      zone: practice.zone,
      slug: practice.slug,
      pausedWhy: practice.pausedWhy,
    },
    practices: practices.map((one) => ({ id: one.id, name: `${one.title} ${one.fullName}`.trim() })),
    isSpecialist: may(actor, 'run-practice'),
    unreachedIds: (await listUnreached(world, actor, practice.id, event.locals.locale)).map((one) => one.appointmentId),
    waiting: await listWaiting(world, actor, practice.id),
    closed: !(await world.switches.isOn('bookings')),
    now: world.clock.now(),
  };
};
