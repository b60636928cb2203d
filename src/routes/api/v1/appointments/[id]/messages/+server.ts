import { refuse, success } from '#domain/result.ts';
import { listMessagesOperation as operation } from '#features/api/operations/appointments.server.ts';
import { listMessagesOf } from '#features/messages/queries.server.ts';
import { findListedAppointment } from '#features/schedule/appointment-list.server.ts';
import { answer, otherwise, practiceActor } from '../../../../door.server.ts';

export const GET = answer(operation, async ({ world, actor: who, params, locale }) => {
  const actor = practiceActor(who);
  if (!actor || !(await findListedAppointment(world, actor, params.id))) return refuse('not-found');
  const rows = await listMessagesOf(world, actor, params.id, locale);
  return success({ body: { items: rows.map((row) => ({ ...row, at: row.at.toISOString() })) } });
});
export const fallback = otherwise(operation);
