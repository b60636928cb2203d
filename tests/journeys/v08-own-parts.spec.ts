import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { m } from '#texts/compiled/messages.js';
import { lookOver } from './look-over.ts';
import { picture } from './picture.ts';
import { admitFromRoom, bookVideo, enterWaitingRoom, es, hearsTheOther, linkIn, patient, remoteFrames, watchPeers } from './room-steps.ts';
import { openStage, phone, type Person, type Stage } from './stage.ts';

let stage: Stage;
let carmen: Person;
let lucia: Person;
const asked: string[] = [];

beforeAll(async () => {
  stage = await openStage();
  const appointmentId = await bookVideo(stage, '10:00');
  await stage.moveTo(new Date('2026-11-23T09:50:00+01:00'));
  carmen = await stage.person({ viewport: phone });
  lucia = await stage.person();
  // A laptop of eight cores, whatever this machine has; and what was ever sent is remembered, however soon it was taken back.
  await carmen.context.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, 'hardwareConcurrency', { get: () => 8 });
    Object.defineProperty(Navigator.prototype, 'deviceMemory', { get: () => 8 });
    const sent: MediaStreamTrack[] = [];
    const workers: Worker[] = [];
    Object.assign(window, { sent, workers });
    const Real = window.Worker;
    window.Worker = class extends Real {
      constructor(address: string | URL) {
        super(address);
        workers.push(this);
      }
    };
    const replace = RTCRtpSender.prototype.replaceTrack;
    RTCRtpSender.prototype.replaceTrack = function (track) {
      if (track) sent.push(track);
      return replace.call(this, track);
    };
  });
  carmen.context.on('request', (request) => asked.push(request.url()));
  await watchPeers(carmen);
  await watchPeers(lucia);
  await stage.signIn(lucia, stage.practice.accountId);
  await enterWaitingRoom(carmen.page, linkIn((await stage.message(patient.mobile, /10:00/)).links, stage.origin));
  await carmen.page.getByRole('checkbox', { name: m.call_blur({}, es) }).waitFor();
  await lucia.page.goto(`/consulta/${appointmentId}`);
  await admitFromRoom(lucia.page);
  await remoteFrames(carmen.page, 5);
  await remoteFrames(lucia.page, 5);
});
afterAll(() => stage.leave());

const own = /background-worker|compile-worker|voice-worklet|tflite|rnnoise/;
/** The kinds of track that this page has ever sent: the camera's own, a canvas', frames given back one by one. */
const kindsSent = (page: Page) => page.evaluate(() => (window as unknown as { sent: MediaStreamTrack[] }).sent.map((track) => `${track.kind} ${track.constructor.name}`));
const settings = (page: Page) => page.getByRole('button', { name: m.call_more({}, es), exact: true }).click();

it('V8: nothing of it is brought before somebody presses', () => {
  expect(asked.filter((address) => own.test(address))).toEqual([]);
});

it('V8: a blurred background is made on the device and sent in the place of the camera, which comes back with words when that breaks', async () => {
  await settings(carmen.page);
  const box = carmen.page.getByRole('checkbox', { name: m.call_blur({}, es) });
  await box.check();
  await vi.waitFor(async () => expect(await kindsSent(carmen.page)).toContain('video MediaStreamTrackGenerator'), { timeout: 60_000, interval: 200 });
  await remoteFrames(lucia.page, 5);
  expect(await lookOver(carmen.page)).toEqual([]);
  // On a machine too slow for it the part has taken itself back already, in the same way.
  await carmen.page.evaluate(() => {
    const { workers } = window as unknown as { workers: Worker[] };
    workers.at(-1)?.dispatchEvent(new MessageEvent('message', { data: { failed: 'broken by the test' } }));
  });
  await carmen.page.getByText(m.call_blur_lost({}, es)).first().waitFor();
  expect(await box.isChecked()).toBe(false);
  await vi.waitFor(async () => expect((await kindsSent(carmen.page)).filter((kind) => /^video/.test(kind)).at(-1)).toBe('video MediaStreamTrack'), { timeout: 40_000 });
  await remoteFrames(lucia.page, 5);
  await carmen.page.keyboard.press('Escape');
  await picture(carmen.page, 'v08-blur-lost');
  await carmen.page.getByRole('button', { name: m.call_understood({}, es) }).click();
  await carmen.page.getByRole('button', { name: m.call_understood({}, es) }).waitFor({ state: 'detached' });
  await settings(carmen.page);
});

it('V8: the voice alone goes out in the place of the microphone, and is heard', async () => {
  const before = (await kindsSent(carmen.page)).length;
  await carmen.page.getByRole('checkbox', { name: m.call_voice({}, es) }).check();
  await vi.waitFor(async () => expect((await kindsSent(carmen.page)).slice(before)).toContain('audio MediaStreamTrack'), { timeout: 60_000, interval: 200 });
  await hearsTheOther(lucia.page);
});

it('V8: all of it came from this site, by a page that may run no WebAssembly itself', async () => {
  const brought = asked.filter((address) => own.test(address));
  expect(brought.length).toBeGreaterThan(3);
  expect(asked.filter((address) => !address.startsWith(stage.origin) && !/^(data|blob):/.test(address))).toEqual([]);
  const policy = async (address: string) => (await fetch(address)).headers.get('content-security-policy');
  const worker = brought.find((address) => /background-worker/.test(address)) ?? '';
  expect(await policy(worker)).toBe("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
  for (const address of brought.filter((one) => !/-worker/.test(one))) expect(await policy(address)).not.toContain('wasm');
  expect(await carmen.page.evaluate(() => WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).then(() => 'ran', () => 'refused'))).toBe('refused');
  expect(carmen.troubles.filter((trouble) => !/wasm|WebAssembly/i.test(trouble))).toEqual([]);
  expect(lucia.troubles).toEqual([]);
});
