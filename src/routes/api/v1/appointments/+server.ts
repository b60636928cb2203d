import { z } from 'zod';
import { refuse, success, type RefusalKind } from '#domain/result.ts';
import { readCursor, writeCursor } from '#features/api/cursor.server.ts';
import { createAppointmentOperation, listAppointmentsOperation } from '#features/api/operations/appointments.server.ts';
import { someInstant } from '#features/api/shapes.server.ts';
import { bookForPatient } from '#features/booking/practice.server.ts';
import { bookForPatientForm } from '#features/booking/schema.ts';
import { findListedAppointment, listAppointments } from '#features/schedule/appointment-list.server.ts';
import { appointmentBody } from '../practice.server.ts';
import { answer, otherwise, practiceActor, practiceOf } from '../../door.server.ts';

const place = z.object({ startsAt: someInstant, id: z.uuid() });
const names: Record<string, string> = { dia: 'date', hora: 'time', nombre: 'patient.name', movil: 'patient.mobile', correo: 'patient.email', servicio: 'serviceId', persona: 'patient.id' };

export const GET = answer(listAppointmentsOperation, async (call) => {
  const { cursor, limit, ...question } = call.query;
  const door = await practiceOf(call, question.specialist);
  if (!door.ok) return door;
  const after = cursor === undefined ? null : readCursor(place, question, cursor);
  if (cursor !== undefined && !after) return refuse('invalid-input', { cursor: 'invalid-input' });
  const found = await listAppointments(call.world, door.actor, {
    specialistId: door.practice.id,
    from: question.from === undefined ? null : new Date(question.from),
    until: question.until === undefined ? null : new Date(question.until),
    statuses: question.status === undefined ? null : [question.status],
    after: after && { startsAt: new Date(after.startsAt), id: after.id },
    limit,
  });
  const page = found.slice(0, limit);
  const last = found.length > limit ? page.at(-1) : undefined;
  const next = last ? writeCursor(question, { startsAt: last.startsAt.toISOString(), id: last.id }) : null;
  return success({ next, body: { items: page.map(appointmentBody), next } });
});

export const POST = answer(createAppointmentOperation, async ({ world, actor: who, body, locale }) => {
  const actor = practiceActor(who);
  if (!actor) return refuse('not-allowed');
  const { patient } = body;
  const form = bookForPatientForm.safeParse({
    servicio: body.serviceId,
    dia: body.date,
    hora: body.time,
    ...('id' in patient ? { persona: patient.id } : { nombre: patient.name, movil: patient.mobile, correo: patient.email }),
    ...(body.outsideHours ? { fuera: 'si' } : {}),
  });
  if (!form.success) return refuse('invalid-input');
  const booked = await bookForPatient(world, actor, form.data, locale);
  if (!booked.ok) {
    const fields = booked.fields && Object.fromEntries(Object.entries(booked.fields).map(([name, kind]): [string, RefusalKind] => [names[name] ?? name, kind]));
    return { ok: false, kind: booked.kind, ...(fields ? { fields } : {}) };
  }
  const row = await findListedAppointment(world, actor, booked.value.appointmentId);
  return row ? success({ body: appointmentBody(row), location: `/api/v1/appointments/${row.id}` }) : refuse('not-found');
});
export const fallback = otherwise(listAppointmentsOperation, createAppointmentOperation);
