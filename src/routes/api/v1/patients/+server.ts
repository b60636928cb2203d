import { success } from '#domain/result.ts';
import { findPatientsOperation as operation } from '#features/api/operations/practice.server.ts';
import { listPatients } from '#features/schedule/patients.server.ts';
import { answer, otherwise, practiceOf } from '../../door.server.ts';

export const GET = answer(operation, async (call) => {
  const door = await practiceOf(call, call.query.specialist);
  if (!door.ok) return door;
  const actor = { ...door.actor, specialistIds: [door.practice.id] };
  const rows = await listPatients(call.world, actor, { specialistId: door.practice.id, text: call.query.q });
  return success({ body: { items: rows.map((row) => ({ id: row.id, name: row.fullName, mobile: row.mobile, email: row.email })) } });
});
export const fallback = otherwise(operation);
