import { z } from 'zod';
import { m } from '#texts/compiled/messages.js';
import { operation } from '../operation.server.ts';
import { currency, cursor, day, foundSpecialist, id, line, modality, nothing, pageOf, slots, someInstant, specialist, specialty } from '../shapes.server.ts';

/** What anybody may ask: who there is, and when they are free (P1, P4). */
const open = { auth: { kind: 'open' }, method: 'GET', tag: 'search', status: 200, body: null, conditional: false } as const;

export const listSpecialtiesOperation = operation({
  ...open,
  id: 'listSpecialties',
  path: '/api/v1/specialties',
  summary: m.api_op_list_specialties,
  params: nothing,
  query: nothing,
  answer: z.object({ items: z.array(specialty) }),
  refusals: [],
  cost: 1,
  examples: {},
});

export const searchSpecialistsOperation = operation({
  ...open,
  id: 'searchSpecialists',
  path: '/api/v1/specialists',
  summary: m.api_op_search_specialists,
  params: nothing,
  query: z.strictObject({
    q: line(80).default(''),
    city: line(60).default(''),
    radiusKm: z.coerce.number().int().min(0).max(100).default(0),
    modality: modality.optional(),
    language: z
      .string()
      .regex(/^[a-z]{2,3}(,[a-z]{2,3}){0,9}$/)
      .optional(),
    maxPriceCents: z.coerce.number().int().min(0).max(1_000_000_000).optional(),
    currency: currency.default('EUR'),
    date: day.optional(),
    order: z.enum(['soonest', 'relevance']).default('relevance'),
    cursor,
  }),
  answer: pageOf(foundSpecialist).extend({ total: z.int() }).meta({ id: 'SearchResult' }),
  refusals: ['invalid-input'],
  cost: 2,
  examples: { query: { q: 'dermatología', modality: 'video' } },
});

export const getSpecialistOperation = operation({
  ...open,
  id: 'getSpecialist',
  path: '/api/v1/specialists/{slug}',
  summary: m.api_op_get_specialist,
  params: z.strictObject({ slug: z.string().regex(/^[a-z0-9-]{3,90}$/) }),
  query: nothing,
  answer: specialist,
  refusals: ['not-found'],
  cost: 1,
  examples: { params: { slug: '{{slug}}' } },
});

export const listSlotsOperation = operation({
  ...open,
  id: 'listSlots',
  path: '/api/v1/slots',
  summary: m.api_op_list_slots,
  params: nothing,
  query: z.strictObject({ service: id, from: someInstant.optional(), days: z.coerce.number().int().min(1).max(31).default(7) }),
  answer: slots,
  refusals: ['not-found', 'invalid-input'],
  cost: 1,
  examples: { query: { service: '{{service}}' } },
});

export const getConsentOperation = operation({
  ...open,
  id: 'getConsent',
  path: '/api/v1/consent',
  summary: m.api_op_get_consent,
  params: nothing,
  query: nothing,
  answer: z.object({ text: z.string(), privacyUrl: z.url() }).meta({ id: 'Consent' }),
  refusals: [],
  cost: 1,
  examples: {},
});

export const finding = [listSpecialtiesOperation, searchSpecialistsOperation, getSpecialistOperation, listSlotsOperation, getConsentOperation];
