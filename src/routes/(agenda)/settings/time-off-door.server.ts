import { error, type RequestEvent } from '@sveltejs/kit';
import { cancelAppointment, rescheduleAppointment } from '#features/booking/change.server.ts';
import { runTimeOff } from '#features/schedule/hours/time-off-run.server.ts';
import type { PracticeDoor } from '../practice.server.ts';

/** What one answer may take: the page shows how far it is and asks for the rest. */
const budgetMs = 1500;

/** Does the next appointments of a time off through booking's commands, as whoever pressed (B9). */
export async function goOn(event: Pick<RequestEvent, 'locals'>, door: PracticeDoor, groupId: string): Promise<{ left: number }> {
  const { world } = event.locals;
  return runTimeOff(
    world,
    door.actor,
    { specialistId: door.practice.id, groupId, budgetMs },
    {
      reschedule: (input) => rescheduleAppointment(world, door.actor, input),
      cancel: (input) => cancelAppointment(world, door.actor, input),
    },
  );
}

/** A group's id out of an address. */
export function groupIdOf(event: Pick<RequestEvent, 'params'>): string {
  const id = event.params['id'] ?? '';
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) error(404);
  return id;
}
