import { timingSafeEqual } from 'node:crypto';
import type { Insertable } from 'kysely';
import { builtOnce } from '#db/built-once.ts';
import type { Appointments, DataKeys, People } from '#db/tables.ts';
import { extendHold, holdExpiry } from '#domain/booking.ts';
import type { Locale } from '#domain/people.ts';
import { readBothContacts } from '#domain/phone.ts';
import { refuse, success, type Refusal, type RefusalKind, type Result } from '#domain/result.ts';
import { slotStanding } from '#domain/slots.ts';
import { switchedOff } from '#domain/switches.ts';
import { instantToWall, isZone } from '#domain/time.ts';
import type { Tx, World } from '#ports/world.ts';
import { m } from '#texts/compiled/messages.js';
import { isLostRace } from './agenda-lock.server.ts';
import { linkHashes } from './links.server.ts';
import { claimChosen, findOffer, nearestFreeSlots, type Offer } from './offer.server.ts';
import type { DetailsForm } from './schema.ts';

export interface Holder {
  browserHash: Uint8Array;
  locale: Locale;
  /** Through which door; the site's own pages where nothing is said. */
  through?: 'api';
}

/** A refusal of a slot names the nearest free ones, so that nobody starts again (B2). */
export type SlotRefusal = Refusal & { nearest: Date[] };

type Booking = Pick<World, 'as' | 'ahead' | 'clock' | 'ids' | 'vault' | 'announce' | 'consent' | 'switches'>;

/** What a booking form says of the patient, checked; refuses with every field at fault at once. */
export function readDetails(
  form: DetailsForm,
  country: 'ES' | 'MX',
): Result<{ name: string; email: string | null; mobile: string | null; reason: string }> {
  const fields: Record<string, RefusalKind> = {};
  if (form.nombre.length < 2 || form.nombre.length > 120) fields['nombre'] = 'name-missing';
  const { mobile, email, faults } = readBothContacts(form, country);
  Object.assign(fields, faults);
  if (form.motivo.length > 1000) fields['motivo'] = 'text-too-long';
  if (form.acepto !== 'si') fields['acepto'] = 'consent-missing';
  if (Object.keys(fields).length > 0) return refuse('invalid-input', fields);
  return success({ name: form.nombre, email, mobile, reason: form.motivo.trim() });
}

/** `takeSlot`, for who then needs the nearest free slots in the same answer (B2). */
export async function holdSlot(
  world: Booking,
  holder: Holder,
  form: DetailsForm,
): Promise<Result<{ appointmentId: string }> | SlotRefusal> {
  const answer = await takeSlot(world, holder, form);
  if (answer.ok || !isUnfit(answer.kind)) return answer;
  return { ...answer, nearest: await nearestTo(world, form) };
}

/**
 * Holds a slot for 10 minutes while the patient proves a contact (B4). The database lets one through; the others get
 * `slot-taken` (B2). The same browser with the same key gets its hold back.
 * Refuses `bookings-off`, `not-found`, `invalid-input` with fields, `slot-in-the-past`, `slot-not-offered`, `slot-taken`.
 */
export async function takeSlot(world: Booking, holder: Holder, form: DetailsForm): Promise<Result<{ appointmentId: string }>> {
  if (!(await world.switches.isOn('bookings'))) return switchedOff('bookings');
  const answer = await tryToHold(world, holder, form);
  if (typeof answer !== 'string') return answer;
  // Who pressed twice at once lost against nobody but themselves (quality 57).
  const before = form.clave ? await findByKey(world, holder, form.clave) : null;
  if (before) return success({ appointmentId: before });
  // What came of that press is over, and its key is free again: the same form sent again is a booking of its own.
  if (answer === 'key-used') return takeSlot(world, holder, form);
  return refuse(answer);
}

const unfit = ['slot-taken', 'slot-not-offered', 'slot-in-the-past'] as const;
type Unfit = (typeof unfit)[number];
/** Whether it is the hour that cannot be had, not the form that is wrong. */
export const isUnfit = (kind: RefusalKind): kind is Unfit => unfit.some((one) => one === kind);

async function tryToHold(
  world: Booking,
  holder: Holder,
  form: DetailsForm,
): Promise<Result<{ appointmentId: string }> | Unfit | 'key-used'> {
  const now = world.clock.now();
  const startsAt = new Date(form.inicio);
  const appointmentId = world.ids.uuid();
  try {
    return await world.as({ kind: 'guest', appointmentId }, async (tx) => {
      const chosen = startsAt > now ? await claimChosen(tx, { serviceId: form.servicio, startsAt }, now) : null;
      const offer = chosen?.offer ?? (await findOffer(tx, form.servicio));
      if (!offer) return refuse('not-found');
      const details = readDetails(form, offer.country);
      if (!details.ok) return details;
      if (!chosen) return Number.isNaN(startsAt.getTime()) ? 'slot-not-offered' : 'slot-in-the-past';
      const endsAt = new Date(startsAt.getTime() + offer.durationMinutes * 60_000);
      const standing = slotStanding(chosen.question, startsAt);
      if (standing !== 'free') return `slot-${standing}` as const;
      await insertHold(world, tx, { appointmentId, offer, startsAt, endsAt, now, holder, form, details: details.value });
      await world.announce(tx, { type: 'hold-begun', appointmentId, specialistId: offer.specialistId });
      return success({ appointmentId });
    });
  } catch (error) {
    if (isLostRace(error)) return 'slot-taken';
    if (isUsedKey(error)) return 'key-used';
    throw error;
  }
}

