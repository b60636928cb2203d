import type { Registry } from 'prom-client';
import { Gauge } from 'prom-client';
import { sql } from 'kysely';
import type { Alarm } from '#domain/alarms.ts';
import type { Tx, World } from '#ports/world.ts';

const system = { kind: 'system', job: 'alarms' } as const;
const hour = 3_600_000;
const keptDays = 90;

/** Counts an alarm in its hour, and logs the first of it: its kind and no more. */
export async function raiseAlarm(world: Pick<World, 'clock' | 'log'>, tx: Tx, { kind, subject }: Alarm): Promise<void> {
  const now = world.clock.now();
  const of = new Date(Math.floor(now.getTime() / hour) * hour);
  const { rows } = await sql<{ count: number }>`
    insert into alarms (kind, subject, hour, first_at, last_at) values (${kind}, ${subject}, ${of}, ${now}, ${now})
    on conflict (kind, subject, hour) do update set count = alarms.count + 1, last_at = ${now}
    returning count
  `.execute(tx);
  if (rows[0]?.count === 1) world.log.warn({ alarm: kind }, 'alarm');
}

/** `vc_alarms{kind}`: how often each was raised in the last hour. */
export function measureAlarms(world: Pick<World, 'as' | 'clock'>, registry: Registry): void {
  const gauge = new Gauge({
    name: 'vc_alarms',
    help: 'Alarms raised in this hour and the one before, by kind',
    labelNames: ['kind'],
    registers: [registry],
    async collect() {
      const since = new Date(world.clock.now().getTime() - 2 * hour);
      const rows = await world.as(system, (tx) =>
        tx
          .selectFrom('alarms')
          .select((eb) => ['kind', eb.fn.sum<number>('count').as('count')])
          .where('hour', '>', since)
          .groupBy('kind')
          .execute(),
      );
      gauge.reset();
      for (const { kind, count } of rows) gauge.set({ kind }, Number(count));
    },
  });
}

/** Forgets what nobody looks at any more, alarms and what was spent a day. */
export async function forgetAlarms(world: Pick<World, 'as' | 'clock'>): Promise<void> {
  const before = new Date(world.clock.now().getTime() - keptDays * 24 * hour);
  await world.as(system, async (tx) => {
    await tx.deleteFrom('alarms').where('hour', '<', before).execute();
    await tx.deleteFrom('text_spending').where('day', '<', before).execute();
  });
}
