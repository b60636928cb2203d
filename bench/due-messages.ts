import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import pg from 'pg';
import { compose } from '#server/compose.ts';
import { startWorld } from '../tests/world/start-world.ts';
import { crowdNow, openCrowd } from './crowd/open-crowd.ts';
import type { SendingOrders } from './sending-process.ts';
import type { Arrived } from './sinks.ts';
import { sendersTo, startSinks } from './start-sinks.ts';

const size = { specialists: 5000, appointments: 100_000, seed: 11 };

export interface Sent {
  /** Machine milliseconds after the instant at which they were due, in the order of arrival. */
  lateMs: number[];
  lost: number;
  doubled: number;
  /** Mails that came again under the Message-ID they had, which receivers fold into one; counted apart where a process is killed. */
  mailsAgain: number;
  cpuMs: number;
}

export interface SendingOptions {
  /** A second process sends beside this one and is killed once a quarter has arrived (S17). */
  oneKilled?: boolean;
}

/** What a killed process had in hand is free again after its lease of 25 s, and a second for whoever looks. */
const killedQuietMs = 45_000;
const quietMs = 5000;

/**
 * Makes `count` messages of one kind due at the same instant, five seconds from now, and lets the product's own engine
 * send them to real SMTP and HTTP sinks in another process. Returns when nothing has arrived for five seconds, or for 45
 * where a process was killed.
 */
export async function sendAtOnce(kind: string, count: number, { oneKilled = false }: SendingOptions = {}): Promise<Sent> {
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
  const beside = oneKilled ? await startBeside({ urls: crowd.urls, adminUrl: crowd.adminUrl, now: test.clock.now().toISOString(), sinks: { smtpPort: sinks.smtpPort, httpUrl: sinks.httpUrl } }) : null;
  try {
    const due = Date.now() + 5000;
    await makeDue(crowd.adminUrl, kind, count, new Date(due + test.clock.offset()));
    const before = process.cpuUsage();
    composed.engine.keepRunning(composed.world);
    if (beside) await killAmid(beside, sinks.report, count / 4);
    const arrived = await untilQuiet(sinks.report, due, beside ? killedQuietMs : quietMs, beside ? count : Infinity);
    const { user, system } = process.cpuUsage(before);
    const first = new Map(arrived.toReversed());
    const mails = arrived.filter(([key]) => key.startsWith('mail'));
    const mailsAgain = beside ? mails.length - new Set(mails.map(([key]) => key)).size : 0;
    return {
      lateMs: [...first.values()].map((at) => at - due).sort((a, b) => a - b),
      lost: count - first.size,
      doubled: arrived.length - first.size - mailsAgain,
      mailsAgain,
      cpuMs: (user + system) / 1000,
    };
  } finally {
    beside?.kill('SIGKILL');
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

function startBeside(orders: SendingOrders): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, 'sending-process.ts'), { env: { ...process.env, ORDERS: JSON.stringify(orders) }, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  return new Promise((settle, fail) => {
    child.once('exit', (code) => fail(new Error(`the process beside ended with ${code}`)));
    child.once('message', () => settle(child));
  });
}

async function killAmid(child: ChildProcess, report: () => Promise<Arrived[]>, arrivedBefore: number): Promise<void> {
  while ((await report()).length < arrivedBefore) await new Promise((settle) => setTimeout(settle, 100));
  child.kill('SIGKILL');
}

/** All that arrived, once nothing more does for so long, or a second after as many different ones as were due. */
async function untilQuiet(report: () => Promise<Arrived[]>, due: number, quiet: number, enough: number): Promise<Arrived[]> {
  let arrived: Arrived[] = [];
  for (;;) {
    await new Promise((settle) => setTimeout(settle, 1000));
    arrived = await report();
    const last = Math.max(due, ...arrived.map(([, at]) => at));
    const all = new Set(arrived.map(([key]) => key)).size >= enough;
    if (Date.now() - last > (all ? quietMs : quiet)) return arrived;
  }
}
