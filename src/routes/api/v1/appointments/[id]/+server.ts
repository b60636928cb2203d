import { refuse, success } from '#domain/result.ts';
import { getAppointmentOperation, moveAppointmentOperation } from '#features/api/operations/appointments.server.ts';
import { rescheduleAppointment } from '#features/booking/change.server.ts';
import { findListedAppointment } from '#features/schedule/appointment-list.server.ts';
import { appointmentBody } from '../../practice.server.ts';
import { answer, otherwise, practiceActor, stillTheVersion } from '../../../door.server.ts';

export const GET = answer(getAppointmentOperation, async ({ world, actor: who, params }) => {
  const actor = practiceActor(who);
  const row = actor && (await findListedAppointment(world, actor, params.id));
  return row ? success({ body: appointmentBody(row) }) : refuse('not-found');
});

export const PATCH = answer(moveAppointmentOperation, async (call) => {
  const { world, params, body } = call;
  const actor = practiceActor(call.actor);
  const before = actor && (await findListedAppointment(world, actor, params.id));
  if (!actor || !before) return refuse('not-found');
  const problem = call.unlessCurrent(appointmentBody(before));
  if (problem) return { ok: false, problem };
  const mayGoOn = stillTheVersion(call, async (inside) => {
    const now = await findListedAppointment(inside, actor, before.id);
    return now && appointmentBody(now);
  });
  const moved = await rescheduleAppointment(world, actor, { appointmentId: before.id, startsAt: new Date(body.startsAt) }, { mayGoOn });
  if (!moved.ok) return moved;
  const after = await findListedAppointment(world, actor, before.id);
  return after ? success({ body: appointmentBody(after) }) : refuse('not-found');
});
export const fallback = otherwise(getAppointmentOperation, moveAppointmentOperation);
