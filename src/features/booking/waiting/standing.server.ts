import type { Tx } from '#ports/world.ts';

/** Who still waits at a practice (`w`), for which service (`v`), with the appointment they would rather have earlier (`a`): one that is over waits for nothing. */
export function standingRequests(tx: Tx, specialistId: string, now: Date) {
  return tx
    .selectFrom('waiting_requests as w')
    .innerJoin('services as v', 'v.id', 'w.service_id')
    .leftJoin('appointments as a', 'a.id', 'w.appointment_id')
    .where('w.specialist_id', '=', specialistId)
    .where('w.ended_at', 'is', null)
    .where((eb) => eb.or([eb('w.appointment_id', 'is', null), eb.and([eb('a.status', '=', 'booked'), eb('a.starts_at', '>', now)])]));
}
