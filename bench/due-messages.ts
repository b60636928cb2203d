import pg from 'pg';
import { compose } from '#server/compose.ts';
import { startWorld } from '../tests/world/start-world.ts';
import { crowdNow, openCrowd } from './crowd/open-crowd.ts';
import type { Arrived } from './sinks.ts';
import { sendersTo, startSinks } from './start-sinks.ts';

const size = { specialists: 5000, appointments: 100_000, seed: 11 };

export interface Sent {
  /** Machine milliseconds after the instant at which they were due, in the order of arrival. */
  lateMs: number[];
  lost: number;
  doubled: number;
  cpuMs: number;
}

/**
 * Makes `count` messages of one kind due at the same instant, five seconds from now, and lets the product's own engine
 * send them to real SMTP and HTTP sinks in another process. Returns when nothing has arrived for five seconds.
 */
export async function sendAtOnce(kind: string, count: number): Promise<Sent> {
  const crowd = await openCrowd(size, (line) => process.stderr.write(`${line}\n`));
  const sinks = await startSinks();
  const database = { urls: crowd.urls, adminUrl: crowd.adminUrl, drop: async () => {} };
  const test = await startWorld({ now: crowdNow, database });
  const { mail, texts } = sendersTo(sinks, test.config.publicOrigin);
  const { cards, calendars } = test.rehearsal;
  const composed = await compose(test.config, {
    urls: crowd.urls,
    pools: { app: 8, worker: 8 },
    clock: test.clock,
    log: test.world.log,
    mail,
    texts,
    cards,
    calendars,
  });
  try {
    const due = Date.now() + 5000;
    await makeDue(crowd.adminUrl, kind, count, new Date(due + test.clock.offset()));
    const before = process.cpuUsage();
    composed.engine.keepRunning(composed.world);
    const arrived = await untilQuiet(sinks.report, due);
    const { user, system } = process.cpuUsage(before);
    const unique = new Set(arrived.map(([key]) => key));
    return {
      lateMs: arrived.map(([, at]) => at - due).sort((a, b) => a - b),
      lost: count - unique.size,
      doubled: arrived.length - unique.size,
      cpuMs: (user + system) / 1000,
    };
  } finally {
    await composed.close();
    mail.close();
    sinks.stop();
    await test.stop();
    await crowd.close();
  }
}

/** The same rows in every run; whatever else of the crowd is planned waits a year. */
async function makeDue(adminUrl: string, kind: string, count: number, at: Date): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(
      "update messages set status = 'cancelled' where status in ('planned', 'sending', 'sent') and due_at > $1 and due_at < $1 + interval '1 day'",
      [crowdNow],
    );
    await client.query(`insert into contacts (id, account_id, channel, address, proved_at, created_at)
      select md5('link ' || s.id)::uuid, s.account_id, 'sms', '+347' || lpad((row_number() over (order by s.id))::text, 8, '0'), s.admitted_at, s.admitted_at
      from specialists s on conflict do nothing`);
    // Whoever has sent a hundred this month already would send by mail alone.
    await client.query('update specialist_settings set message_package_units = 1000000');
    const { rowCount } = await client.query(
      `update messages set status = 'planned', why = null, attempts = 0, lease_until = null, sent_at = null, provider_id = null, units = 0, due_at = $3
       where id in (select g.id from messages g join appointments a on a.id = g.appointment_id
         where g.kind = $1 and a.status = 'booked' and a.starts_at > $4::timestamptz + interval '3 hours' order by g.id limit $2)`,
      [kind, count, at, crowdNow],
    );
    if (rowCount !== count) throw new Error(`only ${rowCount} messages of kind ${kind}`);
    await client.query('analyze messages');
  } finally {
    await client.end();
  }
}

async function untilQuiet(report: () => Promise<Arrived[]>, due: number): Promise<Arrived[]> {
  let arrived: Arrived[] = [];
  for (;;) {
    await new Promise((settle) => setTimeout(settle, 1000));
    arrived = await report();
    const last = Math.max(due, ...arrived.map(([, at]) => at));
    if (Date.now() - last > 5000) return arrived;
  }
}
