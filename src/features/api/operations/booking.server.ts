import { z } from 'zod';
import { m } from '#texts/compiled/messages.js';
import { operation } from '../operation.server.ts';
import { booking, id, line, newBooking, nothing, someInstant } from '../shapes.server.ts';

/** Booking without a login: hold, code, done (B3, B4). The secret of the hold stands where a browser has a cookie. */
const own = { auth: { kind: 'hold' }, tag: 'booking', query: nothing, params: z.strictObject({ id }), conditional: false, cost: 1 } as const;

export const createHoldOperation = operation({
  id: 'createHold',
  method: 'POST',
  path: '/api/v1/holds',
  tag: 'booking',
  summary: m.api_op_create_hold,
  auth: { kind: 'open' },
  params: nothing,
  query: nothing,
  body: z.strictObject({
    serviceId: id,
    startsAt: someInstant,
    name: line(120),
    mobile: line(40),
    email: line(254),
    reason: z.string().max(1000).regex(/^[\P{Cc}\n\r\t]*$/u).default(''),
    forSomebodyElse: z.boolean().default(false),
    /** The text of `GET /api/v1/consent`, which the patient has read. */
    consent: z.literal(true),
    zone: line(60).optional(),
  }),
  answer: newBooking,
  status: 201,
  refusals: ['not-found', 'invalid-input', 'slot-in-the-past', 'slot-not-offered', 'slot-taken'],
  cost: 5,
  conditional: false,
  examples: {
    body: {
      serviceId: '{{service}}',
      startsAt: '{{slot}}',
      name: 'Carmen Ruiz Lozano',
      mobile: '+34612345678',
      email: 'carmen.ruiz@correo.example',
      consent: true,
    },
  },
});

export const getHoldOperation = operation({
  ...own,
  id: 'getHold',
  method: 'GET',
  path: '/api/v1/holds/{id}',
  summary: m.api_op_get_hold,
  body: null,
  answer: booking,
  status: 200,
  refusals: ['not-found'],
  examples: { params: { id: '{{hold}}' } },
});

export const releaseHoldOperation = operation({
  ...own,
  id: 'releaseHold',
  method: 'DELETE',
  path: '/api/v1/holds/{id}',
  summary: m.api_op_release_hold,
  body: null,
  answer: null,
  status: 204,
  refusals: ['not-found', 'not-allowed'],
  examples: { params: { id: '{{hold}}' } },
});

export const extendHoldOperation = operation({
  ...own,
  id: 'extendHold',
  method: 'POST',
  path: '/api/v1/holds/{id}/extension',
  summary: m.api_op_extend_hold,
  body: null,
  answer: booking,
  status: 200,
  refusals: ['not-found', 'not-allowed', 'hold-expired'],
  examples: { params: { id: '{{hold}}' } },
});

export const sendCodeOperation = operation({
  ...own,
  id: 'sendCode',
  method: 'POST',
  path: '/api/v1/holds/{id}/code',
  summary: m.api_op_send_code,
  body: z.strictObject({ channel: z.enum(['sms', 'email']) }),
  answer: booking,
  status: 200,
  refusals: ['not-found', 'hold-expired', 'not-allowed', 'too-many-attempts', 'no-text-now'],
  cost: 5,
  examples: { params: { id: '{{hold}}' }, body: { channel: 'email' } },
});

export const proveHoldOperation = operation({
  ...own,
  id: 'proveHold',
  method: 'POST',
  path: '/api/v1/holds/{id}/proof',
  summary: m.api_op_prove_hold,
  body: z.strictObject({ code: z.string().regex(/^\d{6}$/) }),
  answer: booking,
  status: 200,
  refusals: ['not-found', 'code-wrong', 'code-expired', 'hold-expired', 'too-many-attempts'],
  cost: 2,
  examples: { params: { id: '{{hold}}' }, body: { code: '{{code}}' } },
});

export const booked = [createHoldOperation, getHoldOperation, releaseHoldOperation, extendHoldOperation, sendCodeOperation, proveHoldOperation];
