import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Role } from '#domain/people.ts';
import { moveSeat } from '#features/room/elsewhere/move.server.ts';
import { readRoom, type Claim } from '#features/room/rooms.server.ts';
import { enterRoom, leaveRoom, markAbsent } from '#features/room/seats.server.ts';
import { admitPractice, bookAsPatient, browser, details } from '../world/clinic.ts';
import { startWorld, type TestWorld } from '../world/start-world.ts';

const orders = process.env['PROVE'] ? 1000 : 25;
const devices = ['phone', 'computer', 'tablet'] as const;
type Device = (typeof devices)[number];
type Holder = Device | null;
interface Step {
  act: 'enter' | 'leave' | 'reload' | 'go on here';
  device: Device;
}

let test: TestWorld;
let appointmentId: string;
let claims: Record<Role, Claim>;

beforeAll(async () => {
  test = await startWorld();
  const practice = await admitPractice(test.world);
  const startsAt = new Date('2026-11-24T10:00:00Z');
  ({ appointmentId } = await bookAsPatient(test.world, details(practice.videoService, startsAt)));
  test.clock.moveTo(startsAt);
  claims = {
    patient: { appointmentId, role: 'patient', browserHash: browser('phone'), actor: { kind: 'guest', appointmentId } },
    specialist: { appointmentId, role: 'specialist', browserHash: browser('phone'), actor: practice.actor },
  };
});
afterAll(() => test.stop());

const at = (role: Role, device: Device): Claim => ({ ...claims[role], browserHash: browser(`${role} ${device}`) });

async function take(role: Role, { act, device }: Step): Promise<boolean> {
  const claim = at(role, device);
  switch (act) {
    case 'enter':
      return (await enterRoom(test.world, claim)).ok;
    case 'leave':
      return (await leaveRoom(test.world, claim)).ok;
    case 'reload':
      await markAbsent(test.world, appointmentId, role);
      return (await enterRoom(test.world, claim)).ok;
    case 'go on here':
      return (await moveSeat(test.world, claim)).ok;
  }
}

/** Whose the seat is after a step, and whether the step was granted. */
function after(holder: Holder, { act, device }: Step): { holder: Holder; granted: boolean } {
  const mine = holder === device;
  if (act === 'leave') return { holder: mine ? null : holder, granted: mine };
  if (act === 'go on here') return { holder: device, granted: true };
  return holder === null || mine ? { holder: device, granted: true } : { holder, granted: false };
}

async function holderNow(role: Role): Promise<Holder> {
  const seats = await Promise.all(devices.map(async (device) => ({ device, seat: (await readRoom(test.world, at(role, device)))?.seat })));
  const mine = seats.filter(({ seat }) => seat === 'mine');
  expect(mine.length).toBeLessThanOrEqual(1);
  // Where one has it, it is taken for all others; where nobody has, it is free for all.
  expect(new Set(seats.filter(({ seat }) => seat !== 'mine').map(({ seat }) => seat)).size).toBeLessThanOrEqual(1);
  return mine[0]?.device ?? null;
}

const step = fc.record({ act: fc.constantFrom<Step['act']>('enter', 'leave', 'reload', 'go on here'), device: fc.constantFrom(...devices) });
const order = fc.record({ role: fc.constantFrom<Role>('patient', 'specialist'), steps: fc.array(fc.oneof(step.map((one) => [one]), fc.tuple(step, step)), { minLength: 3, maxLength: 8 }) });

it(`three devices in ${orders} random orders of coming, leaving, reloading and taking over are one of each at most (quality 6)`, { timeout: 600_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(order, async ({ role, steps }) => {
      let holder = await holderNow(role);
      for (const together of steps) {
        const granted = await Promise.all(together.map((one) => take(role, one)));
        const found = await holderNow(role);
        // What happens at once may have happened in either order, and in no other way.
        const [first, second] = together.map((one, nth) => ({ one, nth }));
        const ways = first && second ? [[first, second], [second, first]] : first ? [[first]] : [];
        const possible = ways.map((way) => {
          let now = holder;
          const answers: boolean[] = [];
          for (const { one, nth } of way) {
            const next = after(now, one);
            now = next.holder;
            answers[nth] = next.granted;
          }
          return { holder: now, granted: answers };
        });
        expect(possible).toContainEqual({ holder: found, granted });
        holder = found;
      }
    }),
    { seed: 20261123, numRuns: orders },
  );
});
