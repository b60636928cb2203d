import { sql, type Selectable } from 'kysely';
import type { ExternalCalendars } from '#db/tables.ts';
import { mayBeUnchanged } from '#domain/external-calendar.ts';
import type { CalendarAnswer } from '#ports/calendars.ts';
import type { World } from '#ports/world.ts';
import { keepAnswer } from './keep-answer.server.ts';
import { addressOf, askCalendar } from './external-address.server.ts';

const system = { kind: 'system', job: 'calendars' } as const;
/** Machine time: longer than the longest answer. */
const leaseMs = 40_000;
const together = 4;
/** Of one round, so that a new one begins with what has become due since. */
const mostRounds = 25;

export type CalendarRow = Selectable<ExternalCalendars>;

/** Reads every calendar whose time has come, a few at a time, each by one process (B7). */
export async function readDueCalendars(world: World): Promise<void> {
  for (let round = 0; round < mostRounds; round++) {
    const claimed = await claimDue(world);
    if (claimed.length === 0) return;
    await Promise.all(claimed.map((row) => readOne(world, row)));
  }
}

/** Reads one calendar now, whatever its time; null where it is gone, switched off or being read this moment. */
export async function readCalendarNow(world: World, calendarId: string): Promise<CalendarAnswer | null> {
  const machine = world.clock.machineNow();
  const row = await world.as(system, (tx) =>
    tx
      .updateTable('external_calendars')
      .set({ lease_until: new Date(machine.getTime() + leaseMs) })
      .where('id', '=', calendarId)
      .where('active', '=', true)
      .where((eb) => eb.or([eb('lease_until', 'is', null), eb('lease_until', '<', machine)]))
      .returningAll()
      .executeTakeFirst(),
  );
  return row ? readOne(world, row) : null;
}

async function claimDue(world: Pick<World, 'as' | 'clock'>): Promise<CalendarRow[]> {
  const machine = world.clock.machineNow();
  return world.as(system, (tx) =>
    tx
      .updateTable('external_calendars')
      .set({ lease_until: new Date(machine.getTime() + leaseMs) })
      .where('id', 'in', (eb) =>
        eb
          .selectFrom('external_calendars')
          .select('id')
          .where('active', '=', true)
          .where('due_at', '<=', world.clock.now())
          .where(sql<boolean>`(lease_until is null or lease_until < ${machine})`)
          .orderBy('due_at')
          .limit(together)
          .forUpdate()
          .skipLocked(),
      )
      .returningAll()
      .execute(),
  );
}

async function readOne(world: World, row: CalendarRow): Promise<CalendarAnswer> {
  const now = world.clock.now();
  const zone = await world.as(system, (tx) =>
    tx.selectFrom('specialists').select('zone').where('id', '=', row.specialist_id).executeTakeFirstOrThrow(),
  );
  const seen = mayBeUnchanged(row.fully_read_at, now) ? { etag: row.etag, lastModified: row.last_modified } : null;
  const answer = await askCalendar(world, { address: addressOf(world, row), zone: zone.zone, seen });
  if (await keepAnswer(world, row.id, answer)) world.live.publish(`specialist:${row.specialist_id}`, { type: 'changed' });
  return answer;
}
