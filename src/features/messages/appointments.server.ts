import { builtOnce } from '#db/built-once.ts';
import type { Tx } from '#ports/world.ts';

export type AppointmentRow = NonNullable<Awaited<ReturnType<typeof findAppointment>>>;

/** The appointment with all that its messages speak of. */
export function findAppointment(tx: Tx, appointmentId: string) {
  return withDetails(tx).where('a.id', '=', appointmentId).executeTakeFirst();
}

/** Several of them in one question, by id. */
export async function findAppointments(tx: Tx, ids: readonly string[]): Promise<Map<string, AppointmentRow>> {
  if (ids.length === 0) return new Map();
  const rows = await withDetails(tx)
    .where('a.id', 'in', [...new Set(ids)])
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

/** Of an appointment what decides which messages it has and when. */
export type PlanRow = NonNullable<Awaited<ReturnType<typeof findForPlan>>>;

const forPlan = builtOnce((tx: Tx, appointmentId: string) =>
  tx
    .selectFrom('appointments as a')
    .innerJoin('specialist_settings as t', 't.specialist_id', 'a.specialist_id')
    .innerJoin('services as v', 'v.id', 'a.service_id')
    .where('a.id', '=', appointmentId)
    .select([
      'a.id', 'a.specialist_id', 'a.modality', 'a.starts_at', 'a.status', 'a.outcome', 'a.patient_mobile', 'a.patient_email', 'a.patient_channel', 'a.patient_zone',
      'a.prepayment', 'a.booked_by', 'a.confirmation', 'a.sequence', 't.reminder_minutes', 't.quiet_from_minute', 't.quiet_until_minute', 'v.reminder_minutes as service_reminder_minutes',
    ]), // prettier-ignore
);

export function findForPlan(tx: Tx, appointmentId: string) {
  return forPlan(tx, appointmentId).first();
}

function withDetails(tx: Tx) {
  return tx
    .selectFrom('appointments as a')
    .innerJoin('specialists as s', 's.id', 'a.specialist_id')
    .innerJoin('specialist_settings as t', 't.specialist_id', 'a.specialist_id')
    .innerJoin('services as v', 'v.id', 'a.service_id')
    .leftJoin('places as p', 'p.id', 'a.place_id')
    .selectAll('a')
    .select([
      's.account_id as specialist_account_id',
      's.title',
      's.full_name as specialist_name',
      's.phone',
      's.country',
      's.slug',
      't.video_message',
      't.other_payment_instructions',
      't.reminder_minutes',
      't.message_package_units',
      't.quiet_from_minute',
      't.quiet_until_minute',
      'v.reminder_minutes as service_reminder_minutes',
      'v.name as service_name',
      'p.name as place_name',
      'p.short_name as place_short_name',
      'p.address as place_address',
      'p.city as place_city',
    ]);
}
