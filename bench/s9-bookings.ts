import pg from 'pg';
import type { TestWorld } from '../tests/world/start-world.ts';
import { startCrowdWorld } from './crowd/crowd-world.ts';
import { fullCrowd } from './crowd/open-crowd.ts';
import { percentile, round, type Measured } from './measured.ts';
import { bookWhole, freeSlotsOfTheCrowd, openCodes } from './whole-booking.ts';

const clients = 8;
const bookings = 1200;
const rounds = 3;

/**
 * S9: whole bookings a second (`whole-booking.ts`) by 8 clients with different specialists, server's code and database
 * on the same cores, as a multiple of bare Node and pg inserting one row under the same constraint in the same server,
 * before and after each round. Messages are planned and not sent. Against a hundred thousand specialists.
 */
export async function measureBookings(): Promise<Measured> {
  const test = await startCrowdWorld({ ...fullCrowd, appointments: 100_000 });
  try {
    const slots = await freeSlotsOfTheCrowd(test.world, 2000, bookings * (rounds + 1));
    const ratios: number[] = [];
    const rates: number[] = [];
    const bares: number[] = [];
    const latencies: number[] = [];
    let next = 0;
    // The first round warms up: connections, prepared statements, compiled code.
    for (let nth = 0; nth <= rounds; nth++) {
      const before = await bareInserts(test.database.adminUrl);
      const { perSecond, times } = await bookAll(test, slots.slice(next, next + bookings), next);
      next += bookings;
      const bare = (before + (await bareInserts(test.database.adminUrl))) / 2;
      if (nth === 0) continue;
      ratios.push(perSecond / bare);
      rates.push(perSecond);
      bares.push(bare);
      latencies.push(...times);
    }
    return {
      value: round(percentile(ratios, 0.5), 4),
      n: rounds * bookings,
      min: round(Math.min(...ratios), 4),
      max: round(Math.max(...ratios), 4),
      detail: {
        bookingsPerSecond: rates.map((rate) => round(rate, 0)),
        barePerSecond: bares.map((rate) => round(rate, 0)),
        bookingMs: { p50: round(percentile(latencies, 0.5), 1), p99: round(percentile(latencies, 0.99), 1) },
      },
    };
  } finally {
    await test.stop();
  }
}

export async function bookAll(
  test: TestWorld,
  slots: Awaited<ReturnType<typeof freeSlotsOfTheCrowd>>,
  first: number,
): Promise<{ perSecond: number; times: number[] }> {
  const codes = openCodes(test);
  const times: number[] = [];
  let taken = 0;
  const began = performance.now();
  const client = async () => {
    for (let nth = taken++; nth < slots.length; nth = taken++) {
      const slot = slots[nth];
      if (!slot) return;
      const before = performance.now();
      await bookWhole(test.world, codes, first + nth, slot);
      times.push(performance.now() - before);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  const perSecond = (slots.length * 1000) / (performance.now() - began);
  await codes.close();
  return { perSecond, times };
}

/** Rows a second into a table of three columns under the constraint that appointments have, one statement each. */
async function bareInserts(adminUrl: string): Promise<number> {
  const pool = new pg.Pool({ connectionString: adminUrl, max: clients });
  try {
    await pool.query('drop table if exists bare_rows');
    await pool.query(
      'create table bare_rows (id uuid primary key, specialist_id uuid not null, during tstzrange not null, exclude using gist (specialist_id with =, during with &&))',
    );
    const rows = 4000;
    let taken = 0;
    const began = performance.now();
    const client = async () => {
      for (let nth = taken++; nth < rows; nth = taken++) {
        const start = new Date(1_800_000_000_000 + nth * 1_800_000);
        await pool.query('insert into bare_rows values (gen_random_uuid(), gen_random_uuid(), tstzrange($1, $2))', [
          start,
          new Date(start.getTime() + 1_800_000),
        ]);
      }
    };
    await Promise.all(Array.from({ length: clients }, client));
    return (rows * 1000) / (performance.now() - began);
  } finally {
    await pool.query('drop table if exists bare_rows');
    await pool.end();
  }
}
