import { csvOf } from '#domain/csv.ts';
import { packageState } from '#domain/message-package.ts';
import type { Actor, Locale } from '#domain/people.ts';
import { dayOfInstant, formatDayLong, formatHour, instantToWall, isDay, monthOf, wallToInstant } from '#domain/time.ts';
import type { World } from '#ports/world.ts';
import { m } from '#texts/compiled/messages.js';
import { kindWords } from '../words.ts';
import { countPackages, monthName } from './count.server.ts';

export interface PackageStatement {
  /** '2026-11', and its neighbours; `next` null for the month that runs. */
  month: string;
  previous: string;
  next: string | null;
  units: number;
  added: number;
  used: number;
  left: number;
  lines: StatementLine[];
  topups: { day: string; units: number; note: string }[];
}

export interface StatementLine {
  id: string;
  day: string;
  /** '2026-11-23T09:02', on the specialist's wall. */
  wall: string;
  patientName: string;
  kind: string;
}

/** Every SMS that took a unit in one month, as it was sent, with what was added (M5); null where the actor may not see it. */
export async function packageStatement(
  world: Pick<World, 'as' | 'clock'>,
  actor: Actor,
  specialistId: string,
  asked: { month: string; locale: Locale },
): Promise<PackageStatement | null> {
  if (!('specialistIds' in actor) || !actor.specialistIds.includes(specialistId)) return null;
  const now = world.clock.now();
  return world.as(actor, async (tx) => {
    const specialist = await tx.selectFrom('specialists').select('zone').where('id', '=', specialistId).executeTakeFirst();
    if (!specialist) return null;
    const { zone } = specialist;
    const running = monthName(zone, now);
    const month = isDay(`${asked.month}-01`) && asked.month <= running ? asked.month : running;
    const inside = wallToInstant(zone, `${month}-15`, 0);
    const { from, until } = monthOf(zone, inside);
    const counts = (await countPackages(tx, new Map([[specialistId, zone]]), inside)).get(specialistId);
    const rows = await tx
      .selectFrom('messages as g')
      .innerJoin('appointments as a', 'a.id', 'g.appointment_id')
      .select(['g.id', 'g.kind', 'g.sent_at', 'a.patient_name'])
      .where('g.specialist_id', '=', specialistId)
      .where('g.units', '>', 0)
      .where('g.sent_at', '>=', from)
      .where('g.sent_at', '<', until)
      .orderBy('g.sent_at', 'desc')
      .execute();
    const topups = await tx
      .selectFrom('package_topups')
      .select(['units', 'note', 'created_at'])
      .where('specialist_id', '=', specialistId)
      .where('month', '=', month)
      .orderBy('created_at')
      .execute();
    const { units, added, used } = counts ?? { units: 0, added: 0, used: 0 };
    const words = (at: Date) => `${formatDayLong(zone, at, asked.locale)}, ${formatHour(zone, at)}`;
    return {
      month,
      previous: shifted(month, -1),
      next: month === running ? null : shifted(month, 1),
      units,
      added,
      used,
      left: packageState({ units, used }).left,
      lines: rows.flatMap(({ id, kind, sent_at: at, patient_name: patientName }) =>
        at ? [{ id, day: words(at), wall: instantToWall(zone, at).text, patientName, kind: kindWords(kind, asked.locale) }] : [],
      ),
      topups: topups.map((one) => ({ day: formatDayLong(zone, one.created_at, asked.locale), units: one.units, note: one.note })),
    };
  });
}

/** The same as a table for a spreadsheet. */
export function statementCsv(statement: PackageStatement, locale: Locale): string {
  const head = [
    m.package_csv_when({}, { locale }),
    m.package_csv_patient({}, { locale }),
    m.package_csv_message({}, { locale }),
    m.package_csv_units({}, { locale }),
  ];
  return csvOf([head, ...statement.lines.map((line) => [line.wall.replace('T', ' '), line.patientName, line.kind, 1])]);
}

function shifted(month: string, by: -1 | 1): string {
  const days = by === 1 ? 32 : -1;
  return dayOfInstant('UTC', new Date(Date.parse(`${month}-01T00:00:00Z`) + days * 86_400_000)).slice(0, 7);
}
