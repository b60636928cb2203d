import { freeSlots } from '#domain/slots.ts';
import { findOffer, slotQuestion } from '#features/booking/offer.server.ts';
import type { TestWorld } from '../tests/world/start-world.ts';
import { startCrowdWorld } from './crowd/crowd-world.ts';
import { crowdNow, fullCrowd } from './crowd/open-crowd.ts';
import { percentile, round, type Measured } from './measured.ts';
import { searchAlone } from './s8-search.ts';
import { bookWhole, freeSlotsOfTheCrowd, openCodes, type Codes } from './whole-booking.ts';

/** Smaller ones for a try: S14_SIZES="10000 100000". */
const sizes = process.env['S14_SIZES']?.split(' ').map(Number) ?? [10_000, 100_000, 1_000_000, 5_000_000];
const questions = 300;
const bookings = 300;
const warm = 60;
const passes = 3;

/** Then what was measured so far is told. */
const mostMs = 420_000;

/**
 * S14: how the free slots of a month (S7, specialist number 1, who has the same 3,132 appointments at every size), a search
 * (S8, the search alone) and a whole booking (S9, one after the other) grow from ten thousand to five million appointments of a hundred thousand
 * specialists. All four sizes are open at once and asked in turns, so that the machine's moods meet all of them alike;
 * the value is the largest of the three slopes, last size over first, of the medians.
 */
export async function measureGrowth(): Promise<Measured> {
  const worlds: TestWorld[] = [];
  const codes: Codes[] = [];
  try {
    for (const appointments of sizes) worlds.push(await startCrowdWorld({ ...fullCrowd, appointments }));
    codes.push(...worlds.map(openCodes));
    const asked: number[][] = sizes.map(() => []);
    const searched: number[][] = sizes.map(() => []);
    const booked: number[][] = sizes.map(() => []);
    const slots = await Promise.all(worlds.map((test) => freeSlotsOfTheCrowd(test.world, 3000, warm + bookings * passes)));
    const busy = await Promise.all(worlds.map((test) => videoServiceOfTheFirst(test)));
    const began = performance.now();
    let passed = 0;
    for (let pass = 0; pass < passes && (pass === 0 || performance.now() - began < mostMs); pass++, passed++) {
      for (const [index, test] of worlds.entries()) {
        for (let nth = 0; nth < questions; nth++) {
          const took = await timed(() => slotsOfAMonth(test, busy[index] ?? '', nth));
          if (pass > 0 || nth >= warm) asked[index]?.push(took);
        }
      }
      for (const [index, test] of worlds.entries()) searched[index]?.push(...(await searchAlone(test)));
      for (const [index, test] of worlds.entries()) {
        const first = pass === 0 ? 0 : warm + pass * bookings;
        const own = codes[index] as Codes;
        for (const [nth, slot] of (slots[index] ?? []).slice(first, warm + (pass + 1) * bookings).entries()) {
          const took = await timed(() => bookWhole(test.world, own, first + nth, slot));
          if (pass > 0 || nth >= warm) booked[index]?.push(took);
        }
      }
    }
    const middle = (all: number[][]) => all.map((times) => round(percentile(times, 0.5), 2));
    const slope = (all: number[]) => round((all.at(-1) ?? 0) / (all[0] ?? 1), 2);
    const [slotsMs, searchMs, bookingMs] = [middle(asked), middle(searched), middle(booked)];
    const slopes = [slope(slotsMs), slope(searchMs), slope(bookingMs)];
    return {
      value: Math.max(...slopes),
      n: passed * (questions + bookings),
      min: Math.min(...slopes),
      max: Math.max(...slopes),
      detail: { appointments: sizes, passes: passed, slotsMs, searchMs, bookingMs },
    };
  } finally {
    for (const one of codes) await one.close();
    // The first has the database server, so it is the last to go.
    for (const test of worlds.toReversed()) await test.stop();
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const before = performance.now();
  await work();
  return performance.now() - before;
}

async function videoServiceOfTheFirst(test: TestWorld): Promise<string> {
  const { id } = await test.world.as({ kind: 'visitor' }, (tx) =>
    tx
      .selectFrom('services as v')
      .innerJoin('specialists as s', 's.id', 'v.specialist_id')
      .where('s.licence_number', '=', '10000001')
      .where('v.modality', '=', 'video')
      .select('v.id')
      .executeTakeFirstOrThrow(),
  );
  return id;
}

function slotsOfAMonth(test: TestWorld, serviceId: string, nth: number): Promise<Date[]> {
  const from = new Date(crowdNow.getTime() + (nth % 300) * 86_400_000);
  return test.world.as({ kind: 'visitor' }, async (tx) => {
    const offer = await findOffer(tx, serviceId);
    return offer ? freeSlots(await slotQuestion(tx, offer, { from, until: new Date(from.getTime() + 31 * 86_400_000) }, from)) : [];
  });
}
