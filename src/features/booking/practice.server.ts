import { sql } from 'kysely';
import { parseEmail } from '#domain/contact.ts';
import type { Actor, Locale } from '#domain/people.ts';
import type { ChannelChoice } from '#domain/reminders.ts';
import { parseMobile } from '#domain/phone.ts';
import { tellSeriesAt } from '#domain/series.ts';
import { prepaymentPlan } from '#domain/prepayment.ts';
import { refuse, success, type Refusal, type RefusalKind, type Result } from '#domain/result.ts';
import { instantToWall, isDay, wallToInstant } from '#domain/time.ts';
import type { Tx, World } from '#ports/world.ts';
import { isLostRace } from './agenda-lock.server.ts';
import { linkHashes } from './links.server.ts';
import type { WarnedRefusal } from './practice/agenda-move.server.ts';
import { findOffer, type Offer } from './offer.server.ts';
import { placeFor } from './practice/place-for.server.ts';
import type { BookForPatientForm } from './schema.ts';

type Booking = Pick<World, 'as' | 'ahead' | 'clock' | 'ids' | 'vault' | 'announce'>;
type PracticeActor = Extract<Actor, { kind: 'specialist' | 'assistant' }>;

/** An assistant may serve several; what is asked for one sees that one's patients alone (B6). */
function only(actor: PracticeActor, specialistId: string): PracticeActor {
  return { ...actor, specialistIds: [specialistId] };
}

/** Its place in a series; the first one of it is told of for all. */
export interface SeriesPlace {
  id: string;
  everyWeeks: number;
  first: boolean;
}

/**
 * Books for a patient, known or new (B6, F11), as long as `minutos` says or else the service. Outside the hours or into a buffer only after the warning was accepted
 * (`fuera`), never over another appointment. What prepayment means for it is the table Y1–Y3: the appointment is
 * booked at once, and a card is asked for beside it where the practice charges by Stripe.
 * Refuses `not-found`, `invalid-input` with fields, `slot-in-the-past`, `outside-hours` with its warnings (ask again), `slot-taken`, `slot-held`.
 */
export async function bookForPatient(world: Booking, actor: PracticeActor, form: BookForPatientForm, locale: Locale, series?: SeriesPlace): Promise<Result<{ appointmentId: string; personId: string }> | WarnedRefusal> {
  const now = world.clock.now();
  const offer = await world.as(actor, (tx) => findOffer(tx, form.servicio));
  if (!offer || !actor.specialistIds.includes(offer.specialistId)) return refuse('not-found');
  const [hour = 0, minute = 0] = form.hora.split(':').map(Number);
  if (!isDay(form.dia)) return refuse('invalid-input', { dia: 'date-invalid' });
  if (hour > 23 || minute > 59) return refuse('invalid-input', { hora: 'date-invalid' });
  const startsAt = wallToInstant(offer.zone, form.dia, hour * 60 + minute);
  if (startsAt <= now) return refuse('slot-in-the-past');
  const minutes = form.minutos || offer.durationMinutes;

  try {
    return await world.as(only(actor, offer.specialistId), async (tx) => {
      const endsAt = new Date(startsAt.getTime() + minutes * 60_000);
      const place = await placeFor(tx, { specialistId: offer.specialistId, offer, startsAt, minutes, except: null, now });
      if (place.taken) return refuse(place.taken);
      if (place.warnings.length > 0 && form.fuera !== 'si') return { ...refuse('outside-hours'), warnings: place.warnings };
      const patient = form.persona ? await knownPatient(tx, form.persona) : await newPatient(world, tx, offer, form, now);
      if (!patient.ok) return patient;
      const appointmentId = world.ids.uuid();
      const plan = prepaymentPlan({ bookedBy: actor.kind, prepayment: offer.prepayment, chargeWhen: offer.chargeWhen, priceCents: offer.priceCents });
      if (series?.first) {
        await tx
          .insertInto('series')
          .values({ id: series.id, specialist_id: offer.specialistId, every_weeks: series.everyWeeks, created_by_account_id: actor.accountId, created_at: now })
          .execute();
      }
      await tx
        .insertInto('appointments')
        .values({
          id: appointmentId,
          specialist_id: offer.specialistId,
          service_id: offer.serviceId,
          modality: offer.modality,
          place_id: offer.placeId,
          status: 'booked',
          booked_by: actor.kind,
          booked_by_account_id: actor.accountId,
          person_id: patient.value.id,
          series_id: series?.id ?? null,
          starts_at: startsAt,
          ends_at: endsAt,
          zone: offer.zone,
          wall_start: instantToWall(offer.zone, startsAt).text,
          duration_minutes: minutes,
          patient_name: patient.value.fullName,
          patient_email: patient.value.email,
          patient_mobile: patient.value.mobile,
          patient_locale: patient.value.wishes?.locale ?? locale,
          ...(patient.value.wishes?.channel ? { patient_channel: patient.value.wishes.channel } : {}),
          patient_zone: offer.zone,
          price_cents: offer.priceCents,
          currency: offer.currency,
          prepayment: offer.prepayment,
          charge_when: offer.chargeWhen,
          late_fee_cents: offer.lateFeeCents,
          cutoff_hours: offer.cutoffHours,
          confirmation: plan.confirmation,
          payment: plan.payment,
          created_at: now,
          booked_at: now,
          ...linkHashes(world, appointmentId, 1),
        })
        .execute();
      await world.announce(tx, { type: 'appointment-booked', appointmentId, ...(series ? { tellAt: series.first ? tellSeriesAt(now) : null } : {}) });
      if (plan.askForCard && series?.first !== false) await world.announce(tx, { type: 'card-asked', appointmentId });
      return success({ appointmentId, personId: patient.value.id });
    });
  } catch (error) {
    if (!isLostRace(error)) throw error;
    return refuse('slot-taken');
  }
}

