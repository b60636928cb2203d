import { sql } from 'kysely';
import type { Actor, Locale } from '#domain/people.ts';
import { stretchesOf, type Span, type Stretches } from './stretches.ts';
import type { Tx, World } from '#ports/world.ts';
import { operatorZone } from '../operator-zone.ts';
import type { Health, Series } from './health.ts';

type Operator = Extract<Actor, { kind: 'operator' }>;

/** How messages, payments and calls went in a day, week or month (O1): numbers by hour or day, nobody in them. */
export async function readHealth(world: Pick<World, 'as' | 'clock'>, actor: Operator, span: Span, locale: Locale): Promise<Health> {
  const now = world.clock.now();
  const stretches = stretchesOf(span, operatorZone, now, locale);
  return world.as(actor, async (tx) => ({
    labels: stretches.labels,
    sms: await messageSeries(tx, stretches, 'sms'),
    mail: await messageSeries(tx, stretches, 'email'),
    ...(await paymentSeries(tx, stretches, now)),
    ...(await callSeries(tx, stretches)),
  }));
}

/** Values by stretch, those without a row 0. */
function spread<Row extends { stretch: number }>(stretches: Stretches, rows: readonly Row[], of: (row: Row) => number): number[] {
  const values = stretches.labels.map(() => 0);
  for (const row of rows) if (row.stretch >= 1 && row.stretch <= values.length) values[row.stretch - 1] = of(row);
  return values;
}
const series = (code: Series['code'], values: number[]): Series => ({ code, values });
const seconds = (ms: number | null) => (ms === null ? 0 : Math.round(ms / 100) / 10);

async function messageSeries(tx: Tx, stretches: Stretches, channel: string): Promise<Series[]> {
  const { rows } = await sql<{ stretch: number; sent: number; failed: number; late: number }>`
    select stretch, sent, failed, late from message_figures(${stretches.edges}::timestamptz[]) where channel = ${channel}`.execute(tx);
  return [
    series('sent', spread(stretches, rows, (row) => row.sent - row.late)),
    series('late', spread(stretches, rows, (row) => row.late)),
    series('failed', spread(stretches, rows, (row) => row.failed)),
  ];
}

async function paymentSeries(tx: Tx, stretches: Stretches, now: Date): Promise<Pick<Health, 'eventLag' | 'differences'>> {
  const { rows } = await sql<{ stretch: number; median_ms: number; worst_ms: number }>`
    select stretch, median_ms, worst_ms from payment_figures(${stretches.edges}::timestamptz[])`.execute(tx);
  const { rows: open } = await sql<Health['differences']>`select * from payment_differences(${now})`.execute(tx);
  return {
    eventLag: [series('median', spread(stretches, rows, (row) => seconds(row.median_ms))), series('worst', spread(stretches, rows, (row) => Math.max(0, seconds(row.worst_ms) - seconds(row.median_ms))))],
    differences: open[0] ?? { events: 0, answers: 0, refunds: 0, disputes: 0 },
  };
}

async function callSeries(tx: Tx, stretches: Stretches): Promise<Pick<Health, 'calls' | 'firstPicture' | 'shares'>> {
  const { rows } = await sql<{ stretch: number; met: number; connected: number; relayed: number; median_ms: number | null }>`
    select stretch, met, connected, relayed, median_ms from call_figures(${stretches.edges}::timestamptz[])`.execute(tx);
  const sum = (of: (row: (typeof rows)[number]) => number) => rows.reduce((total, row) => total + of(row), 0);
  return {
    calls: [
      series('direct', spread(stretches, rows, (row) => Math.max(0, row.connected - row.relayed))),
      series('relayed', spread(stretches, rows, (row) => row.relayed)),
      series('unconnected', spread(stretches, rows, (row) => row.met - row.connected)),
    ],
    firstPicture: [series('median', spread(stretches, rows, (row) => seconds(row.median_ms)))],
    shares: { met: sum((row) => row.met), connected: sum((row) => row.connected), relayed: sum((row) => row.relayed) },
  };
}
