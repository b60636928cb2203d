import { success } from '#domain/result.ts';
import { removeTimeOffOperation as operation } from '#features/api/operations/practice.server.ts';
import { removeTimeOff } from '#features/schedule/hours/exceptions.server.ts';
import { answer, otherwise, practiceOf } from '../../../door.server.ts';

export const DELETE = answer(operation, async (call) => {
  const door = await practiceOf(call, call.query.specialist);
  if (!door.ok) return door;
  const removed = await removeTimeOff(call.world, door.actor, door.practice.id, call.params.id);
  return removed.ok ? success({ body: null }) : removed;
});
export const fallback = otherwise(operation);
