import { z } from 'zod';
import { readInstant } from '#domain/time.ts';

/** What the API takes and gives. Answers keep the fields named here and drop every other (quality 25, P3). */

export const instant = z.iso.datetime();
/** An instant as a program writes it, with its offset. */
export const someInstant = z.iso.datetime({ offset: true }).max(35).refine((text) => readInstant(text) !== null);
export const day = z.iso.date().refine((text) => readInstant(`${text}T00:00:00Z`) !== null);
export const wallTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
/** A line of text without the sign that no database holds. */
export const line = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^\P{Cc}*$/u);
export const modality = z.enum(['in_person', 'video']);
export const currency = z.enum(['EUR', 'MXN']);
export const limit = z.coerce.number().int().min(1).max(50).default(20);
export const cursor = z.string().min(1).max(400).optional();
export const id = z.uuid();
export const nothing = z.strictObject({});

export const price = z.object({ cents: z.int().min(0), currency }).meta({ id: 'Price' });
export const place = z.object({ name: z.string(), address: z.string(), city: z.string() }).meta({ id: 'Place' });

export const service = z
  .object({ id, modality, name: z.string(), durationMinutes: z.int(), price, place: place.nullable() })
  .meta({ id: 'Service' });

export const specialty = z.object({ code: z.string(), name: z.string(), specialists: z.int(), video: z.int() }).meta({ id: 'Specialty' });

export const foundSpecialist = z
  .object({
    slug: z.string(),
    name: z.string(),
    headline: z.string(),
    languages: z.array(z.string()),
    rating: z.number().nullable(),
    ratingCount: z.int(),
    distanceKm: z.int().nullable(),
    zone: z.string(),
    url: z.url(),
    portrait: z.url(),
    service: z.object({ id, modality, durationMinutes: z.int(), price, city: z.string().nullable() }).nullable(),
    nextSlots: z.array(instant),
  })
  .meta({ id: 'FoundSpecialist' });

export const specialist = z
  .object({
    id,
    slug: z.string(),
    name: z.string(),
    headline: z.string(),
    biography: z.string(),
    licence: z.object({ kind: z.enum(['colegiado', 'cedula']), number: z.string() }),
    languages: z.array(z.string()),
    portrait: z.url(),
    url: z.url(),
    country: z.enum(['ES', 'MX']),
    city: z.string(),
    zone: z.string(),
    rating: z.number().nullable(),
    ratingCount: z.int(),
    specialties: z.array(z.object({ code: z.string(), name: z.string() })),
    places: z.array(place),
    services: z.array(service),
    cutoffHours: z.int(),
    lateFeeCents: z.int(),
  })
  .meta({ id: 'Specialist' });

export const slots = z.object({ serviceId: id, zone: z.string(), slots: z.array(instant) }).meta({ id: 'Slots' });

/** A booking on its way. `videoMessage` is there for video alone, and from the hold on (P3). */
export const booking = z
  .object({
    id,
    state: z.enum(['code', 'card', 'confirm', 'expired', 'booked', 'over']),
    hold: z.object({ remainingSeconds: z.int().min(0), extendable: z.boolean() }).nullable(),
    code: z.object({ channel: z.enum(['sms', 'email']), sentTo: z.string(), otherChannel: z.enum(['sms', 'email']).nullable(), sent: z.boolean() }).nullable(),
    appointment: z.object({
      serviceId: id,
      service: z.string(),
      modality,
      startsAt: instant,
      durationMinutes: z.int(),
      specialist: z.object({ slug: z.string(), name: z.string(), phone: z.string() }),
      place: place.nullable(),
      price: z.string(),
      paying: z.enum(['free', 'at_practice', 'instructions', 'card_now', 'card_after']),
      instructions: z.string(),
      videoMessage: z.string(),
    }),
    cardUrl: z.url().nullable(),
    patientUrl: z.url().nullable(),
  })
  .meta({ id: 'Booking' });

export const newBooking = booking.extend({ holdToken: z.string() }).meta({ id: 'NewBooking' });

/** Without a place: at any, or by video. */
export const weeklyHours = z.object({ modality, placeId: id.nullable(), weekday: z.int().min(1).max(7), starts: wallTime, ends: z.string().regex(/^([01]\d|2[0-4]):[0-5]\d$/) }).meta({ id: 'WeeklyHours' });
export const timeOff = z.object({ id, date: z.iso.date(), starts: wallTime.nullable(), ends: z.string().nullable() }).meta({ id: 'TimeOff' });
export const schedule = z
  .object({
    specialistId: id,
    zone: z.string(),
    hours: z.array(weeklyHours),
    rules: z.object({ bufferMinutes: z.int(), minimumNoticeMinutes: z.int(), horizonDays: z.int(), stepMinutes: z.int(), cutoffHours: z.int() }),
  })
  .meta({ id: 'Schedule' });

export const ownService = z
  .object({ id, name: z.string(), modality, durationMinutes: z.int(), price, active: z.boolean(), placeName: z.string().nullable() })
  .meta({ id: 'OwnService' });

export const appointmentStatus = z.enum(['booked', 'in_progress', 'completed', 'cancelled', 'no_show']);
export const appointment = z
  .object({
    id,
    specialistId: id,
    status: appointmentStatus,
    modality,
    service: z.object({ id, name: z.string() }),
    place: z.string().nullable(),
    startsAt: instant,
    endsAt: instant,
    zone: z.string(),
    patient: z.object({ id: id.nullable(), name: z.string(), mobile: z.string().nullable(), email: z.string().nullable() }),
    bookedBy: z.enum(['patient', 'specialist', 'assistant']),
    price,
    prepayment: z.enum(['off', 'stripe', 'other']),
    confirmation: z.enum(['not_required', 'requested', 'given']),
    payment: z.enum(['none', 'due', 'guaranteed', 'paid', 'refunded', 'failed']),
    outcome: z.enum(['took_place', 'patient_absent', 'specialist_absent', 'technical', 'unsuitable']).nullable(),
    sequence: z.int(),
  })
  .meta({ id: 'Appointment' });

export const patient = z.object({ id, name: z.string(), mobile: z.string().nullable(), email: z.string().nullable() }).meta({ id: 'Patient' });

export const message = z
  .object({
    id,
    appointmentId: id,
    kind: z.string(),
    audience: z.enum(['patient', 'specialist']),
    channel: z.enum(['sms', 'email']),
    status: z.string(),
    at: instant,
    units: z.int(),
    words: z.object({ kind: z.string(), status: z.string() }),
  })
  .meta({ id: 'Message' });

export const payment = z
  .object({
    kind: z.enum(['charge', 'card', 'hold']),
    status: z.enum(['open', 'done', 'failed', 'expired', 'refunded']),
    amount: price,
    refunded: price,
    settledAt: instant.nullable(),
  })
  .meta({ id: 'Payment' });

export const pageOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item), next: z.string().nullable() });
