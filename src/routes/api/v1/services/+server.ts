import { success } from '#domain/result.ts';
import { listServicesOperation as operation } from '#features/api/operations/practice.server.ts';
import { listServices } from '#features/schedule/settings.server.ts';
import { serviceBody } from '../practice.server.ts';
import { answer, otherwise, practiceOf } from '../../door.server.ts';

export const GET = answer(operation, async (call) => {
  const door = await practiceOf(call, call.query.specialist);
  if (!door.ok) return door;
  const rows = await listServices(call.world, door.actor, door.practice.id);
  return success({ body: { items: rows.map(serviceBody) } });
});
export const fallback = otherwise(operation);
