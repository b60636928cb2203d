import { sql } from 'kysely';
import { freeSlots, nearestSlots, type Busy, type SlotQuestion } from '#domain/slots.ts';
import type { Tx } from '#ports/world.ts';

/** A bookable service with all that decides its slots and its terms. */
export type Offer = Awaited<ReturnType<typeof findOffer>> & {};

/** The service with its specialist's settings; null where it is not offered (not admitted, inactive, video switched off). */
export async function findOffer(tx: Tx, serviceId: string) {
  const row = await tx
    .selectFrom('services as v')
    .innerJoin('specialists as s', 's.id', 'v.specialist_id')
    .innerJoin('specialist_settings as t', 't.specialist_id', 's.id')
    .leftJoin('places as p', 'p.id', 'v.place_id')
    .where('v.id', '=', serviceId)
    .where('v.active', '=', true)
    .where('s.admitted_at', 'is not', null)
    .where((eb) => eb.or([eb('v.modality', '=', 'in_person'), eb('s.video_enabled', '=', true)]))
    .select([
      'v.id as serviceId',
      'v.modality',
      'v.name as serviceName',
      'v.duration_minutes as durationMinutes',
      'v.price_cents as priceCents',
      'v.currency',
      'v.place_id as placeId',
      's.id as specialistId',
      's.slug',
      's.title',
      's.full_name as specialistName',
      's.portrait',
      's.headline',
      's.zone',
      's.country',
      's.phone',
      't.buffer_minutes as bufferMinutes',
      'v.buffer_before_minutes as beforeMinutes',
      'v.buffer_after_minutes as afterMinutes',
      't.minimum_notice_minutes as minimumNoticeMinutes',
      't.horizon_days as horizonDays',
      't.slot_step_minutes as stepMinutes',
      't.cutoff_hours as cutoffHours',
      't.prepayment',
      't.card_payments_paused as cardPaymentsPaused',
      't.charge_when as chargeWhen',
      't.late_fee_cents as lateFeeCents',
      't.other_payment_instructions as otherPaymentInstructions',
      't.video_message as videoMessage',
      'p.name as placeName',
      'p.address as placeAddress',
      'p.city as placeCity',
    ])
    .executeTakeFirst();
  if (!row) return null;
  // While the provider takes no payments for this specialist the practice is paid instead: it never stands in between.
  const { cardPaymentsPaused, ...offer } = row;
  return { ...offer, prepayment: cardPaymentsPaused && offer.prepayment === 'stripe' ? ('other' as const) : offer.prepayment };
}

/** Busy times that know whether an appointment takes them or a calendar elsewhere (`appointmentId` null), which only warns the practice (B7). */
export type OfferQuestion = Omit<SlotQuestion, 'busy'> & { busy: readonly (Busy & { appointmentId: string | null })[] };

/** The question about this offer's slots between two instants; `except` is an appointment that may be moved. */
export async function slotQuestion(
  tx: Tx,
  offer: Offer,
  range: { from: Date; until: Date },
  now: Date,
  except?: string,
): Promise<OfferQuestion> {
  const { hours, exceptions, busy } = await findTimes(tx, offer.specialistId, range, now);
  return {
    zone: offer.zone,
    hours,
    exceptions,
    modality: offer.modality,
    placeId: offer.placeId,
    durationMinutes: offer.durationMinutes,
    stepMinutes: offer.stepMinutes,
    bufferMinutes: offer.bufferMinutes,
    beforeMinutes: offer.beforeMinutes,
    afterMinutes: offer.afterMinutes,
    minimumNoticeMinutes: offer.minimumNoticeMinutes,
    horizonDays: offer.horizonDays,
    busy: busy
      .filter(({ appointmentId }) => appointmentId !== except)
      .map(({ startsMs, endsMs, ...rest }) => ({ ...rest, startsAt: new Date(startsMs), endsAt: new Date(endsMs) })),
    now,
    from: range.from,
    until: range.until,
  };
}

interface Times {
  hours: SlotQuestion['hours'];
  exceptions: SlotQuestion['exceptions'];
  busy: { appointmentId: string | null; startsMs: number; endsMs: number; beforeMinutes: number; afterMinutes: number }[];
}

/**
 * Hours, exceptions and what takes the specialist's time, in one round trip. Of busy times neither names nor reasons
 * are told (`busy_times` in migration 0121). A day more on either side: the range may end in another zone's day.
 */
async function findTimes(tx: Tx, specialistId: string, range: { from: Date; until: Date }, now: Date): Promise<Times> {
  const day = 86_400_000;
  const [from, until] = [new Date(range.from.getTime() - day), new Date(range.until.getTime() + day)];
  const { rows } = await sql<Times>`
    select
      (select coalesce(json_agg(json_build_object(
          'modality', modality, 'placeId', place_id, 'weekday', weekday, 'startsMinute', starts_minute, 'endsMinute', ends_minute)), '[]')
        from weekly_hours where specialist_id = ${specialistId}) as hours,
      (select coalesce(json_agg(json_build_object(
          'kind', kind, 'modality', modality, 'placeId', place_id, 'onDate', on_date, 'startsMinute', starts_minute, 'endsMinute', ends_minute)), '[]')
        from hour_exceptions
        where specialist_id = ${specialistId} and on_date between ${from}::timestamptz::date - 1 and ${until}::timestamptz::date + 1) as exceptions,
      (select coalesce(json_agg(json_build_object('appointmentId', appointment_id,
          'beforeMinutes', before_minutes, 'afterMinutes', after_minutes, 'startsMs', extract(epoch from starts_at) * 1000, 'endsMs', extract(epoch from ends_at) * 1000)), '[]')
        from busy_times(${specialistId}, ${from}, ${until}, ${now})) as busy
  `.execute(tx);
  return rows[0] ?? { hours: [], exceptions: [], busy: [] };
}

/** The free slots nearest to one that is gone (B2). */
export async function nearestFreeSlots(tx: Tx, offer: Offer, wanted: Date, now: Date, count = 6): Promise<Date[]> {
  const week = 7 * 86_400_000;
  const range = { from: new Date(Math.max(now.getTime(), wanted.getTime() - week)), until: new Date(wanted.getTime() + week) };
  return nearestSlots(freeSlots(await slotQuestion(tx, offer, range, now)), wanted, count);
}
