import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { m } from '#texts/compiled/messages.js';
import { openFirefox } from './firefox.ts';
import {
  admitFromRoom,
  bookVideo,
  enterWaitingRoom,
  es,
  hearsTheOther,
  keepPeers,
  linkIn,
  patient,
  receivedEnergy,
  remoteFrames,
  watchPeers,
} from './room-steps.ts';
import { desktop, openStage, phone, type Person, type Stage } from './stage.ts';

const tablet = { width: 768, height: 1024 };
/** A tablet is looked at where it is proven: what it opens is what the other two do. */
const devices = [
  { device: 'phone', viewport: phone, hour: '10:00' },
  ...(process.env['PROVE'] ? [{ device: 'tablet', viewport: tablet, hour: '12:00' }] : []),
  { device: 'computer', viewport: desktop, hour: '14:00' },
];

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.leave());

/** Books at that hour, moves to 20 minutes before it and answers the patient's link. */
async function appointmentAt(hour: string): Promise<{ appointmentId: string; link: string }> {
  const appointmentId = await bookVideo(stage, hour);
  const { links } = await stage.message(patient.mobile, new RegExp(`Ib.*${hour}`));
  await stage.moveTo(new Date(new Date(`2026-11-23T${hour}:00+01:00`).getTime() - 20 * 60_000));
  return { appointmentId, link: linkIn(links, stage.origin) };
}

/** Everything a browser asks for or opens by itself, from now on. */
function watch(person: Person) {
  const asked: string[] = [];
  const prompts: string[] = [];
  const remember = (url: string) => {
    if (!url.startsWith('data:') && !url.startsWith('blob:')) asked.push(url);
  };
  person.context.on('request', (request) => remember(request.url()));
  person.page.on('websocket', (socket) => remember(socket.url().replace(/^ws/, 'http')));
  person.page.on('popup', () => prompts.push('popup'));
  person.page.on('dialog', (dialog) => prompts.push(dialog.message()));
  person.page.on('download', (download) => prompts.push(download.url()));
  return { asked, prompts };
}

async function specialistIn(appointmentId: string): Promise<Person> {
  const lucia = await stage.person();
  await watchPeers(lucia);
  await stage.signIn(lucia, stage.practice.accountId);
  await lucia.page.goto(`/consulta/${appointmentId}`);
  return lucia;
}

describe.each(devices)('F8 on a $device', ({ viewport, hour }) => {
  it('from the home page to the call in a plain browser: nothing to install, and no request leaves our own origin (G4)', async () => {
    const { appointmentId, link } = await appointmentAt(hour);
    const carmen = await stage.person({ viewport });
    await watchPeers(carmen);
    const { asked, prompts } = watch(carmen);
    for (const path of [
      '/',
      '/buscar?que=dermatologia&modalidad=video',
      `/especialistas/${stage.practice.admission.slug}`,
      '/ayuda',
    ]) {
      // What a page asks for late is the same on every device.
      await carmen.page.goto(path, { waitUntil: viewport === phone ? 'networkidle' : 'load' });
    }
    await enterWaitingRoom(carmen.page, link);
    const overflow = await carmen.page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBeLessThanOrEqual(0);
    for (const words of [m.room_device_heard({}, es), m.room_network_good_note({}, es)])
      await carmen.page.getByText(words).waitFor();

    const lucia = await specialistIn(appointmentId);
    await admitFromRoom(lucia.page);
    expect(await remoteFrames(carmen.page, 10)).toBe(10);
    expect(await remoteFrames(lucia.page, 10)).toBe(10);

    expect(asked.length).toBeGreaterThan(20);
    expect(asked.filter((url) => !url.startsWith(`${stage.origin}/`))).toEqual([]);
    expect(prompts).toEqual([]);
    expect(await carmen.page.locator('object, embed, applet').count()).toBe(0);
    expect([...carmen.troubles, ...lucia.troubles]).toEqual([]);
    await carmen.context.close();
    await lucia.context.close();
  });
});

describe.each([{ size: 'phone', viewport: phone, hour: '17:00' }, ...(process.env['PROVE'] ? [{ size: 'computer', viewport: desktop, hour: '18:00' }] : [])])('F8 in Firefox on a $size', ({ viewport, hour }) => {
  it('the patient in Firefox and the specialist in Chromium see and hear each other', async () => {
    const { appointmentId, link } = await appointmentAt(hour);
    const firefox = await openFirefox();
    try {
      const page = await firefox.newPage();
      page.setDefaultTimeout(60_000);
      await page.setViewport(viewport);
      await page.evaluateOnNewDocument(keepPeers);
      await page.goto(link);
      await page.locator(`::-p-aria([name="${m.link_enter({}, es)}"][role="button"])`).click();
      await page.locator(`::-p-aria([name="${m.room_try_devices({}, es)}"][role="button"])`).click();
      await page.locator(`::-p-text(${m.room_knows_you_are_here({}, es)})`).wait();

      const lucia = await specialistIn(appointmentId);
      await admitFromRoom(lucia.page);
      expect(await remoteFrames(lucia.page, 10)).toBe(10);
      await hearsTheOther(lucia.page);
      const far = await page.locator('[data-testid="remote-video"]').waitHandle();
      const seen = await far.evaluate(
        (element) =>
          new Promise<number>((settle) => {
            const video = element as unknown as HTMLVideoElement;
            let frames = 0;
            const next = () => (++frames >= 10 ? settle(frames) : void video.requestVideoFrameCallback(next));
            video.requestVideoFrameCallback(next);
          }),
      );
      expect(seen).toBe(10);
      await expect.poll(() => page.evaluate(receivedEnergy), { interval: 200 }).toBeGreaterThan(0);
      expect(lucia.troubles).toEqual([]);
      await lucia.context.close();
    } finally {
      await firefox.close();
    }
  });
});
