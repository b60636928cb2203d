import pg from 'pg';
import { refreshListings } from '#features/search/openings/refresh.server.ts';
import { searchSpecialists, type Search } from '#features/search/search.server.ts';
import { serve } from '#server/serve.ts';
import { listeningServer, originOf, type TestWorld } from '../tests/world/start-world.ts';
import { startCrowdWorld } from './crowd/crowd-world.ts';
import { fullCrowd, type CrowdSize } from './crowd/open-crowd.ts';
import { httpLoad } from './http-load.ts';
import { percentile, round, type Measured } from './measured.ts';
import { bookWhole, freeSlotsOfTheCrowd, openCodes } from './whole-booking.ts';

const cities = ['Madrid', 'Ciudad de México', 'Barcelona', 'Guadalajara, México', 'Valencia, España', 'Sevilla', 'Monterrey', 'Puebla', 'Zaragoza', 'Tijuana'];
const specialties = ['Dermatología', 'Psicología', 'Ginecología', 'Pediatría', 'Cardiología', 'Nutrición', 'Psiquiatría', 'Traumatología'];
/** Ways to narrow a search that still finds somebody. */
const narrower = ['es', 'en'].flatMap((idioma) => ['', '&radio=10', '&radio=25', '&radio=50', '&radio=100'].map((radius) => `&idioma=${idioma}${radius}`));
const asked = specialties.flatMap((que) => cities.map((donde) => ({ que, donde })));
const connections = 16;
const requests = 1600;

/**
 * S8: specialty + city + video + soonest, a page of 20 with their next slots, over HTTP by 16 connections of another
 * process, against the product's own server with its due work running: the page as HTML (what is judged), and the same
 * search of the API as JSON. Eighty different searches of the largest cities, page 1 and 2, in turn: what the product
 * remembers of them helps it. `eachOnce`: 1,600 pages that nobody asked for before. Also how long the search itself takes alone, how long computing everybody anew takes, and how far behind it is with 100 bookings a second.
 */
export function measureSearch(): Promise<Measured> {
  return measureSearchOf(fullCrowd);
}

export async function measureSearchOf(size: CrowdSize): Promise<Measured> {
  const server = await listeningServer();
  const test = await startCrowdWorld(size, { server, pools: { app: 16, worker: 4 }, apiRequestsAMinute: 1_000_000 });
  try {
    await serve(server, test.composed, null);
    const origin = originOf(server);
    const pages = asked.flatMap(({ que, donde }) => ['', '&pagina=2'].map((more) => `/buscar?${new URLSearchParams({ que, donde, modalidad: 'video' })}${more}`));
    const api = asked.map(({ que, donde }) => `/api/v1/specialists?${new URLSearchParams({ q: que, city: donde, modality: 'video', order: 'soonest' })}`);
    await httpLoad({ origin, paths: [...pages, ...api], connections, requests: 400 });
    const html = await httpLoad({ origin, paths: pages, connections, requests });
    const eachOnce = await httpLoad({ origin, paths: pages.flatMap((page) => narrower.map((more) => page + more)), connections, requests });
    const json = await httpLoad({ origin, paths: api, connections, requests });
    const alone = await searchAlone(test);
    const behind = await behindBookings(test);
    const everybody = await refreshOfAll(test, size);
    return {
      value: round(percentile(html.times, 0.95), 1),
      n: html.times.length,
      min: round(Math.min(...html.times), 1),
      max: round(Math.max(...html.times), 1),
      detail: {
        p50: round(percentile(html.times, 0.5), 1),
        perSecond: round(html.times.length / html.seconds, 0),
        kB: round(html.bytes / html.times.length / 1000, 0),
        wrong: html.wrong + eachOnce.wrong + json.wrong,
        eachOnce: { p50: round(percentile(eachOnce.times, 0.5), 1), p95: round(percentile(eachOnce.times, 0.95), 1), perSecond: round(eachOnce.times.length / eachOnce.seconds, 0) },
        json: { p50: round(percentile(json.times, 0.5), 1), p95: round(percentile(json.times, 0.95), 1), perSecond: round(json.times.length / json.seconds, 0) },
        searchAlone: { p50: round(percentile(alone, 0.5), 2), p95: round(percentile(alone, 0.95), 2) },
        behindBookings: behind,
        refreshOfEverybodySeconds: everybody,
        ...size,
      },
    };
  } finally {
    server.closeAllConnections();
    await new Promise((settle) => server.close(settle));
    await test.stop();
  }
}

/** One search after the other, without HTTP and page, in milliseconds; each once before, to warm up. */
export async function searchAlone(test: TestWorld): Promise<number[]> {
  const times: number[] = [];
  for (const { que, donde } of [...asked, ...asked]) {
    const search: Search = { text: que, city: donde, radiusKm: 0, modality: 'video', languages: [], maxPrice: null, minRating: 0, onDate: null, order: 'soonest', page: 1 };
    const before = performance.now();
    await searchSpecialists(test.world, search);
    times.push(performance.now() - before);
  }
  return times.slice(asked.length);
}

/** A hundred bookings a second for ten seconds; how long each specialist's change waited until it was computed. */
async function behindBookings(test: TestWorld) {
  const [perSecond, seconds] = [100, 10];
  const slots = await freeSlotsOfTheCrowd(test.world, 2000, perSecond * seconds);
  const client = new pg.Client({ connectionString: test.database.adminUrl });
  await client.connect();
  const waiting = async () => (await client.query<{ left: number }>('select count(distinct specialist_id)::int as left from listing_changes')).rows[0]?.left ?? 0;
  const codes = openCodes(test);
  let most = 0;
  let shed = 0;
  const began = performance.now();
  const running = slots.map(async (slot, nth) => {
    await new Promise((settle) => setTimeout(settle, (nth * 1000) / perSecond));
    // More than this machine can take is shed, as in the product; it is counted, not hidden.
    await bookWhole(test.world, codes, nth, slot).catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === '53300')) throw error;
      shed += 1;
    });
  });
  const looking = setInterval(() => void waiting().then((left) => (most = Math.max(most, left))), 250);
  await Promise.all(running);
  const booked = performance.now();
  while ((await waiting()) > 0) await new Promise((settle) => setTimeout(settle, 50));
  clearInterval(looking);
  await codes.close();
  const caughtUp = performance.now();
  await client.end();
  return { bookings: slots.length, shed, bookingSeconds: round((booked - began) / 1000, 1), mostSpecialistsWaiting: most, caughtUpMsAfterTheLast: round(caughtUp - booked, 0) };
}

/** Computing a tenth of all specialists anew, times ten, in seconds. */
async function refreshOfAll(test: TestWorld, { specialists }: CrowdSize): Promise<number> {
  const client = new pg.Client({ connectionString: test.database.adminUrl });
  await client.connect();
  const part = Math.ceil(specialists / 10);
  await client.query('insert into listing_changes (specialist_id) select id from specialists order by id limit $1', [part]);
  const began = performance.now();
  for (let left = part; left > 0; ) {
    await refreshListings(test.world);
    left = (await client.query<{ left: number }>('select count(*)::int as left from listing_changes')).rows[0]?.left ?? 0;
  }
  await client.end();
  return round(((performance.now() - began) / 1000) * 10, 0);
}
