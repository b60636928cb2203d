import { z } from 'zod';
import { scopes } from '#domain/access-token.ts';
import { m } from '#texts/compiled/messages.js';
import { operation } from '../operation.server.ts';
import { day, id, line, modality, nothing, ownService, patient, schedule, timeOff, wallTime, weeklyHours } from '../shapes.server.ts';

/** What a specialist's or an assistant's token may see and change of the practice (B1, B6). */
const ofPractice = z.strictObject({ specialist: id.optional() });
const base = { tag: 'practice', cost: 1, conditional: false } as const;

export const whoAmIOperation = operation({
  ...base,
  id: 'whoAmI',
  method: 'GET',
  path: '/api/v1/me',
  summary: m.api_op_who_am_i,
  auth: { kind: 'token', scope: null },
  params: nothing,
  query: nothing,
  body: null,
  answer: z
    .object({
      kind: z.enum(['specialist', 'assistant']),
      scopes: z.array(z.enum(scopes)),
      specialists: z.array(z.object({ id, slug: z.string(), name: z.string(), zone: z.string(), videoEnabled: z.boolean() })),
    })
    .meta({ id: 'Me' }),
  status: 200,
  refusals: ['not-allowed'],
  examples: {},
});

export const getScheduleOperation = operation({
  ...base,
  id: 'getSchedule',
  method: 'GET',
  path: '/api/v1/schedule',
  summary: m.api_op_get_schedule,
  auth: { kind: 'token', scope: 'schedule:read' },
  params: nothing,
  query: ofPractice,
  body: null,
  answer: schedule,
  status: 200,
  refusals: ['not-found', 'not-allowed', 'invalid-input'],
  examples: {},
});

export const putScheduleOperation = operation({
  ...base,
  id: 'replaceWeeklyHours',
  method: 'PUT',
  path: '/api/v1/schedule',
  summary: m.api_op_replace_weekly_hours,
  auth: { kind: 'token', scope: 'schedule:write' },
  params: nothing,
  query: ofPractice,
  body: z.strictObject({ modality, hours: z.array(weeklyHours.omit({ modality: true }).extend({ placeId: id.nullable().default(null) }).strict()).max(70) }),
  answer: schedule,
  status: 200,
  refusals: ['not-found', 'not-allowed', 'invalid-input'],
  cost: 2,
  conditional: true,
  examples: { body: { modality: 'video', hours: [{ weekday: 1, starts: '09:00', ends: '14:00' }] } },
});

export const listTimeOffOperation = operation({
  ...base,
  id: 'listTimeOff',
  method: 'GET',
  path: '/api/v1/time-off',
  summary: m.api_op_list_time_off,
  auth: { kind: 'token', scope: 'schedule:read' },
  params: nothing,
  query: ofPractice.extend({ from: day.optional() }),
  body: null,
  answer: z.object({ items: z.array(timeOff) }),
  status: 200,
  refusals: ['not-found', 'not-allowed', 'invalid-input'],
  examples: {},
});

export const addTimeOffOperation = operation({
  ...base,
  id: 'addTimeOff',
  method: 'POST',
  path: '/api/v1/time-off',
  summary: m.api_op_add_time_off,
  auth: { kind: 'token', scope: 'schedule:write' },
  params: nothing,
  query: ofPractice,
  body: z.strictObject({ from: day, until: day.optional(), starts: wallTime.optional(), ends: wallTime.optional() }),
  answer: z.object({ stillBooked: z.int(), firstDay: z.iso.date() }).meta({ id: 'NewTimeOff' }),
  status: 201,
  refusals: ['not-found', 'not-allowed', 'invalid-input'],
  cost: 2,
  examples: { body: { from: '2026-12-24', until: '2026-12-26' } },
});

export const removeTimeOffOperation = operation({
  ...base,
  id: 'removeTimeOff',
  method: 'DELETE',
  path: '/api/v1/time-off/{id}',
  summary: m.api_op_remove_time_off,
  auth: { kind: 'token', scope: 'schedule:write' },
  params: z.strictObject({ id }),
  query: ofPractice,
  body: null,
  answer: null,
  status: 204,
  refusals: ['not-found', 'not-allowed', 'invalid-input'],
  cost: 2,
  examples: { params: { id: '{{timeOff}}' } },
});

export const listServicesOperation = operation({
  ...base,
  id: 'listServices',
  method: 'GET',
  path: '/api/v1/services',
  summary: m.api_op_list_services,
  auth: { kind: 'token', scope: 'schedule:read' },
  params: nothing,
  query: ofPractice,
  body: null,
  answer: z.object({ items: z.array(ownService) }),
  status: 200,
  refusals: ['not-found', 'not-allowed', 'invalid-input'],
  examples: {},
});

export const getServiceOperation = operation({
  ...base,
  id: 'getService',
  method: 'GET',
  path: '/api/v1/services/{id}',
  summary: m.api_op_get_service,
  auth: { kind: 'token', scope: 'schedule:read' },
  params: z.strictObject({ id }),
  query: ofPractice,
  body: null,
  answer: ownService,
  status: 200,
  refusals: ['not-found', 'not-allowed', 'invalid-input'],
  examples: { params: { id: '{{service}}' } },
});

export const changeServiceOperation = operation({
  ...base,
  id: 'changeService',
  method: 'PATCH',
  path: '/api/v1/services/{id}',
  summary: m.api_op_change_service,
  auth: { kind: 'token', scope: 'services:write' },
  params: z.strictObject({ id }),
  query: ofPractice,
  body: z.strictObject({
    name: line(80).min(2).optional(),
    durationMinutes: z.int().min(5).max(480).optional(),
    priceCents: z.int().min(0).max(100_000_000).optional(),
    active: z.boolean().optional(),
  }),
  answer: ownService,
  status: 200,
  refusals: ['not-found', 'not-allowed', 'invalid-input'],
  cost: 2,
  conditional: true,
  examples: { params: { id: '{{service}}' }, body: { priceCents: 6000 } },
});

export const findPatientsOperation = operation({
  ...base,
  id: 'findPatients',
  method: 'GET',
  path: '/api/v1/patients',
  summary: m.api_op_find_patients,
  auth: { kind: 'token', scope: 'appointments:read' },
  params: nothing,
  query: ofPractice.extend({ q: line(80).min(2) }),
  body: null,
  answer: z.object({ items: z.array(patient) }),
  status: 200,
  refusals: ['not-found', 'not-allowed', 'invalid-input'],
  cost: 2,
  examples: { query: { q: 'Carmen' } },
});

export const practice = [
  whoAmIOperation, getScheduleOperation, putScheduleOperation, listTimeOffOperation, addTimeOffOperation, removeTimeOffOperation, listServicesOperation,
  getServiceOperation, changeServiceOperation, findPatientsOperation,
]; // prettier-ignore
