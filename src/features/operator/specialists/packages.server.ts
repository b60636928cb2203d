import { sql } from 'kysely';
import { csvOf } from '#domain/csv.ts';
import { packageState, type PackageLevel } from '#domain/message-package.ts';
import { pageOf, wholeTable, type PageAsked } from '#domain/paging.ts';
import type { Actor, Locale } from '#domain/people.ts';
import { normalise } from '#domain/profile.ts';
import { dayOfInstant, monthOf } from '#domain/time.ts';
import { m } from '#texts/compiled/messages.js';
import type { World } from '#ports/world.ts';

type Operator = Extract<Actor, { kind: 'operator' }>;
type Read = Pick<World, 'as' | 'clock'>;

export interface PackageLine {
  id: string;
  slug: string;
  name: string;
  /** '2026-11', in the specialist's zone. */
  month: string;
  used: number;
  /** With what was added for this month. */
  units: number;
  added: number;
  level: PackageLevel;
}

/** The package of the running month of each specialist, the fullest first (M5); counts alone, no message. */
export async function listPackages(world: Read, actor: Operator, words: string, page: PageAsked) {
  return pageOf(await read(world, actor, words, page), page);
}

/** The same for a spreadsheet. */
export async function packagesCsv(world: Read, actor: Operator, words: string, locale: Locale): Promise<string> {
  const head = [m.op_csv_name, m.op_csv_month, m.op_csv_used, m.op_csv_units, m.op_csv_added, m.op_csv_profile].map((word) => word({}, { locale }));
  const lines = await read(world, actor, words, wholeTable);
  return csvOf([head, ...lines.map((line) => [line.name, line.month, line.used, line.units, line.added, line.slug])]);
}

async function read(world: Read, actor: Operator, words: string, page: PageAsked): Promise<PackageLine[]> {
  const now = world.clock.now();
  const looked = `%${normalise(words.slice(0, 80))}%`;
  const { rows } = await world.as(actor, async (tx) => {
    const zones = await tx.selectFrom('specialists').select('zone').distinct().execute();
    const months = zones.map(({ zone }) => ({ zone, ...monthOf(zone, now) }));
    return sql<{ id: string; slug: string; name: string; zone: string; units: number; added: number; used: number }>`
      select p.id, p.slug, p.name, p.zone, p.monthly + p.added units, p.added, p.used
      from operator_packages(${months.map((one) => one.zone)}::text[], ${months.map((one) => dayOfInstant(one.zone, one.from).slice(0, 7))}::text[],
        ${months.map((one) => one.from)}::timestamptz[], ${months.map((one) => one.until)}::timestamptz[]) p
      where p.looked_in like ${looked}
      order by p.used::float / greatest(p.monthly + p.added, 1) desc, p.name, p.id
      offset ${page.offset} limit ${page.length + 1}`.execute(tx);
  });
  return rows.map(({ id, slug, name, zone, units, added, used }) => ({
    id, slug, name, units, added, used,
    month: dayOfInstant(zone, now).slice(0, 7),
    level: packageState({ units, used }).level,
  }));
}