async function nearestTo(world: Booking, form: DetailsForm): Promise<Date[]> {
  const wanted = new Date(form.inicio);
  if (Number.isNaN(wanted.getTime())) return [];
  return world.as({ kind: 'visitor' }, async (tx) => {
    const offer = await findOffer(tx, form.servicio);
    return offer ? nearestFreeSlots(tx, offer, wanted, world.clock.now()) : [];
  });
}

/** The key of this press belongs to an earlier one of the same browser. */
function isUsedKey(error: unknown): boolean {
  return error instanceof Error && 'constraint' in error && error.constraint === 'one_appointment_per_idempotency_key';
}

async function findByKey(world: Booking, holder: Holder, key: string): Promise<string | null> {
  return world.as({ kind: 'system', job: 'idempotency' }, async (tx) => {
    const row = await tx
      .selectFrom('appointments')
      .select(['id', 'status'])
      .where('browser_hash', '=', Buffer.from(holder.browserHash))
      .where('idempotency_key', '=', key)
      .executeTakeFirst();
    if (row?.status === 'held' || row?.status === 'booked') return row.id;
    // What came of that press is over: the same form sent again is a booking of its own.
    if (row) await tx.updateTable('appointments').set({ idempotency_key: null }).where('id', '=', row.id).execute();
    return null;
  });
}

interface NewHold {
  appointmentId: string;
  offer: Offer;
  startsAt: Date;
  endsAt: Date;
  now: Date;
  holder: Holder;
  form: DetailsForm;
  details: { name: string; email: string | null; mobile: string | null; reason: string };
}

const newHold = builtOnce((tx: Tx, person: Insertable<People>, dataKey: Insertable<DataKeys>, appointment: Insertable<Appointments>) =>
  tx
    .with('person', (db) => db.insertInto('people').values(person))
    .with('data_key', (db) => db.insertInto('data_keys').values(dataKey))
    .insertInto('appointments')
    .values(appointment),
);

/** The patient, their key, and their appointment in one statement, then what they agreed to. */
async function insertHold(world: Booking, tx: Tx, hold: NewHold): Promise<void> {
  const { offer, details, now } = hold;
  const personId = world.ids.uuid();
  const dataKey = world.vault.newDataKey();
  const person = {
    id: personId,
    full_name: details.name,
    email: details.email,
    mobile: details.mobile,
    created_at: now,
  };
  const appointment = {
    id: hold.appointmentId,
    specialist_id: offer.specialistId,
    service_id: offer.serviceId,
    modality: offer.modality,
    place_id: offer.placeId,
    status: 'held' as const,
    booked_by: 'patient' as const,
    person_id: personId,
    starts_at: hold.startsAt,
    ends_at: hold.endsAt,
    zone: offer.zone,
    wall_start: instantToWall(offer.zone, hold.startsAt).text,
    duration_minutes: offer.durationMinutes,
    patient_name: details.name,
    patient_email: details.email,
    patient_mobile: details.mobile,
    patient_locale: hold.holder.locale,
    patient_zone: hold.form.zona && isZone(hold.form.zona) ? hold.form.zona : offer.zone,
    for_somebody_else: hold.form.para === 'other',
    reason_sealed: details.reason
      ? Buffer.from(world.vault.seal(dataKey, `appointments.${hold.appointmentId}.reason`, details.reason))
      : null,
    price_cents: offer.priceCents,
    currency: offer.currency,
    prepayment: offer.prepayment,
    charge_when: offer.chargeWhen,
    late_fee_cents: offer.lateFeeCents,
    cutoff_hours: offer.cutoffHours,
    hold_expires_at: holdExpiry(now),
    browser_hash: Buffer.from(hold.holder.browserHash),
    idempotency_key: hold.form.clave ?? null,
    created_at: now,
    ...linkHashes(world, hold.appointmentId, 1),
  };
  await world.ahead(
    tx,
    newHold(tx, person, { person_id: personId, wrapped: Buffer.from(dataKey) }, appointment),
  );
  const { locale, through } = hold.holder;
  const words = m.booking_consent({}, { locale });
  await world.consent(tx, { kind: 'given', purpose: 'health_data_of_an_appointment', words, locale, channel: through ?? 'web', accountId: null, appointmentId: hold.appointmentId });
}

/** Gives a hold its one extension of 5 minutes (B4, WCAG 2.2.1). Refuses `not-found` and `hold-expired`. */
export async function extendHeldSlot(
  world: Booking,
  browserHash: Uint8Array,
  appointmentId: string,
): Promise<Result<{ expiresAt: Date }>> {
  const now = world.clock.now();
  return world.as({ kind: 'guest', appointmentId }, async (tx) => {
    const row = await tx.selectFrom('appointments').selectAll().where('id', '=', appointmentId).forUpdate().executeTakeFirst();
    if (!row || !isBrowserOf(row, browserHash)) return refuse('not-found');
    if (row.status !== 'held' || !row.hold_expires_at) return refuse('hold-expired');
    const extended = extendHold({ expiresAt: row.hold_expires_at, extended: row.hold_extended }, now);
    if (!extended.ok) return extended;
    const { expiresAt } = extended.value;
    await tx
      .updateTable('appointments')
      .set({ hold_expires_at: expiresAt, hold_extended: true })
      .where('id', '=', appointmentId)
      .execute();
    return success({ expiresAt });
  });
}

/** Whether this browser made the booking. */
export function isBrowserOf(row: { browser_hash: Uint8Array | null }, browserHash: Uint8Array): boolean {
  return (
    row.browser_hash !== null && row.browser_hash.length === browserHash.length && timingSafeEqual(row.browser_hash, browserHash)
  );
}
