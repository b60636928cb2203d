import pg from 'pg';
import { startCrowdProcess } from './crowd-process.ts';
import { startCrowdWorld } from './crowd/crowd-world.ts';
import { crowdNow, fullCrowd } from './crowd/open-crowd.ts';
import { httpPatient, manyConnections, type Answer } from './http-patient.ts';
import { percentile, round, type Measured } from './measured.ts';
import { freeSlotsOfTheCrowd } from './whole-booking.ts';

const bookings = Number(process.env['S16_BOOKINGS'] ?? 20_000);
const clients = 32;

/**
 * S16: 20,000 complete bookings over HTTP against a hundred thousand specialists and five million appointments, by 32
 * clients at a time: details sent, the code read from the SMS that arrives, the code typed. One process of the product
 * with its jobs running, the stand-ins for SMS and mail in it, the database and the clients share the machine's cores.
 * Judged are the seconds to the last booking; a double booking or one without its planned messages makes it infinite.
 */
export async function measureRecordMinute(): Promise<Measured> {
  const drawn = await startCrowdWorld(fullCrowd);
  const slots = await freeSlotsOfTheCrowd(drawn.world, 2000, bookings, 5);
  const server = await startCrowdProcess(fullCrowd.appointments);
  const agent = manyConnections();
  const times: number[] = [];
  const refused: number[] = [];
  try {
    let taken = 0;
    const began = performance.now();
    const expect303 = (answer: Answer) => {
      if (answer.status === 303) return true;
      refused.push(answer.status);
      return false;
    };
    const client = async () => {
      for (let nth = taken++; nth < slots.length; nth = taken++) {
        const slot = slots[nth];
        if (!slot) return;
        const before = performance.now();
        const patient = httpPatient(server.origin, nth, agent);
        const held = await patient.hold(slot);
        if (!expect303(held)) continue;
        const booked = await patient.prove(held.location, await server.codeFor(patient.mobile));
        if (expect303(booked) && /\/hecho$/.test(booked.location)) times.push(performance.now() - before);
      }
    };
    await Promise.all(Array.from({ length: clients }, client));
    const seconds = (performance.now() - began) / 1000;
    const found = await lookOver(drawn.database.adminUrl);
    const right = times.length === slots.length && found.booked === slots.length && found.overlaps === 0 && found.withoutMessages === 0;
    return {
      value: right ? round(seconds, 1) : Infinity,
      n: slots.length,
      min: round(Math.min(...times), 0),
      max: round(Math.max(...times), 0),
      detail: {
        seconds: round(seconds, 1),
        perSecond: round(slots.length / seconds, 1),
        bookingMs: { p50: round(percentile(times, 0.5), 0), p99: round(percentile(times, 0.99), 0) },
        serverCpuMsPerBooking: round((await server.cpuMs()) / slots.length, 1),
        refused: refused.length,
        ...found,
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
