import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordReadiness } from '#features/room/readiness/record.server.ts';
import { m } from '#texts/compiled/messages.js';
import { lookOver } from './look-over.ts';
import { picture } from './picture.ts';
import { admitFromRoom, bookVideo, enterWaitingRoom, es, hearsTheOther, linkIn, patient, watchPeers } from './room-steps.ts';
import { openStage, phone, type Person, type Stage } from './stage.ts';

let stage: Stage;
let soon: string;
let link: string;
let laterLink: string;
let later: string;

beforeAll(async () => {
  stage = await openStage();
  later = await bookVideo(stage, '12:00', '2026-11-27');
  laterLink = linkIn((await stage.message(patient.mobile, /12:00/)).links, stage.origin);
  soon = await bookVideo(stage, '10:00');
  await stage.moveTo(new Date('2026-11-23T09:50:00+01:00'));
  link = linkIn((await stage.message(patient.mobile, /10:00/)).links, stage.origin);
});
afterAll(() => stage.leave());

/** Cameras and microphones of this person refuse as a browser would. */
async function refusing(person: Person, trouble: { video?: string; audio?: string }, agent?: string): Promise<void> {
  await person.context.addInitScript(
    ({ video, audio, userAgent }) => {
      const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
      navigator.mediaDevices.getUserMedia = (constraints) => {
        const name = (constraints?.video && video) || (constraints?.audio && audio);
        return name ? Promise.reject(new DOMException(name === 'NotAllowedError/system' ? 'Permission denied by system' : '', name.split('/')[0])) : real(constraints);
      };
      if (userAgent) Object.defineProperty(navigator, 'userAgent', { value: userAgent });
    },
    { ...trouble, userAgent: agent },
  );
}
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const android = 'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36';
const inApp = `${android} Instagram 350.0.0.0`;

describe('V11: what does not work is told apart and mended in the words of this browser', () => {
  it.each([
    ['denied', { video: 'NotAllowedError' }, android, m.room_trouble_camera_denied({}, es), m.step_permissions({}, es)],
    ['blocked', { video: 'NotAllowedError/system' }, android, m.room_trouble_camera_blocked({}, es), m.step_android_quick({}, es)],
    ['busy', { video: 'NotReadableError' }, android, m.room_trouble_camera_busy({}, es), m.step_close_others({}, es)],
    ['missing', { video: 'NotFoundError' }, android, m.room_trouble_camera_missing({}, es), m.step_other_device_test({}, es)],
    ['in-app', { video: 'NotSupportedError', audio: 'NotSupportedError' }, inApp, m.room_trouble_both_unsupported({}, es), m.step_in_app_open({}, es)],
  ])('%s', async (name, trouble, agent, title, step) => {
    const carmen = await stage.person({ viewport: phone });
    await refusing(carmen, trouble, agent);
    await carmen.page.goto(`${laterLink}/prueba`);
    await press(carmen.page, m.readiness_begin({}, es));
    await carmen.page.getByText(title).waitFor();
    await carmen.page.getByText(step).waitFor();
    expect(await lookOver(carmen.page)).toEqual([]);
    await picture(carmen.page, `v11-${name}`);
    await carmen.context.close();
  });
});

it('V13: the one-minute test of any day before keeps four words and colours the appointment', async () => {
  const carmen = await stage.person({ viewport: phone });
  const lucia = await stage.person();
  await stage.signIn(lucia, stage.practice.accountId);
  const { page } = carmen;
  await lucia.page.goto('/agenda?dia=2026-11-27');
  const event = lucia.page.locator(`[data-cita="${later}"]`).filter({ visible: true });
  const agendaSays = (words: string) => expect.poll(() => event.innerText()).toContain(words);
  await page.goto(laterLink);
  await page.getByRole('link', { name: m.link_test({}, es) }).click();
  await page.getByRole('heading', { name: m.readiness_title({}, es) }).waitFor();
  expect(await lookOver(page)).toEqual([]);
  expect(await page.content()).not.toMatch(/Carmen|Ib[aá]ñez/);
  await picture(page, 'v13-before');
  await press(page, m.readiness_begin({}, es));
  await page.getByText(m.room_device_heard({}, es)).waitFor();
  await press(page, m.room_sound_try({}, es));
  await press(page, m.check_no({}, es));
  await page.getByText(m.readiness_failing({}, es)).waitFor();
  await agendaSays(m.agenda_failing({}, es));
  expect(await lookOver(page)).toEqual([]);
  await picture(page, 'v13-failing');
  await press(page, m.room_sound_try({}, es));
  await press(page, m.check_yes({}, es));
  await page.getByText(m.readiness_ready({}, es)).waitFor();
  await page.getByText(m.readiness_kept({}, es)).waitFor();
  await picture(page, 'v13-ready');
  // «Guardado» stood there after the first answer already: the second one is waited for where it is kept.
  const rows = () => stage.world.as({ kind: 'system', job: 'test' }, (tx) => tx.selectFrom('device_checks').selectAll().execute());
  await expect.poll(rows).toMatchObject([{ appointment_id: later, camera: 'ready', microphone: 'ready', sound: 'heard' }]);
  await agendaSays(m.agenda_ready({}, es));
  // The same from a device without a camera: the practice sees it, and that it will do.
  await recordReadiness(stage.world, later, { camera: 'missing', microphone: 'ready', network: 'good', sound: 'heard' });
  await agendaSays(m.agenda_tight({}, es));
  expect([...carmen.troubles, ...lucia.troubles]).toEqual([]);
  await carmen.context.close();
  await lucia.context.close();
});

it('V11: with sound alone one is let in, and the other side says so', async () => {
  const carmen = await stage.person({ viewport: phone });
  const lucia = await stage.person();
  await watchPeers(lucia);
  await stage.signIn(lucia, stage.practice.accountId);
  await refusing(carmen, { video: 'NotFoundError' });
  await enterWaitingRoom(carmen.page, link);
  await press(carmen.page, m.check_without_camera({}, es));
  await carmen.page.getByText(m.check_camera_without({}, es)).waitFor();
  await picture(carmen.page, 'v11-sound-only');
  await lucia.page.goto(`/consulta/${soon}`);
  await admitFromRoom(lucia.page);
  await lucia.page.getByText(m.room_other_no_camera({ name: 'Carmen' }, es)).waitFor();
  await hearsTheOther(lucia.page);
  expect([...carmen.troubles, ...lucia.troubles]).toEqual([]);
  await carmen.context.close();
  await lucia.context.close();
});
