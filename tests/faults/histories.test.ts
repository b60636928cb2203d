import { fork, type ChildProcess } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expireHolds } from '#features/booking/jobs.server.ts';
import { admitPractice, type Practice } from '../world/clinic.ts';
import { startWorld, type TestWorld } from '../world/start-world.ts';
import { mobileOf, type Ending, type Operation } from './agenda-operations.ts';
import type { Answered, Asked } from './agenda-process.ts';
import { faultsOf, type Heard } from './history-check.ts';

const full = Boolean(process.env['PROVE']);
const histories = full ? 500 : 8;
const seed = 20261123;
const monday = new Date('2026-11-23T08:00:00Z');
/** Of one day two days ahead, so that no reminder falls due while a history runs; starts of 20 minutes under 30 and 40 long. */
const starts = Array.from({ length: 9 }, (_, nth) => new Date(Date.parse('2026-12-01T08:00:00Z') + nth * 20 * 60_000));

let test: TestWorld;
let child: ChildProcess | null = null;
let spare: Promise<ChildProcess> | null = null;
const waiting = new Map<number, (ending: Ending | null) => void>();
const thrown: string[] = [];
let slowest = 0;
let asked = 0;
let count = 0;

beforeAll(async () => {
  test = await startWorld();
});
afterAll(async () => {
  child?.disconnect();
  (await spare)?.disconnect();
  await test.stop();
});

/** A process of the product; one that was killed leaves its clients without an answer. The next one is made ready meanwhile. */
async function theProcess(): Promise<ChildProcess> {
  // One that was killed takes a moment to be gone; nothing is said to it meanwhile.
  const dying = child?.killed ? child : null;
  if (dying) await new Promise((settle) => dying.once('exit', settle));
  if (child) return child;
  const next = await (spare ?? startProcess());
  spare = startProcess();
  return (child = next);
}

async function startProcess(): Promise<ChildProcess> {
  const config = { ...test.config, appKey: [...test.config.appKey], masterKey: [...test.config.masterKey] };
  const orders = JSON.stringify({ urls: test.database.urls, config, now: test.clock.now().toISOString() });
  // What the first has compiled is not compiled again by a thousand others.
  const env = { ...process.env, ORDERS: orders, NODE_COMPILE_CACHE: join(tmpdir(), 'videoconsulta-compiled') };
  const started = fork(join(import.meta.dirname, 'agenda-process.ts'), { env, execArgv: [] });
  started.on('exit', () => {
    if (child !== started) return;
    child = null;
    for (const settle of waiting.values()) settle(null);
    waiting.clear();
  });
  await new Promise<void>((settle) => {
    started.on('message', (answer: Answered) => {
      if ('ready' in answer) return settle();
      if ('thrown' in answer) thrown.push(answer.thrown);
      else slowest = Math.max(slowest, answer.ms);
      waiting.get(answer.id)?.('ending' in answer ? answer.ending : null);
      waiting.delete(answer.id);
    });
  });
  return started;
}

function ask(target: ChildProcess, operation: Operation): Promise<Ending | null> {
  const id = ++asked;
  return new Promise((settle) => {
    waiting.set(id, settle);
    const order: Asked = { id, operation };
    target.send(order, (error) => {
      if (error && waiting.delete(id)) settle(null);
    });
  });
}

const small = fc.nat({ max: 999 });
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      what: fc.constant('book' as const),
      who: small,
      slot: small,
      until: fc.constantFrom('held' as const, 'proved' as const, 'booked' as const, 'booked' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ what: fc.constantFrom('practice-books' as const, 'time-off' as const), who: small, slot: small }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      what: fc.constantFrom(
        'move' as const,
        'cancel' as const,
        'go-on' as const,
        'extend' as const,
        'release' as const,
        'revive' as const,
        'late-card' as const,
      ),
      who: small,
      slot: small,
    }),
  },
);
const rounds = fc.array(
  fc.record({
    steps: fc.array(step, { minLength: 4, maxLength: 20 }),
    minutes: fc.constantFrom(0, 0, 4, 11),
    killAfter: fc.option(fc.nat({ max: 6 }), { freq: 4 }),
  }),
  { minLength: 2, maxLength: 4 },
);
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

interface Known {
  appointmentId: string;
  nth: number;
  practice: Practice;
  accountId: string | null;
  booked: boolean;
}

