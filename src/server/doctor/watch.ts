import { sql } from 'kysely';
import type { World } from '#ports/world.ts';
import type { Config } from '../config.ts';
import { dnsCheck, tlsCheck } from './front.ts';
import { broken, examine, good, type Check, type Finding } from './finding.ts';
import { backupCheck, diskCheck } from './machine.ts';
import { mailCheck, stripeCheck, textsCheck } from './providers.ts';
import { turnCheck } from './turn.ts';

type Watched = Pick<World, 'as' | 'clock' | 'log'>;

const system = { kind: 'system', job: 'doctor' } as const;
const everyMs = 10 * 60_000;
const firstMs = 60_000;
/** A message is late once it has waited this long past its hour. */
const lateMinutes = 10;

/** What is looked at while the product runs: what ends or breaks by itself at night. Rehearsal has stand-ins for all but its disk. */
export function watchedChecks(config: Config, world: Watched): Check[] {
  const now = () => world.clock.machineNow();
  const own = [diskCheck(config.dataDir), messagesCheck(world)];
  if (config.mode !== 'production') return own;
  return [
    ...own,
    dnsCheck(config.publicOrigin),
    tlsCheck(config.publicOrigin, now),
    turnCheck(config.turn, world.clock),
    mailCheck(config.smtp, null),
    textsCheck(config),
    stripeCheck(config.stripe, config.publicOrigin, config.mode),
    backupCheck(config.backupDir, now),
  ];
}

/** Messages whose hour has passed and that have not left, by the channel that they wait for. */
function messagesCheck(world: Watched): Check {
  return {
    id: 'messages',
    seconds: 10,
    async look() {
      const before = new Date(world.clock.now().getTime() - lateMinutes * 60_000);
      const rows = await world.as(system, (tx) =>
        tx
          .selectFrom('messages')
          .select(['channel'])
          .select(({ fn }) => fn.countAll<number>().as('late'))
          .where('status', '=', 'planned')
          .where('due_at', '<', before)
          .where('due_at', '>', new Date(before.getTime() - 2 * 86_400_000))
          .groupBy('channel')
          .execute(),
      );
      return (['email', 'sms'] as const).map((channel) => {
        const late = Number(rows.find((row) => row.channel === channel)?.late ?? 0);
        if (late === 0) return good(`messages-${channel}`, 'leave on time');
        return broken(`messages-${channel}`, `${late} wait since more than ${lateMinutes} minutes`, 'They leave by themselves once their provider answers: see mail or sms here, and the log.');
      });
    },
  };
}

/** Looks a minute after the start, when what was late meanwhile has left, and every ten minutes, until the answer is called. */
export function watchInstallation(world: Watched, checks: readonly Check[]): () => void {
  const look = () =>
    void lookAround(world, checks).catch((error: unknown) => world.log.warn({ error: error instanceof Error ? error.message : 'unknown' }, 'the installation could not be looked at'));
  const timer = setInterval(look, everyMs);
  const first = setTimeout(look, firstMs);
  timer.unref();
  first.unref();
  return () => {
    clearInterval(timer);
    clearTimeout(first);
  };
}

/**
 * One look, by one process for all of them, kept where operators read it (O1). The log hears of each thing that breaks, with how to
 * mend it, and of each that is well again.
 */
export async function lookAround(world: Watched, checks: readonly Check[]): Promise<void> {
  const now = world.clock.machineNow();
  if (await lookedSince(world, new Date(now.getTime() - everyMs + 30_000))) return;
  await keep(world, byId(await examine(checks)), now);
}

async function lookedSince(world: Watched, since: Date): Promise<boolean> {
  const row = await world.as(system, (tx) => tx.selectFrom('installation_findings').select('id').where('looked_at', '>', since).limit(1).executeTakeFirst());
  return row !== undefined;
}

const weight = { good: 1, warning: 2, broken: 3 } as const;

type Kept = Finding & { state: Exclude<Finding['state'], 'skipped'> };

/** One finding of each kind, the worst; what was skipped says nothing. */
function byId(findings: readonly Finding[]): Kept[] {
  const worst = findings.filter((one): one is Kept => one.state !== 'skipped').toSorted((one, other) => weight[other.state] - weight[one.state]);
  return [...Map.groupBy(worst, (one) => one.id).values()].flatMap(([first]) => (first ? [first] : []));
}

async function keep(world: Watched, findings: readonly Kept[], now: Date): Promise<void> {
  const before = await world.as(system, async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended('installation', 9))`.execute(tx);
    const known = await tx.selectFrom('installation_findings').select(['id', 'state', 'since']).execute();
    await tx.deleteFrom('installation_findings').execute();
    const stateBefore = new Map(known.map((row) => [row.id, row]));
    const rows = findings.map(({ id, state, what, mend = '' }) => {
      const same = stateBefore.get(id);
      return { id, state, what: what.slice(0, 500), mend: mend.slice(0, 500), since: same?.state === state ? same.since : now, looked_at: now };
    });
    if (rows.length > 0) await tx.insertInto('installation_findings').values(rows).execute();
    return stateBefore;
  });
  for (const { id, state, what, mend } of findings) {
    const was = before.get(id)?.state ?? 'good';
    if (was === state) continue;
    if (state === 'good') world.log.info({ finding: id, found: what }, 'well again');
    else world.log.error({ finding: id, state, found: what, mend }, 'the installation needs somebody');
  }
}
