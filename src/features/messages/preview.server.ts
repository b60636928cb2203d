import { eventUid } from '#domain/calendar-event.ts';
import type { Modality } from '#domain/appointment.ts';
import type { Actor, Locale } from '#domain/people.ts';
import { formatPhone } from '#domain/phone.ts';
import type { MessageKind } from '#domain/reminders.ts';
import { addDays, dayOfInstant, wallToInstant } from '#domain/time.ts';
import type { World } from '#ports/world.ts';
import { emptyField, type AppointmentFacts } from './templates/facts.ts';
import { renderMail } from './templates/mail.ts';
import { renderSms } from './templates/sms.ts';

export const previewKinds = [
  'confirmation',
  'reminder_1440',
  'rescheduled',
  'cancelled',
  'card_request',
  'review_invitation',
] as const;
export type PreviewKind = (typeof previewKinds)[number];
export interface PreviewAsked {
  kind: PreviewKind;
  modality: Modality;
  locale: Locale;
}

/** What an address asks to be shown; the reminder of the day before without a word. */
export function previewAsked(query: URLSearchParams, videoEnabled: boolean): PreviewAsked {
  return {
    kind: previewKinds.find((kind) => kind === query.get('ver')) ?? 'reminder_1440',
    modality: query.get('cita') === 'presencial' || !videoEnabled ? 'in_person' : 'video',
    locale: query.get('idioma') === 'en' ? 'en' : 'es',
  };
}

export interface MessagePreview {
  sms: string;
  /** Of 160. */
  characters: number;
  mail: { subject: string; text: string; html: string };
}

/** What is missing before such a message could be sent at all (M4). */
export interface PreviewFault {
  missing: string;
}

const samplePatient = { fullName: 'Carmen Ruiz Lozano', email: null, forSomebodyElse: false };

/**
 * What a patient would read of this specialist tomorrow at 18:40, in their own words, prices and places (M4, M8); the
 * patient is made up. Null where the specialist offers nothing of that kind or is not the actor's.
 */
export async function previewMessage(
  world: Pick<World, 'as' | 'clock' | 'settings'>,
  actor: Actor,
  specialistId: string,
  asked: PreviewAsked,
): Promise<MessagePreview | PreviewFault | null> {
  if (!('specialistIds' in actor) || !actor.specialistIds.includes(specialistId)) return null;
  const row = await world.as(actor, (tx) =>
    tx
      .selectFrom('services as v')
      .innerJoin('specialists as s', 's.id', 'v.specialist_id')
      .innerJoin('specialist_settings as t', 't.specialist_id', 's.id')
      .leftJoin('places as p', 'p.id', 'v.place_id')
      .select(['v.name', 'v.duration_minutes', 'v.price_cents', 'v.currency'])
      .select(['s.title', 's.full_name', 's.phone', 's.country', 's.zone', 's.slug'])
      .select([
        't.video_message',
        't.cutoff_hours',
        't.late_fee_cents',
        't.prepayment',
        't.charge_when',
        't.other_payment_instructions',
      ])
      .select(['p.name as place_name', 'p.short_name', 'p.address', 'p.city'])
      .where('v.specialist_id', '=', specialistId)
      .where('v.modality', '=', asked.modality)
      .where('v.active', '=', true)
      .orderBy('v.name')
      .executeTakeFirst(),
  );
  if (!row) return null;
  const now = world.clock.now();
  const startsAt = wallToInstant(row.zone, addDays(dayOfInstant(row.zone, now), 1), 18 * 60 + 40);
  const own = `${world.settings.publicOrigin}${asked.locale === 'es' ? '' : `/${asked.locale}`}/e/${'x'.repeat(22)}`;
  const kind: MessageKind = asked.kind;
  const carded = row.prepayment === 'stripe' && kind !== 'card_request';
  const facts: AppointmentFacts = {
    kind,
    audience: 'patient',
    locale: asked.locale,
    now,
    modality: asked.modality,
    startsAt,
    endsAt: new Date(startsAt.getTime() + row.duration_minutes * 60_000),
    minutes: row.duration_minutes,
    zone: row.zone,
    otherZone: row.zone,
    serviceName: row.name,
    specialist: { title: row.title, fullName: row.full_name, phone: formatPhone(row.phone, row.country), email: null },
    patient: samplePatient,
    place:
      asked.modality === 'in_person' && row.place_name !== null
        ? { name: row.place_name, shortName: row.short_name ?? '', address: row.address ?? '', city: row.city ?? '' }
        : null,
    price: {
      cents: row.price_cents,
      currency: row.currency === 'MXN' ? 'MXN' : 'EUR',
      prepayment: row.prepayment,
      payment: carded ? 'guaranteed' : row.prepayment === 'off' ? 'none' : 'due',
      chargeWhen: row.charge_when,
      confirmation: kind === 'card_request' ? 'requested' : 'not_required',
      howToPay: row.other_payment_instructions,
      movedCents: 0,
    },
    cutoffHours: row.cutoff_hours,
    lateFeeCents: row.late_fee_cents,
    cancellation: kind === 'cancelled' ? { keepCents: 0, giveBackCents: 0 } : null,
    videoMessage: asked.modality === 'video' && row.video_message.trim() !== '' ? row.video_message.trim() : null,
    alsoOn: [],
    links: {
      own,
      change: `${own}/cita`,
      card: `${own}/tarjeta`,
      receipts: `${own}/cita`,
      documents: `${own}/documentos`,
      record: `${world.settings.publicOrigin}/agenda`,
      all: `${world.settings.publicOrigin}/citas`,
      review: `${own}/opinion`,
      calendar: `${own}/calendario`,
      profile: `${world.settings.publicOrigin}/especialistas/${row.slug}`,
      agenda: `${world.settings.publicOrigin}/agenda`,
    },
    calendar: {
      uid: eventUid(specialistId, world.settings.publicOrigin),
      sequence: 0,
      organizer: '',
      createdAt: now,
      changedAt: now,
    },
  };
  const missing = emptyField(facts);
  if (missing) return { missing };
  try {
    const sms = renderSms(facts);
    const { subject, text, html } = renderMail(facts);
    return { sms, characters: sms.length, mail: { subject, text, html } };
  } catch (error) {
    if (error instanceof RangeError) return { missing: 'name' };
    throw error;
  }
}
