import { fork, type ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';
import type { Socket } from 'socket.io-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Answer } from '#call/protocol.ts';
import { addressOf, makeRooms, relayed, roomsOpenAt, sitDown, type OpenRoom } from '../world/open-rooms.ts';
import { startWorld, type TestWorld } from '../world/start-world.ts';

/** Half an hour of rooms without a rest is what a day brings a practice (fault 64). */
const prove = Boolean(process.env['PROVE']);
const lastsMs = prove ? 1_800_000 : 0;
const leastRounds = 3;
const count = prove ? 20 : 2;

interface Memory {
  bytes: number;
  handles: number;
}

let test: TestWorld;
let child: ChildProcess;
let rooms: OpenRoom[];

beforeAll(async () => {
  test = await startWorld();
  rooms = await makeRooms(test, count);
}, 120_000);
afterAll(async () => {
  child?.kill('SIGKILL');
  await test?.stop();
});

const told = <Told>(order?: string) => {
  if (order) child.send(order);
  return new Promise<Told>((settle) => child.once('message', (answer) => settle(answer as Told)));
};

/** One room from the door to «Terminar», back again, and closed. */
async function live(origin: string, room: OpenRoom, nth: number): Promise<void> {
  const both: [patient: Socket, specialist: Socket] = [await sitDown(origin, room.patient, addressOf(nth)), await sitDown(origin, room.specialist, addressOf(nth))];
  const [patient, specialist] = both;
  await relayed(patient, specialist);
  for (const event of ['admit', 'hangup', 'back']) {
    const answer = (await specialist.timeout(40_000).emitWithAck(event)) as Answer<unknown>;
    expect([event, answer.ok || answer.kind]).toEqual([event, true]);
  }
  await relayed(specialist, patient);
  for (const socket of both) socket.close();
}

it('a process through which rooms come and go leaves nothing behind', { timeout: 2_400_000 }, async () => {
  const { urls, adminUrl } = test.database;
  const orders = JSON.stringify({ urls, adminUrl, now: roomsOpenAt.toISOString() });
  child = fork(resolve(import.meta.dirname, '../../bench/idle-server.ts'), { env: { ...process.env, ORDERS: orders }, execArgv: ['--expose-gc'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const { origin } = await told<{ origin: string }>();
  const began = performance.now();
  let rounds = 0;
  let warm: Memory | null = null;
  while (rounds < leastRounds || performance.now() - began < lastsMs) {
    child.send('open again');
    await Promise.all(rooms.map((room, nth) => live(origin, room, nth)));
    rounds += 1;
    if (!warm && rounds >= leastRounds / 3 && performance.now() - began >= lastsMs / 3) warm = await told<Memory>('memory');
  }
  const end = await told<Memory>('memory');
  if (!warm) throw new Error('nothing to compare with');
  process.stdout.write(`fault 64: ${rounds} rounds of ${count} rooms, heap ${Math.round(warm.bytes / 1000)} → ${Math.round(end.bytes / 1000)} kB, handles ${warm.handles} → ${end.handles}\n`);
  // A socket of the last round may still be closing, and the pool of the database grows to its size.
  expect(end.handles).toBeLessThanOrEqual(warm.handles + 2 * count + 12);
  if (prove) expect(end.bytes).toBeLessThan(warm.bytes * 1.02);
});