/** Gives a step its people and its hour; null where there is nobody yet whom it could be about. */
function operationOf(one: Step, practices: Practice[], known: Known[]): Operation | null {
  const practice = practices[one.who % practices.length];
  const startsAt = starts[one.slot % starts.length];
  if (!practice || !startsAt) return null;
  const nth = ++count;
  const service = one.slot % 3 === 0 ? practice.inPersonService : practice.videoService;
  if (one.what === 'book') {
    // One in five has a mobile that others have too, and one in seven presses twice.
    const mobile = mobileOf(one.who % 5 === 0 ? 900_000 + (one.who % 3) : nth);
    return {
      kind: 'book',
      until: one.until,
      service,
      startsAt: startsAt.toISOString(),
      nth,
      mobile,
      key: `key-${nth}-0123456789abcdef`,
    };
  }
  if (one.what === 'practice-books') {
    const minutes = 9 * 60 + (one.slot % starts.length) * 20;
    const hour = `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
    return { kind: 'practice-books', staff: practice.actor, service, day: '2026-12-01', hour, nth };
  }
  if (one.what === 'time-off') {
    const day = one.slot % 4 === 0 ? '2026-12-01' : '2026-12-02';
    return { kind: 'time-off', staff: practice.actor, specialistId: practice.specialistId, day };
  }
  const fitting = known.filter((other) =>
    one.what === 'move' || one.what === 'cancel'
      ? other.booked
      : one.what === 'late-card'
        ? !other.booked && other.practice === practices[1]
        : !other.booked,
  );
  const about = fitting[one.who % Math.max(1, fitting.length)];
  if (!about) return null;
  const { appointmentId } = about;
  const by =
    about.accountId && one.slot % 2 === 0 ? ({ kind: 'patient', accountId: about.accountId } as const) : about.practice.actor;
  if (one.what === 'move') return { kind: 'move', appointmentId, by, startsAt: startsAt.toISOString() };
  if (one.what === 'cancel') return { kind: 'cancel', appointmentId, by };
  if (one.what === 'late-card') return { kind: 'late-card', appointmentId };
  if (one.what === 'revive') return { kind: 'revive', appointmentId, nth: about.nth, startsAt: startsAt.toISOString() };
  return { kind: one.what, appointmentId, nth: about.nth };
}

async function live(script: { steps: Step[]; minutes: number; killAfter: number | null }[]): Promise<string[]> {
  test.clock.moveTo(monday);
  const prepayment = { mode: 'stripe' as const, chargeWhen: 'at_booking' as const, lateFeeCents: 0, instructions: '' };
  const practices = [await admitPractice(test.world), await admitPractice(test.world, { prepayment })];
  const known: Known[] = [];
  const history: Heard[] = [];
  for (const { steps, minutes, killAfter } of script) {
    const target = await theProcess();
    target.send({ now: test.clock.now().toISOString() } satisfies Asked);
    const operations = steps.map((one) => operationOf(one, practices, known)).filter((one) => one !== null);
    let answers = 0;
    const heard = await Promise.all(
      operations.map(async (operation) => {
        const ending = await ask(target, operation);
        answers += 1;
        if (answers - 1 === killAfter) target.kill('SIGKILL');
        return { operation, ending };
      }),
    );
    history.push(...heard);
    for (const { operation, ending } of heard) {
      if (!ending || !('appointmentId' in ending)) continue;
      const before = known.find((one) => one.appointmentId === ending.appointmentId);
      const practice =
        practices.find((one) =>
          'service' in operation ? [one.videoService, one.inPersonService].includes(operation.service) : false,
        ) ?? before?.practice;
      if (!practice) continue;
      const one = before ?? {
        appointmentId: ending.appointmentId,
        nth: 'nth' in operation ? operation.nth : 0,
        practice,
        accountId: null,
        booked: false,
      };
      if (!before) known.push(one);
      if (ending.done === 'booked') Object.assign(one, { booked: true, accountId: ending.accountId });
    }
    test.clock.moveTo(new Date(test.clock.now().getTime() + minutes * 60_000));
    await expireHolds(test.world);
  }
  return faultsOf(
    test.database.adminUrl,
    practices.map((one) => one.specialistId),
    history,
    monday,
  );
}

it(
  `${histories} random histories of up to 20 clients, the process killed in between (seed ${seed}): nothing overlaps, nothing acknowledged is lost, messages agree`,
  { timeout: 3_600_000 },
  async () => {
    let kills = 0;
    let operations = 0;
    await fc.assert(
      fc.asyncProperty(rounds, async (script) => {
        kills += script.filter((round) => round.killAfter !== null).length;
        operations += script.reduce((sum, round) => sum + round.steps.length, 0);
        expect(await live(script)).toEqual([]);
        expect(thrown).toEqual([]);
      }),
      { numRuns: histories, seed, endOnFailure: true },
    );
    expect(kills).toBeGreaterThan(0);
    expect(operations).toBeGreaterThan(histories * 20);
    // A stopwatch is for proofs alone.
    if (full) expect(slowest).toBeLessThan(1000);
  },
);
