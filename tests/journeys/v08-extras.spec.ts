import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { m } from '#texts/compiled/messages.js';
import { askedAboutLine, keepLine } from './call-steps.ts';
import { lookOver } from './look-over.ts';
import { picture } from './picture.ts';
import { admitFromRoom, bookVideo, enterWaitingRoom, es, hearsTheOther, linkIn, patient, remoteFrames, watchPeers } from './room-steps.ts';
import { openStage, phone, type Person, type Stage } from './stage.ts';

let stage: Stage;
let carmen: Person;
let lucia: Person;

beforeAll(async () => {
  stage = await openStage();
  const appointmentId = await bookVideo(stage, '10:00');
  await stage.moveTo(new Date('2026-11-23T09:50:00+01:00'));
  carmen = await stage.person({ viewport: phone });
  lucia = await stage.person();
  for (const person of [carmen, lucia]) {
    await watchPeers(person);
    await person.context.addInitScript(keepLine);
  }
  await stage.signIn(lucia, stage.practice.accountId);
  await enterWaitingRoom(carmen.page, linkIn((await stage.message(patient.mobile, /10:00/)).links, stage.origin));
  await picture(carmen.page, 'v03-waiting');
  await lucia.page.goto(`/consulta/${appointmentId}`);
  await lucia.page.getByRole('button', { name: m.room_admit({}, es) }).or(lucia.page.getByRole('button', { name: m.room_consult_enter({}, es) })).first().waitFor();
  await picture(lucia.page, 'v04-consult');
  await admitFromRoom(lucia.page);
  await remoteFrames(carmen.page, 5);
  await remoteFrames(lucia.page, 5);
});
afterAll(() => stage.leave());

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const more = (page: Page) => press(page, m.call_more({}, es));

it('V8: everything of «Más» is named, closes with Esc, and the focus goes back', async () => {
  for (const { page } of [carmen, lucia]) {
    await more(page);
    await page.getByRole('region', { name: m.call_more({}, es) }).waitFor();
    expect(await lookOver(page)).toEqual([]);
    await picture(page, 'v08-more');
    await page.keyboard.press('Escape');
    await page.getByRole('region', { name: m.call_more({}, es) }).waitFor({ state: 'detached' });
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent?.trim())).toBe(m.call_more({}, es));
  }
});

it('V8: keys switch microphone and camera, and can be switched off; the other side is told', async () => {
  await lucia.page.keyboard.press('m');
  await carmen.page.getByText(m.room_other_no_microphone({ name: 'Dra. Lucía Ibáñez Peñalver' }, es)).waitFor();
  await picture(carmen.page, 'v08-muted');
  await lucia.page.keyboard.press('m');
  await lucia.page.keyboard.press('c');
  expect(await lucia.page.locator('.chat textarea:focus').inputValue()).toBe('');
  await lucia.page.keyboard.press('Escape');
  await more(lucia.page);
  await lucia.page.getByRole('checkbox', { name: m.call_keys({}, es) }).uncheck();
  await lucia.page.keyboard.press('Escape');
  await lucia.page.keyboard.press('m');
  expect(await lucia.page.getByRole('button', { name: m.room_micro({}, es), exact: true }).getAttribute('aria-pressed')).toBe('true');
});

it('V8: one’s own picture goes to another corner by finger and by keys, and away and back by a press', async () => {
  const { page } = carmen;
  const handle = page.getByRole('button', { name: m.call_own_move({}, es) });
  const place = async () => {
    const { x, y, height } = (await handle.boundingBox()) ?? { x: NaN, y: NaN, height: NaN };
    return `${y + height / 2 < phone.height / 2 ? 'top' : 'bottom'} ${x < phone.width / 2 ? 'left' : 'right'}`;
  };
  expect(await place()).toBe('bottom right');
  await handle.press('ArrowUp');
  expect(await place()).toBe('top right');
  await handle.hover();
  await page.mouse.down();
  await page.mouse.move(60, 400, { steps: 3 });
  await page.mouse.up();
  expect(await place()).toBe('bottom left');
  await handle.press('Enter');
  await page.getByRole('button', { name: m.call_own_show({}, es) }).click();
  for (const key of ['ArrowDown', 'ArrowRight']) await handle.press(key);
  expect(await place()).toBe('bottom right');
});

it('V8: a shared screen goes out in the place of the camera, and both know', async () => {
  await more(lucia.page);
  await press(lucia.page, m.call_share({}, es));
  await lucia.page.getByText(m.call_sharing({}, es)).waitFor();
  await carmen.page.getByText(m.call_other_screen({ name: 'Dra. Lucía Ibáñez Peñalver' }, es)).waitFor();
  await remoteFrames(carmen.page, 3);
  await picture(lucia.page, 'v08-sharing');
  await lucia.page.getByRole('button', { name: new RegExp(m.call_share_end({}, es)) }).click();
  await carmen.page.getByText(m.call_other_screen({ name: 'Dra. Lucía Ibáñez Peñalver' }, es)).waitFor({ state: 'detached' });
  await remoteFrames(carmen.page, 3);
});

