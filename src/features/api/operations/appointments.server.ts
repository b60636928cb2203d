import { z } from 'zod';
import { m } from '#texts/compiled/messages.js';
import { operation } from '../operation.server.ts';
import { appointment, appointmentStatus, cursor, day, id, limit, line, message, nothing, pageOf, payment, someInstant, wallTime } from '../shapes.server.ts';

/** The appointments of the practice, with what was said and paid about each (B5, B6, B9). */
const base = { tag: 'appointments', cost: 1, conditional: false } as const;
const one = z.strictObject({ id });
const example = { params: { id: '{{appointment}}' } };

export const listAppointmentsOperation = operation({
  ...base,
  id: 'listAppointments',
  method: 'GET',
  path: '/api/v1/appointments',
  summary: m.api_op_list_appointments,
  auth: { kind: 'token', scope: 'appointments:read' },
  params: nothing,
  query: z.strictObject({
    specialist: id.optional(),
    from: someInstant.optional(),
    until: someInstant.optional(),
    status: appointmentStatus.optional(),
    limit,
    cursor,
  }),
  body: null,
  answer: pageOf(appointment).meta({ id: 'Appointments' }),
  status: 200,
  refusals: ['not-found', 'not-allowed', 'invalid-input'],
  cost: 2,
  examples: {},
});

export const createAppointmentOperation = operation({
  ...base,
  id: 'createAppointment',
  method: 'POST',
  path: '/api/v1/appointments',
  summary: m.api_op_create_appointment,
  auth: { kind: 'token', scope: 'appointments:write' },
  params: nothing,
  query: nothing,
  body: z.strictObject({
    serviceId: id,
    /** On the wall of the specialist's zone. */
    date: day,
    time: wallTime,
    patient: z.union([
      z.strictObject({ id }),
      z.strictObject({ name: line(120).min(2), mobile: line(40).default(''), email: line(254).default('') }),
    ]),
    outsideHours: z.boolean().default(false),
  }),
  answer: appointment,
  status: 201,
  refusals: ['not-found', 'not-allowed', 'invalid-input', 'slot-in-the-past', 'outside-hours', 'slot-taken'],
  cost: 5,
  examples: { body: { serviceId: '{{service}}', date: '{{date}}', time: '10:00', patient: { name: 'Ana Soto Vidal', mobile: '+34611222333' } } },
});

export const getAppointmentOperation = operation({
  ...base,
  id: 'getAppointment',
  method: 'GET',
  path: '/api/v1/appointments/{id}',
  summary: m.api_op_get_appointment,
  auth: { kind: 'token', scope: 'appointments:read' },
  params: one,
  query: nothing,
  body: null,
  answer: appointment,
  status: 200,
  refusals: ['not-found', 'not-allowed'],
  examples: example,
});

export const moveAppointmentOperation = operation({
  ...base,
  id: 'moveAppointment',
  method: 'PATCH',
  path: '/api/v1/appointments/{id}',
  summary: m.api_op_move_appointment,
  auth: { kind: 'token', scope: 'appointments:write' },
  params: one,
  query: nothing,
  body: z.strictObject({ startsAt: someInstant }),
  answer: appointment,
  status: 200,
  refusals: ['not-found', 'not-allowed', 'invalid-input', 'slot-in-the-past', 'too-late-to-change', 'appointment-over', 'appointment-cancelled', 'slot-taken'],
  cost: 2,
  conditional: true,
  examples: { ...example, body: { startsAt: '{{otherSlot}}' } },
});

export const cancelAppointmentOperation = operation({
  ...base,
  id: 'cancelAppointment',
  method: 'POST',
  path: '/api/v1/appointments/{id}/cancellation',
  summary: m.api_op_cancel_appointment,
  auth: { kind: 'token', scope: 'appointments:write' },
  params: one,
  query: nothing,
  body: null,
  answer: appointment,
  status: 200,
  refusals: ['not-found', 'not-allowed', 'appointment-over', 'appointment-cancelled', 'too-late-to-cancel', 'try-again-later'],
  cost: 2,
  examples: example,
});

export const listMessagesOperation = operation({
  ...base,
  id: 'listMessages',
  method: 'GET',
  path: '/api/v1/appointments/{id}/messages',
  summary: m.api_op_list_messages,
  auth: { kind: 'token', scope: 'messages:read' },
  params: one,
  query: nothing,
  body: null,
  answer: z.object({ items: z.array(message) }),
  status: 200,
  refusals: ['not-found', 'not-allowed'],
  examples: example,
});

export const listPaymentsOperation = operation({
  ...base,
  id: 'listPayments',
  method: 'GET',
  path: '/api/v1/appointments/{id}/payments',
  summary: m.api_op_list_payments,
  auth: { kind: 'token', scope: 'payments:read' },
  params: one,
  query: nothing,
  body: null,
  answer: z.object({ items: z.array(payment) }),
  status: 200,
  refusals: ['not-found', 'not-allowed'],
  examples: example,
});

export const appointments = [
  listAppointmentsOperation, createAppointmentOperation, getAppointmentOperation, moveAppointmentOperation, cancelAppointmentOperation, listMessagesOperation,
  listPaymentsOperation,
]; // prettier-ignore
