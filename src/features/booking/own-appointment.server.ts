import { sql } from 'kysely';
import { builtOnce } from '#db/built-once.ts';
import type { Currency } from '#domain/appointment.ts';
import { mayCancel, mayReschedule } from '#domain/booking.ts';
import { formatMoney } from '#domain/money.ts';
import type { Actor, Locale } from '#domain/people.ts';
import { formatPhone } from '#domain/phone.ts';
import { cancellationCost } from '#domain/prepayment.ts';
import { roomClosesAt, roomOpensAt } from '#domain/room-access.ts';
import { formatDayLong, formatDayRelative, formatHour, sameWallTime, zoneName } from '#domain/time.ts';
import { may } from '#domain/permissions.ts';
import { isUuid } from '#domain/typed.ts';
import type { Tx, World } from '#ports/world.ts';
import type { OwnAppointment } from './own-appointment.ts';

type Reader = Pick<World, 'as' | 'last' | 'clock'>;

/** One appointment for its patient or the browser that holds its link; null where it is not theirs (B5). */
export async function findOwnAppointment(
  world: Reader,
  actor: Actor,
  appointmentId: string,
  locale: Locale,
): Promise<OwnAppointment | null> {
  if (!isUuid(appointmentId)) return null;
  const now = world.clock.now();
  const [row] = await world.as(patientSide(actor), (tx) => world.last(tx, ownRow(tx, appointmentId)));
  return row ? describeOwn(row, now, locale) : null;
}

/** Everything an account has booked for itself or its people, and what practices booked for them (A2, F11). */
export async function listOwnAppointments(
  world: Reader,
  actor: Extract<Actor, { accountId: string }>,
  locale: Locale,
): Promise<{ coming: OwnAppointment[]; past: OwnAppointment[] }> {
  const now = world.clock.now();
  const { accountId } = actor;
  const found = await world.as({ kind: 'patient', accountId }, (tx) =>
    rows(tx)
      .leftJoin('people as n', 'n.id', 'a.person_id')
      .where((eb) =>
        eb.or([
          eb.and([eb('a.booked_by', '=', 'patient'), eb('a.booked_by_account_id', '=', accountId)]),
          eb('n.account_id', '=', accountId),
        ]),
      )
      .orderBy('a.starts_at')
      .execute(),
  );
  const all = found.map((row) => describeOwn(row, now, locale));
  return { coming: all.filter((one) => one.coming), past: all.filter((one) => !one.coming).reverse() };
}

/** Who works here sees their own appointments as patients here, not those of their practice. */
function patientSide(actor: Actor): Actor {
  return may(actor, 'see-own-appointments') ? { kind: 'patient', accountId: actor.accountId } : actor;
}

function rows(tx: Tx) {
  return tx
    .selectFrom('appointments as a')
    .innerJoin('specialists as s', 's.id', 'a.specialist_id')
    .innerJoin('specialist_settings as t', 't.specialist_id', 's.id')
    .innerJoin('services as v', 'v.id', 'a.service_id')
    .leftJoin('places as p', 'p.id', 'a.place_id')
    .where('a.status', 'not in', ['held', 'expired'])
    .select([
      'a.id', 'a.status', 'a.modality', 'a.starts_at', 'a.ends_at', 'a.zone', 'a.patient_zone', 'a.duration_minutes', 'a.patient_name',
      'a.for_somebody_else', 'a.price_cents', 'a.currency', 'a.prepayment', 'a.charge_when', 'a.payment', 'a.confirmation', 'a.outcome',
      'a.cutoff_hours', 'a.late_fee_cents', 'a.cancelled_at', 'a.cancelled_by', 's.title', 's.full_name', 's.slug', 's.portrait', 's.phone',
      's.country', 't.video_message', 't.other_payment_instructions', 'v.name as service', 'p.name as place_name', 'p.address', 'p.city as place_city',
    ])
    .select(waitingState.as('waiting'));
}
/** One appointment for whoever may see it, to be told by `describeOwn`. */
export const ownRow = builtOnce((tx: Tx, appointmentId: string) => rows(tx).where('a.id', '=', appointmentId));

const waitingState = sql<'no' | 'waiting' | 'offered'>`coalesce((
  select case when exists (select 1 from waiting_offers o where o.request_id = w.id and o.status = 'open') then 'offered' else 'waiting' end
  from waiting_requests w where w.appointment_id = a.id and w.ended_at is null), 'no')`;
type Row = Awaited<ReturnType<ReturnType<typeof rows>['executeTakeFirstOrThrow']>>;

