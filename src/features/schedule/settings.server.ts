import type { World } from '#ports/world.ts';
import type { PracticeActor } from './queries.server.ts';

/** The settings of one specialist as the practice may see them; throws where they are not this actor's. */
export async function getSettings(world: Pick<World, 'as'>, actor: PracticeActor, specialistId: string) {
  return world.as(actor, (tx) =>
    tx
      .selectFrom('specialist_settings')
      .select([
        'video_message as videoMessage',
        'buffer_minutes as bufferMinutes',
        'minimum_notice_minutes as minimumNoticeMinutes',
        'horizon_days as horizonDays',
        'slot_step_minutes as stepMinutes',
        'cutoff_hours as cutoffHours',
        'prepayment',
        'charge_when as chargeWhen',
        'late_fee_cents as lateFeeCents',
        'other_payment_instructions as otherPaymentInstructions',
        'reminder_minutes as reminderMinutes',
        'quiet_from_minute as quietFromMinute',
        'quiet_until_minute as quietUntilMinute',
        'message_package_units as messagePackageUnits',
        'stripe_account_id as stripeAccountId',
        'take_after_hours as takeAfterHours',
        'card_payments_paused as cardPaymentsPaused',
      ])
      .where('specialist_id', '=', specialistId)
      .where('specialist_id', 'in', [...actor.specialistIds])
      .executeTakeFirstOrThrow(),
  );
}
export type PracticeSettings = Awaited<ReturnType<typeof getSettings>>;

/** Services with their place; those not offered any more last. */
export async function listServices(world: Pick<World, 'as'>, actor: PracticeActor, specialistId: string) {
  return world.as(actor, (tx) =>
    tx
      .selectFrom('services as v')
      .leftJoin('places as p', 'p.id', 'v.place_id')
      .select([
        'v.id',
        'v.name',
        'v.modality',
        'v.duration_minutes as durationMinutes',
        'v.price_cents as priceCents',
        'v.currency',
        'v.active',
        'p.name as placeName',
        'v.reminder_minutes as reminderMinutes',
      ])
      .where('v.specialist_id', '=', specialistId)
      .where('v.specialist_id', 'in', [...actor.specialistIds])
      .orderBy('v.active', 'desc')
      .orderBy('v.modality', 'desc')
      .orderBy('v.name')
      .execute(),
  );
}
export type ServiceRow = Awaited<ReturnType<typeof listServices>>[number];

/** The weekly hours of all modalities and places. */
export async function listHours(world: Pick<World, 'as'>, actor: PracticeActor, specialistId: string) {
  const rows = await world.as(actor, (tx) =>
    tx
      .selectFrom('weekly_hours')
      .select(['modality', 'place_id as placeId', 'weekday', 'starts_minute as startsMinute', 'ends_minute as endsMinute'])
      .where('specialist_id', '=', specialistId)
      .where('specialist_id', 'in', [...actor.specialistIds])
      .orderBy('starts_minute')
      .execute(),
  );
  return { rows };
}

/** Days off and hours off of everything from that day of the wall on, soonest first. */
export async function listTimeOff(
  world: Pick<World, 'as'>,
  actor: PracticeActor,
  input: { specialistId: string; fromDay: string },
) {
  return world.as(actor, (tx) =>
    tx
      .selectFrom('hour_exceptions')
      .select(['id', 'on_date as onDate', 'starts_minute as startsMinute', 'ends_minute as endsMinute'])
      .where('specialist_id', '=', input.specialistId)
      .where('specialist_id', 'in', [...actor.specialistIds])
      .where('kind', '=', 'off')
      .where('modality', 'is', null)
      .where('on_date', '>=', input.fromDay)
      .orderBy('on_date')
      .orderBy('starts_minute')
      .execute(),
  );
}
