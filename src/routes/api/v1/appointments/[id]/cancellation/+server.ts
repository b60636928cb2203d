import { refuse, success } from '#domain/result.ts';
import { cancelAppointmentOperation as operation } from '#features/api/operations/appointments.server.ts';
import { cancelAppointment } from '#features/booking/change.server.ts';
import { findListedAppointment } from '#features/schedule/appointment-list.server.ts';
import { appointmentBody } from '../../../practice.server.ts';
import { answer, otherwise, practiceActor } from '../../../../door.server.ts';

export const POST = answer(operation, async ({ world, actor: who, params }) => {
  const actor = practiceActor(who);
  if (!actor || !(await findListedAppointment(world, actor, params.id))) return refuse('not-found');
  // The practice's own cancellation never costs the patient anything (B5).
  const cancelled = await cancelAppointment(world, actor, { appointmentId: params.id, expectedCostCents: 0 });
  if (!cancelled.ok) return cancelled;
  const after = await findListedAppointment(world, actor, params.id);
  return after ? success({ body: appointmentBody(after) }) : refuse('not-found');
});
export const fallback = otherwise(operation);