/** What `ownRow` found, in the words of the pages of its patient. */
export function describeOwn(row: Row, now: Date, locale: Locale): OwnAppointment {
  const zone = row.patient_zone;
  const at = (instant: Date, wall = zone) => ({ day: formatDayLong(wall, instant, locale), hour: formatHour(wall, instant) });
  const cutoffAt = new Date(row.starts_at.getTime() - row.cutoff_hours * 3_600_000);
  const change = { status: row.status, startsAt: row.starts_at, now, by: 'patient' as const };
  const alive = row.status === 'booked' || row.status === 'in_progress';
  const charges = row.prepayment === 'stripe' && row.price_cents > 0;
  const currency = row.currency as Currency;
  return {
    id: row.id,
    status: row.status,
    modality: row.modality,
    startsAt: row.starts_at.toISOString(),
    ...at(row.starts_at),
    dayShort: formatDayRelative(zone, row.starts_at, now, locale),
    zone,
    zoneName: zoneName(zone, locale),
    practiceTime: sameWallTime(row.zone, zone, row.starts_at)
      ? null
      : { ...at(row.starts_at, row.zone), zoneName: zoneName(row.zone, locale) },
    durationMinutes: row.duration_minutes,
    service: row.service,
    patientName: row.patient_name,
    forSomebodyElse: row.for_somebody_else,
    specialist: {
      name: `${row.title} ${row.full_name}`.trim(),
      slug: row.slug,
      portrait: row.portrait,
      // A telephone number is never broken over two lines.
      phone: formatPhone(row.phone, row.country).replaceAll(' ', '\u00a0'),
      phoneHref: `tel:${row.phone}`,
    },
    place: row.place_name ? { name: row.place_name, address: row.address ?? '', city: row.place_city ?? '' } : null,
    videoMessage: row.modality === 'video' && alive ? row.video_message : '',
    price: formatMoney(row.price_cents, currency, locale),
    priceCents: row.price_cents,
    currency,
    prepayment: row.prepayment,
    chargeWhen: row.charge_when,
    otherPayment: row.prepayment === 'other' ? row.other_payment_instructions : '',
    payment: row.payment,
    confirmation: row.confirmation,
    outcome: row.outcome,
    cutoffHours: row.cutoff_hours,
    cutoff: at(cutoffAt),
    lateFee:
      charges && row.late_fee_cents > 0 ? formatMoney(Math.min(row.late_fee_cents, row.price_cents), currency, locale) : null,
    cancelled: row.cancelled_at ? { ...at(row.cancelled_at), ...cancellationOf(row, row.cancelled_at, locale) } : null,
    room: roomState(row, now),
    roomOpens: at(roomOpensAt(row.starts_at)),
    mayChange: mayReschedule({ ...change, cutoffHours: row.cutoff_hours }).ok,
    mayCancel: mayCancel(change).ok,
    cardWanted: charges && cardIsWanted(row, alive),
    waiting: row.waiting,
    coming: alive && now < roomClosesAt(row.ends_at),
  };
}

/** A card may still confirm; after the hour, what the bank refused may still be paid. */
function cardIsWanted(row: Row, alive: boolean): boolean {
  if (alive) return row.confirmation === 'requested' || row.payment === 'due' || row.payment === 'failed';
  return row.payment === 'failed' && (row.status === 'completed' || row.status === 'no_show');
}

/** What a cancellation cost, from the terms at the moment it was made: the money itself may still be on its way (B5). */
function cancellationOf(row: Row, cancelledAt: Date, locale: Locale) {
  const cost = cancellationCost({
    startsAt: row.starts_at,
    now: cancelledAt,
    cutoffHours: row.cutoff_hours,
    lateFeeCents: row.late_fee_cents,
    priceCents: row.price_cents,
    prepayment: row.prepayment,
    cancelledBy: row.cancelled_by ?? 'system',
    payment: row.payment,
  });
  return {
    by: row.cancelled_by === 'patient' ? ('patient' as const) : ('practice' as const),
    kept: cost.keepCents > 0 ? formatMoney(cost.keepCents, row.currency as Currency, locale) : null,
    gaveBack: row.payment === 'refunded' || (row.payment === 'paid' && cost.keepCents === 0),
  };
}

function roomState(row: Row, now: Date): OwnAppointment['room'] {
  if (row.modality !== 'video') return 'none';
  if ((row.status !== 'booked' && row.status !== 'in_progress') || now >= roomClosesAt(row.ends_at)) return 'over';
  return now < roomOpensAt(row.starts_at) ? 'before' : 'open';
}
