import { sql } from 'kysely';
import { csvOf } from '#domain/csv.ts';
import { monthAway } from '#domain/month.ts';
import type { Actor, Locale } from '#domain/people.ts';
import { dayOfInstant, isDay, monthOf, wallToInstant } from '#domain/time.ts';
import type { Tx, World } from '#ports/world.ts';
import { m } from '#texts/compiled/messages.js';
import { counted, indicatorWords, type IndicatorMonth, type Indicators } from './indicators.ts';

type Reading = Pick<World, 'as' | 'clock'>;
/** One practice, or all of them for the operator; months are those of the zone's wall. */
interface Whose {
  specialistId: string | null;
  zone: string;
}
const monthsInTable = 12;

/** The indicators of one month, the present one where none is asked for. Of a practice that is not the actor's: all 0. */
export async function readIndicators(world: Reading, actor: Actor, whose: Whose, asked: string): Promise<IndicatorMonth> {
  const now = world.clock.now();
  const present = dayOfInstant(whose.zone, now).slice(0, 7);
  const month = isDay(`${asked}-15`) && asked <= present ? asked : present;
  const indicators = await world.as(actor, (tx) => figuresOf(tx, whose, month, now));
  return { month, previous: away(month, -1), next: month < present ? away(month, 1) : null, indicators };
}

/** The same for a spreadsheet: the twelve months that end with the one asked for, a line each. */
export async function indicatorsCsv(world: Reading, actor: Actor, whose: Whose, asked: string, locale: Locale): Promise<{ month: string; body: string }> {
  const { month } = await readIndicators(world, actor, whose, asked);
  const now = world.clock.now();
  const words = [
    m.indicators_month,
    ...counted.map((name) => indicatorWords[name]),
    m.indicators_met,
    m.indicators_connected,
    m.indicators_wait_seconds,
    m.indicators_reviews,
    m.indicators_stars,
    m.indicators_calls_rated,
    m.indicators_call_rating,
  ];
  const lines = await world.as(actor, async (tx) => {
    const found: (string | number)[][] = [];
    for (let back = monthsInTable - 1; back >= 0; back--) {
      const one = away(month, -back);
      const of = await figuresOf(tx, whose, one, now);
      found.push([one, ...counted.map((name) => of[name]), of.met, of.connected, of.medianWaitSeconds ?? '', of.reviews.count, of.reviews.mean ?? '', of.callRatings.count, of.callRatings.mean ?? '']);
    }
    return found;
  });
  return { month, body: csvOf([words.map((word) => word({}, { locale })), ...lines]) };
}

const away = (month: string, count: number) => monthAway(`${month}-01`, count).slice(0, 7);
const rounded = (mean: number | null) => (mean === null ? null : Math.round(mean * 10) / 10);

interface Row {
  booked: number;
  took_place: number;
  unsuitable: number;
  technical: number;
  patient_absent: number;
  specialist_absent: number;
  cancelled: number;
  open: number;
  met: number;
  connected: number;
  median_wait_s: number | null;
  reviews: number;
  stars: number | null;
  calls_rated: number;
  call_rating: number | null;
}

async function figuresOf(tx: Tx, { specialistId, zone }: Whose, month: string, now: Date): Promise<Indicators> {
  const { from, until } = monthOf(zone, wallToInstant(zone, `${month}-15`, 0));
  const { rows } = await sql<Row>`select * from consultation_figures(${specialistId}::uuid, ${from}, ${until}, ${now})`.execute(tx);
  const row = rows[0];
  if (!row) throw new Error('an aggregate has one row');
  const known = row.took_place + row.unsuitable + row.technical + row.patient_absent + row.specialist_absent + row.cancelled + row.open;
  return {
    booked: row.booked,
    tookPlace: row.took_place,
    unsuitable: row.unsuitable,
    technical: row.technical,
    patientAbsent: row.patient_absent,
    specialistAbsent: row.specialist_absent,
    cancelled: row.cancelled,
    open: row.open,
    unanswered: Math.max(0, row.booked - known),
    met: row.met,
    connected: row.connected,
    medianWaitSeconds: row.median_wait_s === null ? null : Math.round(row.median_wait_s),
    reviews: { count: row.reviews, mean: rounded(row.stars) },
    callRatings: { count: row.calls_rated, mean: rounded(row.call_rating) },
  };
}
