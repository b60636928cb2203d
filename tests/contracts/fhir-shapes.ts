import { Fhir } from 'fhir';
import { z } from 'zod';

/**
 * FHIR R4 (4.0.1) as this test reads it from the standard: elements, cardinalities and required bindings of what we give.
 * Strict, so that an element that is not there in R4 fails.
 */
const id = z.string().regex(/^[A-Za-z0-9\-.]{1,64}$/);
const text = z.string().min(1).refine((value) => value.trim() === value);
const instant = z.iso.datetime({ offset: true });
const uri = z.string().regex(/^\S+$/);
const coding = z.strictObject({ system: uri, code: z.string().regex(/^[^\s]+(\s[^\s]+)*$/), display: text.optional() });
const concept = z.strictObject({ coding: z.array(coding).min(1).optional(), text: text.optional() });
const literal = /^(Practitioner|PractitionerRole|HealthcareService|Location|Schedule|Slot)\/[A-Za-z0-9\-.]{1,64}$/;
const reference = z.strictObject({ reference: z.string().regex(literal), display: text.optional() });
const telecom = z.array(z.strictObject({ system: z.enum(['phone', 'fax', 'email', 'pager', 'url', 'sms', 'other']), value: text, use: z.enum(['home', 'work', 'temp', 'old', 'mobile']).optional() })).min(1);
const address = z.strictObject({ use: z.enum(['home', 'work', 'temp', 'old', 'billing']), line: z.array(text).min(1).optional(), city: text, country: text });
const extension = z.union([z.strictObject({ url: uri, valueUrl: z.url() }), z.strictObject({ url: uri, valueString: text })]);

export const fhirShapes = {
  Practitioner: z.strictObject({
    resourceType: z.literal('Practitioner'),
    id,
    active: z.boolean(),
    identifier: z.array(z.strictObject({ system: uri, value: text })).min(1),
    name: z.array(z.strictObject({ text, family: text.optional(), prefix: z.array(text).min(1).optional() })).min(1),
    telecom,
    address: z.array(address).min(1),
    qualification: z.array(z.strictObject({ code: concept })).min(1),
    communication: z.array(concept).min(1),
  }),
  PractitionerRole: z.strictObject({
    resourceType: z.literal('PractitionerRole'),
    id,
    active: z.boolean(),
    practitioner: reference,
    specialty: z.array(concept).min(1),
    location: z.array(reference).min(1),
    healthcareService: z.array(reference).min(1),
    telecom,
  }),
  HealthcareService: z.strictObject({
    resourceType: z.literal('HealthcareService'),
    id,
    active: z.boolean(),
    type: z.array(concept).min(1),
    specialty: z.array(concept).min(1),
    name: text,
    location: z.array(reference).min(1),
    appointmentRequired: z.boolean(),
    telecom,
  }),
  Location: z.strictObject({
    resourceType: z.literal('Location'),
    id,
    status: z.enum(['active', 'suspended', 'inactive']),
    name: text,
    description: text.optional(),
    mode: z.enum(['instance', 'kind']),
    telecom,
    address,
    physicalType: concept.optional(),
  }),
  Schedule: z.strictObject({
    resourceType: z.literal('Schedule'),
    id,
    active: z.boolean(),
    serviceType: z.array(concept).min(1),
    specialty: z.array(concept).min(1),
    actor: z.array(reference).min(1),
    planningHorizon: z.strictObject({ start: instant, end: instant }).optional(),
  }),
  Slot: z.strictObject({
    resourceType: z.literal('Slot'),
    id,
    extension: z.array(extension).min(1).optional(),
    schedule: z.strictObject({ reference: z.string().regex(/^Schedule\//) }),
    status: z.enum(['busy', 'free', 'busy-unavailable', 'busy-tentative', 'entered-in-error']),
    start: instant,
    end: instant,
  }),
  Appointment: z.strictObject({
    resourceType: z.literal('Appointment'),
    id,
    status: z.enum(['proposed', 'pending', 'booked', 'arrived', 'fulfilled', 'cancelled', 'noshow', 'entered-in-error', 'checked-in', 'waitlist']),
    serviceType: z.array(concept),
    start: instant,
    end: instant,
    minutesDuration: z.int().min(1),
    created: instant,
    participant: z
      .array(z.strictObject({ actor: z.strictObject({ reference: z.string().regex(literal).optional(), display: text }), required: z.enum(['required', 'optional', 'information-only']), status: z.enum(['accepted', 'declined', 'tentative', 'needs-action']) }))
      .min(1),
  }),
  OperationOutcome: z.strictObject({
    resourceType: z.literal('OperationOutcome'),
    issue: z.array(z.strictObject({ severity: z.enum(['fatal', 'error', 'warning', 'information']), code: z.enum(['invalid', 'not-found', 'login', 'forbidden', 'processing', 'not-supported', 'throttled', 'transient', 'exception']), diagnostics: text })).min(1),
  }),
} as const;

export const bundleShape = z.strictObject({
  resourceType: z.literal('Bundle'),
  type: z.literal('searchset'),
  total: z.int().min(0).optional(),
  link: z.array(z.strictObject({ relation: z.enum(['self', 'next']), url: z.url() })).min(1),
  entry: z.array(z.strictObject({ fullUrl: z.url(), resource: z.looseObject({ resourceType: z.string(), id }), search: z.strictObject({ mode: z.literal('match') }) })).min(1).optional(),
});

const standard = new Fhir();

/** What a validator that is not ours, with the standard's own definitions, finds wrong; null where nothing. */
export function wrongByStandard(resource: object): string | null {
  const { messages } = standard.validate(resource, { errorOnUnexpected: true });
  const errors = messages.filter((one) => ['error', 'fatal'].includes(String(one.severity)));
  return errors.length === 0 ? null : errors.map((one) => `${one.location}: ${one.message}`).join('; ');
}

/** What is wrong with a resource, by our reading of R4 or by the standard's; null where nothing. */
export function wrongResource(resource: { resourceType: string }): string | null {
  const shape = fhirShapes[resource.resourceType as keyof typeof fhirShapes];
  if (!shape) return `${resource.resourceType} is not of this view`;
  const judged = (shape as z.ZodType).safeParse(resource);
  return judged.success ? wrongByStandard(resource) : `${resource.resourceType}: ${z.prettifyError(judged.error)}`;
}
