import { instantAfterNewRules, ownRules, type ZoneRules } from '#domain/zone-rules.ts';
import type { World } from '#ports/world.ts';
import { isLostRace, lockAgenda } from '../agenda-lock.server.ts';

const system = { kind: 'system', job: 'keep-wall-times' } as const;
type Upkeep = Pick<World, 'as' | 'clock' | 'announce' | 'log'>;
interface Shift {
  id: string;
  specialistId: string;
  startsAt: Date;
  endsAt: Date;
  to: Date;
}

/**
 * Where the rules of a zone differ from those by which its appointments were last looked over, looks over every one
 * that is ahead: the hour on the wall is kept, the instant follows, both parties are told (quality 60).
 */
export async function keepWallTimes(world: Upkeep, rules: ZoneRules = ownRules): Promise<void> {
  for (const zone of await changedZones(world, rules)) {
    const shifts = await findShifts(world, zone, rules);
    let left = 0;
    for (const shift of shifts) if (!(await apply(world, shift))) left += 1;
    if (shifts.length > 0) world.log.warn({ zone, moved: shifts.length - left, left }, 'the rules of a zone changed: wall times kept');
    // What met another appointment is tried again with the next look.
    if (left === 0) await remember(world, zone, rules);
  }
}

async function changedZones(world: Upkeep, rules: ZoneRules): Promise<string[]> {
  const { zones, known } = await world.as(system, async (tx) => ({
    zones: await tx.selectFrom('specialists').select('zone').distinct().execute(),
    known: await tx.selectFrom('zone_rules').select(['zone', 'fingerprint']).execute(),
  }));
  const fingerprints = new Map(known.map((row) => [row.zone, row.fingerprint]));
  const all = new Set([...zones.map((row) => row.zone), ...fingerprints.keys()]);
  return [...all].filter((zone) => fingerprints.get(zone) !== rules.fingerprint(zone));
}

/** Those that move later come from the last, those that move earlier from the first: neighbours never meet on the way. */
async function findShifts(world: Upkeep, zone: string, rules: ZoneRules): Promise<Shift[]> {
  const rows = await world.as(system, (tx) =>
    tx
      .selectFrom('appointments')
      .select(['id', 'specialist_id', 'starts_at', 'ends_at', 'wall_start'])
      .where('zone', '=', zone)
      .where('status', '=', 'booked')
      .where('starts_at', '>', world.clock.now())
      .orderBy('starts_at')
      .execute(),
  );
  const shifts = rows.flatMap((row) => {
    const to = instantAfterNewRules(rules, zone, row.wall_start, row.starts_at);
    return to ? [{ id: row.id, specialistId: row.specialist_id, startsAt: row.starts_at, endsAt: row.ends_at, to }] : [];
  });
  const later = shifts.filter((shift) => shift.to > shift.startsAt).reverse();
  return [...later, ...shifts.filter((shift) => shift.to < shift.startsAt)];
}

async function apply(world: Upkeep, shift: Shift): Promise<boolean> {
  try {
    await world.as(system, async (tx) => {
      await lockAgenda(tx, shift.specialistId);
      const moved = await tx
        .updateTable('appointments')
        .set((eb) => ({
          starts_at: shift.to,
          ends_at: new Date(shift.endsAt.getTime() + shift.to.getTime() - shift.startsAt.getTime()),
          sequence: eb('sequence', '+', 1),
        }))
        .where('id', '=', shift.id)
        .where('status', '=', 'booked')
        .where('starts_at', '=', shift.startsAt)
        .executeTakeFirst();
      if (moved.numUpdatedRows > 0n) await world.announce(tx, { type: 'appointment-rescheduled', appointmentId: shift.id, from: shift.startsAt });
    });
    return true;
  } catch (error) {
    if (!isLostRace(error)) throw error;
    return false;
  }
}

async function remember(world: Upkeep, zone: string, rules: ZoneRules): Promise<void> {
  const row = { fingerprint: rules.fingerprint(zone), checked_at: world.clock.now() };
  await world.as(system, (tx) =>
    tx
      .insertInto('zone_rules')
      .values({ zone, ...row })
      .onConflict((clash) => clash.column('zone').doUpdateSet(row))
      .execute(),
  );
}