interface Patient {
  id: string;
  fullName: string;
  email: string | null;
  mobile: string | null;
  /** How they chose to be told of everything; null where they never did (M7, M8). */
  wishes: { channel: ChannelChoice | null; locale: Locale | null } | null;
}

async function wishesOf(tx: Tx, personId: string): Promise<Patient['wishes']> {
  const { rows } = await sql<NonNullable<Patient['wishes']>>`select channel, locale from wishes_of_person(${personId})`.execute(tx);
  return rows[0] ?? null;
}

async function knownPatient(tx: Tx, personId: string): Promise<Result<Patient, 'not-found'>> {
  const row = await tx
    .selectFrom('people')
    .select(['id', 'full_name as fullName', 'email', 'mobile'])
    .where('id', '=', personId)
    .executeTakeFirst();
  return row ? success({ ...row, wishes: await wishesOf(tx, row.id) }) : refuse('not-found');
}

/** A patient the practice enters: unproved contacts that receive messages and never sign in by themselves (B3, B6). */
async function newPatient(world: Booking, tx: Tx, offer: Offer, form: BookForPatientForm, now: Date): Promise<Result<Patient> | Refusal> {
  const fields: Record<string, RefusalKind> = {};
  const mobile = form.movil ? parseMobile(form.movil, offer.country) : null;
  const email = form.correo ? parseEmail(form.correo) : null;
  if (form.nombre.length < 2 || form.nombre.length > 120) fields['nombre'] = 'name-missing';
  if (form.movil ? !mobile : !email) fields['movil'] = form.movil ? 'mobile-invalid' : 'mobile-missing';
  if (form.correo && !email) fields['correo'] = 'email-invalid';
  if (Object.keys(fields).length > 0) return refuse('invalid-input', fields);
  const id = world.ids.uuid();
  await tx
    .insertInto('people')
    .values({
      id,
      entered_by_specialist_id: offer.specialistId,
      full_name: form.nombre,
      email,
      mobile,
      created_at: now,
    })
    .execute();
  await world.ahead(tx, tx.insertInto('data_keys').values({ person_id: id, wrapped: Buffer.from(world.vault.newDataKey()) }));
  if (mobile) await sql`select adopt_entered_people('sms', ${mobile})`.execute(tx);
  if (email) await sql`select adopt_entered_people('email', ${email})`.execute(tx);
  return success({ id, fullName: form.nombre, email, mobile, wishes: await wishesOf(tx, id) });
}

/** Asks the patient once more to confirm with a card; nothing about the appointment changes (Y2, Y3). */
export async function askForCardAgain(world: Booking, actor: PracticeActor, appointmentId: string): Promise<Result<null>> {
  return world.as(actor, async (tx) => {
    const row = await tx.selectFrom('appointments').select(['id', 'status', 'confirmation']).where('id', '=', appointmentId).executeTakeFirst();
    if (!row) return refuse('not-found');
    if (row.status !== 'booked' || row.confirmation !== 'requested') return refuse('not-allowed');
    await world.announce(tx, { type: 'card-asked', appointmentId });
    return success(null);
  });
}
