import type { RoleUrls } from '#db/migrate.ts';
import type { MovableClock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import { compose, type Composed } from '#server/compose.ts';
import type { Config } from '#server/config.ts';
import { issueRehearsalToken } from '#features/accounts/access-tokens.server.ts';
import { openSession } from '#features/accounts/sessions.server.ts';
import { seedDemo } from './demo/seed.ts';
import { demoDigits } from './demo/second-factor.ts';
import { listDemoPeople, type KnownPerson } from './demo/who.ts';
import type { Desk } from './desk.ts';
import { allowedOnly } from './allowed-only.ts';
import { startRehearsal, type Rehearsal } from './start.ts';

export interface OpenRehearsal {
  composed: Composed;
  desk: Desk;
  stop(): Promise<void>;
}

const system = { kind: 'system', job: 'rehearsal' } as const;

/** A whole rehearsal: stand-ins, the world around them, the demo clinic on first start, the desk at `/ensayo`. */
export async function openRehearsal(options: {
  config: Config;
  port: number;
  urls: RoleUrls;
  pools: { app: number; worker: number };
  log: Log;
  clock: MovableClock;
  say(line: string): void;
  /** Empties the database, where the demo clinic was left half made. */
  startOver(): Promise<void>;
}): Promise<OpenRehearsal> {
  const { config, clock, log } = options;
  const rehearsal = await startRehearsal({ clock, publicOrigin: config.publicOrigin, stripePort: options.port === 0 ? 0 : options.port + 1 });
  const senders = allowedOnly(config, rehearsal, clock);
  const composed = await compose(config, { urls: options.urls, pools: options.pools, clock, log, ...senders });
  await recallClock(composed, clock);
  await seedDemo(composed, clock, options.say, options.startOver);
  return {
    composed,
    desk: openDesk(composed, rehearsal, clock),
    async stop() {
      await composed.close();
      await rehearsal.stop();
    },
  };
}

function openDesk({ world, engine }: Composed, rehearsal: Rehearsal, clock: MovableClock): Desk {
  const who = async (as: string): Promise<KnownPerson | undefined> => (await listDemoPeople(world)).find((person) => person.as === as);
  return {
    messages: () => rehearsal.mailbox.list(),
    now: () => clock.now(),
    demoCalendar: rehearsal.calendarServer.addressOf('demo.ics'),
    async moveClock(instant) {
      if (instant <= clock.now()) return null;
      clock.moveTo(instant);
      await world.as(system, (tx) =>
        tx
          .insertInto('installation')
          .values({ name: 'rehearsal-clock', value: JSON.stringify({ offset: clock.offset() }) })
          .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: JSON.stringify({ offset: clock.offset() }) }))
          .execute(),
      );
      await engine.runDue(world);
      await rehearsal.flush();
      await engine.runDue(world);
      return clock.now();
    },
    async people() {
      const digits = await demoDigits(world);
      return (await listDemoPeople(world)).map(({ accountId, ...person }) => ({ ...person, digits: digits.get(accountId) ?? null }));
    },
    async signIn(as) {
      const person = await who(as);
      if (!person) return null;
      const session = await openSession(world, { accountId: person.accountId, signedInBy: 'rehearsal', device: 'Ensayo' });
      const accessToken = await issueRehearsalToken(world, person.accountId);
      return { ...session, accessToken };
    },
  };
}

/** A clock that was moved stays moved over a restart. */
async function recallClock({ world }: Composed, clock: MovableClock): Promise<void> {
  const row = await world.as(system, (tx) => tx.selectFrom('installation').select('value').where('name', '=', 'rehearsal-clock').executeTakeFirst());
  const value = row?.value;
  if (value && typeof value === 'object' && 'offset' in value && typeof value['offset'] === 'number') {
    clock.moveTo(new Date(clock.machineNow().getTime() + value['offset']));
  }
}
