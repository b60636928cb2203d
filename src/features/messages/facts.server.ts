import { eventUid } from '#domain/calendar-event.ts';
import type { Audience, MessageKind } from '#domain/reminders.ts';
import { reminderMinutesOf } from '#domain/reminders.ts';
import { linkPath, linkToken } from '#domain/link.ts';
import type { Locale } from '#domain/people.ts';
import { formatPhone } from '#domain/phone.ts';
import { cancellationCost } from '#domain/prepayment.ts';
import { videoMessageIsVisible } from '#domain/profile.ts';
import { dayOfInstant } from '#domain/time.ts';
import type { Tx, World } from '#ports/world.ts';
import type { AppointmentRow } from './appointments.server.ts';
import type { AppointmentFacts, EventIdentity, Links } from './templates/facts.ts';

/** The row as a message may speak of it. `email` is the receiver's, for the calendar's attendee. */
export function factsOf(
  world: Pick<World, 'settings' | 'vault'>,
  row: AppointmentRow,
  message: {
    kind: MessageKind;
    audience: Audience;
    locale: Locale;
    now: Date;
    email: string | null;
    alsoOn?: readonly SeriesRow[];
    movedCents?: number;
  },
): AppointmentFacts {
  const { kind, audience, locale, now, email } = message;
  const patientSide = audience === 'patient';
  return {
    kind,
    audience,
    locale,
    now,
    modality: row.modality,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    minutes: row.duration_minutes,
    zone: patientSide ? row.patient_zone : row.zone,
    otherZone: patientSide ? row.zone : row.patient_zone,
    serviceName: row.service_name,
    specialist: {
      title: row.title,
      fullName: row.specialist_name,
      phone: formatPhone(row.phone, row.country).replaceAll(' ', '\u00a0'),
      email: patientSide ? null : email,
    },
    patient: { fullName: row.patient_name, email: patientSide ? email : null, forSomebodyElse: row.for_somebody_else },
    place: placeOf(row),
    price: {
      cents: row.price_cents,
      currency: row.currency === 'MXN' ? 'MXN' : 'EUR',
      prepayment: row.prepayment,
      payment: row.payment,
      chargeWhen: row.charge_when,
      confirmation: row.confirmation,
      howToPay: row.other_payment_instructions,
      movedCents: message.movedCents ?? 0,
    },
    cutoffHours: row.cutoff_hours,
    lateFeeCents: row.late_fee_cents,
    cancellation: cancellationOf(row),
    videoMessage: videoMessageOf(row, kind, audience),
    alsoOn: (message.alsoOn ?? []).map((one) => ({
      startsAt: one.starts_at,
      endsAt: one.ends_at,
      links: linksOf(world, { ...row, ...one }, audience, locale),
      calendar: identityOf(world, one),
    })),
    links: linksOf(world, row, audience, locale),
    calendar: identityOf(world, row),
  };
}

function identityOf(
  world: Pick<World, 'settings'>,
  row: Pick<AppointmentRow, 'id' | 'sequence' | 'created_at' | 'cancelled_at' | 'moved_at' | 'booked_at'>,
): EventIdentity {
  return {
    uid: eventUid(row.id, world.settings.publicOrigin),
    sequence: row.sequence,
    organizer: organizerOf(world),
    createdAt: row.created_at,
    changedAt: row.cancelled_at ?? row.moved_at ?? row.booked_at ?? row.created_at,
  };
}

/** Another appointment of the same series. */
export type SeriesRow = Awaited<ReturnType<typeof otherDates>>[number];

/** The other dates of the series that stand, for the one message that confirms them all (B6). */
export async function otherDates(tx: Tx, row: AppointmentRow, kind: MessageKind) {
  if (row.series_id === null || (kind !== 'confirmation' && kind !== 'booked_notice')) return [];
  return tx
    .selectFrom('appointments')
    .select(['id', 'starts_at', 'ends_at', 'link_version', 'sequence', 'created_at', 'cancelled_at', 'moved_at', 'booked_at'])
    .where('series_id', '=', row.series_id)
    .where('id', '!=', row.id)
    .where('status', 'in', ['booked', 'in_progress'])
    .orderBy('starts_at')
    .execute();
}

