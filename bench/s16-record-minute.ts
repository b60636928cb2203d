import pg from 'pg';
import { startCrowdProcess } from './crowd-process.ts';
import { startCrowdWorld } from './crowd/crowd-world.ts';
import { crowdNow, fullCrowd } from './crowd/open-crowd.ts';
import { databaseCpuMs } from './database-cpu.ts';
import { httpPatient, manyConnections } from './http-patient.ts';
import { percentile, round, type Measured } from './measured.ts';
import { freeSlotsOfTheCrowd, type FreeSlot } from './whole-booking.ts';

/** A smaller try: S16_BOOKINGS, S16_SPECIALISTS, S16_APPOINTMENTS. */
const given = (name: string, otherwise: number) => Number(process.env[name] ?? otherwise);
const bookings = given('S16_BOOKINGS', 20_000);
const size = { ...fullCrowd, specialists: given('S16_SPECIALISTS', fullCrowd.specialists), appointments: given('S16_APPOINTMENTS', fullCrowd.appointments) };
const clients = 32;
/** Then nobody begins another booking, and what came of it so far is told. */
const mostSeconds = given('S16_SECONDS', 400);

/**
 * S16: 20,000 complete bookings over HTTP against a hundred thousand specialists and five million appointments, by 32
 * clients at a time, each a browser without script: the form's page, details sent, the code's page, the code read from the
 * SMS that arrives and typed, the page that says it is booked. One process of the product with its jobs running; sinks for
 * SMS and mail, the database and the clients share the machine's cores. Judged are the seconds to the last booking; a
 * double booking, one without its planned messages or one that did not come about makes it infinite.
 */
export async function measureRecordMinute(): Promise<Measured> {
  const drawn = await startCrowdWorld(size);
  const slots = await freeSlotsOfTheCrowd(drawn.world, Math.min(2000, size.specialists / 50), bookings, 5);
  const server = await startCrowdProcess(size);
  const agent = manyConnections();
  const times: number[] = [];
  const amiss = new Map<string, number>();
  const databaseBefore = await databaseCpuMs(drawn.database.adminUrl);
  const serverBefore = await server.cpuMs();
  const clientsBefore = process.cpuUsage();
  try {
    let taken = 0;
    const began = performance.now();
    const client = async () => {
      for (let nth = taken++; nth < slots.length && performance.now() - began < mostSeconds * 1000; nth = taken++) {
        const slot = slots[nth];
        if (!slot) return;
        const before = performance.now();
        const problem = await book(nth, slot).catch((error: unknown) => (error instanceof Error ? error.message : 'unknown'));
        if (problem) amiss.set(problem, (amiss.get(problem) ?? 0) + 1);
        else times.push(performance.now() - before);
      }
    };
    /** What stood in the way, where something did. */
    const book = async (nth: number, slot: FreeSlot): Promise<string | null> => {
      const patient = httpPatient(server.origin, nth, agent);
      const form = await patient.open(slot);
      if (form.status !== 200) return `form ${form.status}`;
      const held = await patient.hold(slot);
      if (held.status !== 303) return `details ${held.status}`;
      const step = await patient.read(held.location);
      if (step.status !== 200) return `code's page ${step.status}`;
      const code = await server.codeFor(patient.mobile).catch(() => null);
      if (!code) return 'no code came';
      const proved = await patient.prove(held.location, code);
      if (proved.status !== 303 || !proved.location.endsWith('/hecho')) return `code ${proved.status}`;
      const done = await patient.read(proved.location);
      return done.status === 200 ? null : `last page ${done.status}`;
    };
    await Promise.all(Array.from({ length: clients }, client));
    const seconds = (performance.now() - began) / 1000;
    const [serverCpu, databaseCpu, { user, system }] = [await server.cpuMs(), await databaseCpuMs(drawn.database.adminUrl), process.cpuUsage(clientsBefore)];
    const each = (ms: number) => round(ms / Math.max(1, times.length), 2);
    const found = await lookOver(drawn.database.adminUrl);
    const right = times.length === slots.length && found.booked === slots.length && found.overlaps === 0 && found.withoutMessages === 0;
    return {
      value: right ? round(seconds, 1) : Infinity,
      n: slots.length,
      min: round(Math.min(...times), 0),
      max: round(Math.max(...times), 0),
      detail: {
        seconds: round(seconds, 1),
        came: times.length,
        perSecond: round(times.length / seconds, 1),
        bookingMs: { p50: round(percentile(times, 0.5), 0), p99: round(percentile(times, 0.99), 0) },
        cpuMsPerBooking: {
          server: each(serverCpu - serverBefore),
          database: databaseCpu === null || databaseBefore === null ? null : each(databaseCpu - databaseBefore),
          clients: each((user + system) / 1000),
        },
        amiss: Object.fromEntries(amiss),
        ...found,
        ...size,
      },
    };
  } finally {
    agent.destroy();
    await server.stop();
    await drawn.stop();
  }
}

/** What the database says of the bookings since the crowd was drawn. */
async function lookOver(adminUrl: string): Promise<{ booked: number; overlaps: number; withoutMessages: number }> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ booked: number; overlaps: number; withoutMessages: number }>(
      `with fresh as (select * from appointments where created_at >= $1 and status = 'booked')
       select (select count(*)::int from fresh) as booked,
         (select count(*)::int from fresh f join appointments a on a.specialist_id = f.specialist_id and a.id <> f.id and a.during && f.during
            where a.status in ('held', 'booked', 'in_progress', 'completed')) as overlaps,
         (select count(*)::int from fresh f where
            (select count(*) from messages m where m.appointment_id = f.id and m.kind in ('confirmation', 'booked_notice', 'reminder_60', 'specialist_link')) < 7) as "withoutMessages"`,
      [crowdNow],
    );
    return rows[0] ?? { booked: 0, overlaps: 0, withoutMessages: 0 };
  } finally {
    await client.end();
  }
}
