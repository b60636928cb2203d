import { error, type RequestEvent } from '@sveltejs/kit';
import { cancelAppointment, rescheduleAppointment } from '#features/booking/change.server.ts';
import { runTimeOff } from '#features/schedule/hours/time-off-run.server.ts';
import type { PracticeDoor } from '../practice.server.ts';

/** What one answer may take: the page shows how far it is and asks for the rest. */
const budgetMs = 1500;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

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
  if (!uuid.test(id)) error(404);
  return id;
}

const most = 8;

/** Of several time offs on which appointments stand, the address that asks about the first and names the others; null for none. */
export function askNext(groupIds: readonly string[]): string | null {
  const [first, ...rest] = groupIds.slice(0, most);
  if (first === undefined) return null;
  return new URLSearchParams({ libre: first, ...(rest.length > 0 ? { luego: rest.join() } : {}) }).toString();
}

/** The groups that an address or a form names as those to be asked about afterwards. */
export function afterwards(luego: string | null | undefined): string[] {
  return (luego ?? '').split(',').filter((id) => uuid.test(id));
}

/** '?luego=…&de=…' with what there is of the two. */
export function runQuery(rest: readonly string[], door: PracticeDoor): string {
  const query = new URLSearchParams({
    ...(rest.length > 0 ? { luego: rest.join() } : {}),
    ...(door.practices.length > 1 ? { de: door.practice.id } : {}),
  });
  return query.size > 0 ? `?${query}` : '';
}
