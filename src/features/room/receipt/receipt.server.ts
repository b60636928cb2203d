import type { Locale } from '#domain/people.ts';
import { roomEventKeptUntil } from '#domain/privacy/retention.ts';
import { formatDayLong, formatHour } from '#domain/time.ts';
import type { World } from '#ports/world.ts';
import { findRoom, seatOf, type Claim } from '../rooms.server.ts';
import type { Receipt } from './receipt.ts';

/** The privacy receipt of a call for who holds a seat in it (V10); null for anybody else. */
export async function readReceipt(world: Pick<World, 'as' | 'clock'>, claim: Claim, locale: Locale): Promise<Omit<Receipt, 'room'> | null> {
  return world.as(claim.actor, async (tx) => {
    const room = await findRoom(tx, claim.appointmentId);
    if (!room || seatOf(room, claim) !== 'mine') return null;
    const zones = await tx.selectFrom('appointments').select(['zone', 'patient_zone']).where('id', '=', room.id).executeTakeFirstOrThrow();
    const zone = claim.role === 'patient' ? zones.patient_zone : zones.zone;
    const facts = await tx.selectFrom('call_facts').selectAll().where('appointment_id', '=', room.id).where('role', '=', claim.role).executeTakeFirst();
    const last = await tx
      .selectFrom('room_events')
      .select(({ fn }) => fn.max('at').as('at'))
      .where('appointment_id', '=', room.id)
      .executeTakeFirst();
    const end = room.completed_at ?? room.last_hangup_at;
    return {
      day: formatDayLong(zone, room.starts_at, locale),
      from: room.admitted_at ? formatHour(zone, room.admitted_at) : null,
      until: room.admitted_at && end ? formatHour(zone, end) : null,
      minutesTogether: Math.round(room.both_connected_seconds / 60),
      path: facts?.path === 'direct' || facts?.path === 'relayed' ? facts.path : null,
      roundTripMs: facts ? Math.round(Number(facts.round_trip_ms_sum) / facts.samples) : null,
      wordsDiffered: room.mistrusted === true,
      keptUntil: formatDayLong(zone, roomEventKeptUntil(last?.at ?? world.clock.now()), locale),
    };
  });
}