/** The money that a message tells of: what was taken, all that was given back; 0 for any other kind. */
export async function moneyMoved(tx: Tx, row: Pick<AppointmentRow, 'id' | 'price_cents'>, kind: MessageKind): Promise<number> {
  if (kind !== 'charged' && kind !== 'given_back' && kind !== 'card_problem') return 0;
  const charge = await tx
    .selectFrom('payments')
    .select(['amount_cents', 'refunded_cents'])
    .where('appointment_id', '=', row.id)
    .where('kind', '=', 'charge')
    .where('status', 'in', kind === 'card_problem' ? ['failed'] : ['done', 'refunded'])
    .orderBy('settled_at', 'desc')
    .executeTakeFirst();
  if (kind === 'card_problem') return charge?.amount_cents ?? row.price_cents;
  return (kind === 'charged' ? charge?.amount_cents : charge?.refunded_cents) ?? 0;
}

function placeOf(row: AppointmentRow): AppointmentFacts['place'] {
  if (row.modality === 'video' || row.place_name === null) return null;
  return {
    name: row.place_name,
    shortName: row.place_short_name ?? '',
    address: row.place_address ?? '',
    city: row.place_city ?? '',
  };
}

/** Beside video alone, in what P3 names: the confirmation and the reminders (and the move, which confirms anew). */
function videoMessageOf(row: AppointmentRow, kind: MessageKind, audience: Audience): string | null {
  if (row.modality !== 'video' || audience !== 'patient' || row.video_message.trim() === '') return null;
  if (reminderMinutesOf(kind) !== null) return videoMessageIsVisible('reminder_email') ? row.video_message.trim() : null;
  const confirms = kind === 'confirmation' || kind === 'rescheduled' || kind === 'card_settled';
  return confirms && videoMessageIsVisible('confirmation') ? row.video_message.trim() : null;
}

/** What the page showed before the press (B5). The card page settles soon after; how it was charged tells what stood before. */
function cancellationOf(row: AppointmentRow): AppointmentFacts['cancellation'] {
  if (row.status !== 'cancelled' || !row.cancelled_at || !row.cancelled_by) return null;
  const charged = row.charge_when === 'at_booking' && (row.payment === 'paid' || row.payment === 'refunded');
  const carded =
    row.payment === 'guaranteed' || (row.charge_when === 'after' && (row.payment === 'paid' || row.payment === 'refunded'));
  return cancellationCost({
    startsAt: row.starts_at,
    now: row.cancelled_at,
    cutoffHours: row.cutoff_hours,
    lateFeeCents: row.late_fee_cents,
    priceCents: row.price_cents,
    prepayment: row.prepayment,
    cancelledBy: row.cancelled_by,
    payment: charged ? 'paid' : carded ? 'guaranteed' : row.payment,
  });
}

function linksOf(world: Pick<World, 'settings' | 'vault'>, row: AppointmentRow, audience: Audience, locale: Locale): Links {
  const site = `${world.settings.publicOrigin}${locale === 'es' ? '' : `/${locale}`}`;
  const own = `${site}${linkPath(linkToken((data) => world.vault.sign('link', data), row.id, audience, row.link_version))}`;
  return {
    own,
    change: `${own}/cita`,
    card: `${own}/tarjeta`,
    receipts: `${own}/recibos`,
    documents: `${own}/documentos`,
    record: `${site}/agenda/cita/${row.id}`,
    review: `${own}/opinion`,
    calendar: `${own}/calendario`,
    profile: `${site}/especialistas/${row.slug}`,
    agenda: `${site}/agenda?vista=dia&dia=${dayOfInstant(row.zone, row.starts_at)}`,
    all: `${site}/citas`,
  };
}

function organizerOf(world: Pick<World, 'settings'>): string {
  return `citas@${new URL(world.settings.publicOrigin).hostname}`;
}