it('V8: a still photo is taken only when the patient says so, and comes over the encrypted channel', async () => {
  const ask = async () => {
    await more(lucia.page);
    await press(lucia.page, m.call_ask_photo({}, es));
    await carmen.page.getByRole('alertdialog').waitFor();
  };
  await ask();
  expect(await lookOver(carmen.page)).toEqual([]);
  await picture(carmen.page, 'v08-photo-asked');
  await press(carmen.page, m.call_photo_no({}, es));
  await lucia.page.getByText(m.call_photo_refused({ name: 'Carmen' }, es)).waitFor();
  await ask();
  await press(carmen.page, m.call_photo_take({}, es));
  await lucia.page.getByRole('button', { name: m.room_chat_unread({ count: 1 }, es) }).click();
  await lucia.page.getByRole('link', { name: /^foto\.(jpg|png)$/ }).waitFor();
  await picture(lucia.page, 'v08-photo');
  await lucia.page.keyboard.press('Escape');
});

it('V9: a bad line is spoken of first, goes down to the voice when both agree, and comes back by a press', async () => {
  const yesOf = (page: Page) => page.getByRole('button', { name: m.call_step_yes({}, es), exact: true });
  const picturesOut = (page: Page) =>
    page.evaluate(() => {
      const senders = (window as unknown as { peers: RTCPeerConnection[] }).peers.filter(({ connectionState }) => connectionState === 'connected').flatMap((peer) => peer.getSenders());
      return senders.filter(({ track }) => track?.kind === 'video').map((sender) => sender.getParameters().encodings[0]?.active);
    });
  for (const what of [m.call_step_low_video({}, es), m.call_step_audio({}, es)]) {
    const yes = await askedAboutLine(carmen.page, 'bad');
    await carmen.page.getByText(m.call_step_proposed({ what }, es)).waitFor();
    await yes.click();
    await carmen.page.getByText(m.call_step_waiting({ name: 'Dra. Lucía Ibáñez Peñalver', what }, es)).waitFor();
    await lucia.page.getByText(m.call_step_asked({ name: 'Carmen', what }, es)).waitFor();
    await yesOf(lucia.page).click();
    await yesOf(lucia.page).waitFor({ state: 'detached' });
  }
  for (const { page } of [carmen, lucia]) {
    await page.getByText(m.call_audio_title({}, es)).waitFor();
    await expect.poll(() => picturesOut(page)).toEqual([false]);
    await page.getByRole('button', { name: m.room_hang_up({}, es), exact: true }).click({ trial: true });
  }
  expect(await carmen.page.getByRole('link', { name: m.call_audio_phone({}, es) }).getAttribute('href')).toMatch(/^tel:\+/);
  expect(await lookOver(carmen.page)).toEqual([]);
  await picture(carmen.page, 'v09-voice');
  await hearsTheOther(lucia.page);
  await carmen.page.evaluate(() => Object.assign((window as unknown as { line: { bad: boolean } }).line, { bad: false }));
  await press(lucia.page, m.call_voice_only_end({}, es));
  await carmen.page.getByText(m.call_step_asked_better({ name: 'Dra. Lucía Ibáñez Peñalver', what: m.call_step_low_video({}, es) }, es)).waitFor();
  await yesOf(carmen.page).click();
  await remoteFrames(lucia.page, 3);
  await remoteFrames(carmen.page, 3);
});

it('V8: «No me oyen» rebuilds the sound without leaving, and voice alone goes on without a picture', async () => {
  await more(carmen.page);
  await press(carmen.page, m.call_not_heard({}, es));
  await hearsTheOther(lucia.page);
  await more(carmen.page);
  await press(carmen.page, m.call_voice_only({}, es));
  await carmen.page.getByText(m.call_voice_only_on({}, es)).waitFor();
  await lucia.page.getByText(m.room_other_no_camera({ name: 'Carmen' }, es)).waitFor();
  await hearsTheOther(lucia.page);
  await picture(carmen.page, 'v08-voice-only');
  expect([...carmen.troubles, ...lucia.troubles]).toEqual([]);
});

it('V10: after the call each side reads its privacy receipt; what is kept has no address, and a third person reads nothing', async () => {
  const facts = () => stage.world.as({ kind: 'system', job: 'test' }, (tx) => tx.selectFrom('call_facts').selectAll().orderBy('role').execute());
  await vi.waitFor(async () => expect((await facts()).map(({ role, path }) => [role, path])).toEqual([['patient', 'direct'], ['specialist', 'direct']]), { timeout: 40_000, interval: 300 });
  expect(JSON.stringify(await facts())).not.toMatch(/\d+\.\d+\.\d+\.\d+|candidate|fingerprint|ufrag/);
  await press(lucia.page, m.room_finish({}, es));
  for (const { page } of [carmen, lucia]) {
    await page.getByText(m.room_finished_title({}, es)).first().waitFor();
    await picture(page, 'v14-finished');
    await page.getByRole('link', { name: m.after_receipt({}, es) }).click();
    await page.getByText(m.receipt_direct({}, es)).waitFor();
    expect(await lookOver(page)).toEqual([]);
    await picture(page, 'v10-receipt');
  }
  const third = await stage.person();
  expect((await third.page.goto('/sala/recibo'))?.status()).toBe(404);
  await third.context.close();
});
