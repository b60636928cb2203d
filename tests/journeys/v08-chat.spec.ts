import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { m } from '#texts/compiled/messages.js';
import { admitFromRoom, bookVideo, enterWaitingRoom, es, linkIn, patient, remoteFrames } from './room-steps.ts';
import { openStage, phone, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.leave());

const openChat = (page: Page) => page.getByRole('button', { name: m.room_chat({}, es) }).click();
const field = (page: Page) => page.getByRole('region', { name: m.room_chat({}, es) }).getByRole('textbox');

it('V8: text and files go from browser to browser, survive a reload, and leave nothing on the server', async () => {
  const appointmentId = await bookVideo(stage, '10:00');
  await stage.moveTo(new Date('2026-11-23T09:50:00+01:00'));
  const carmen = await stage.person({ viewport: phone });
  const lucia = await stage.person();
  await stage.signIn(lucia, stage.practice.accountId);
  await enterWaitingRoom(carmen.page, linkIn((await stage.message(patient.mobile, /10:00/)).links, stage.origin));
  await lucia.page.goto(`/consulta/${appointmentId}`);
  await admitFromRoom(lucia.page);
  await remoteFrames(carmen.page, 5);

  // What either side says and names is text, whatever it looks like (fault 39).
  const planted = '<img src=x onerror="window.planted=1">';
  const canary = `Canario-${randomBytes(6).toString('hex')} ${planted}`;
  await openChat(carmen.page);
  await field(carmen.page).fill(`La crema que uso es esta ${canary}`);
  await field(carmen.page).press('Enter');
  await lucia.page.getByRole('button', { name: m.room_chat_unread({ count: 1 }, es) }).click();
  await lucia.page.getByText(canary).waitFor();

  const content = randomBytes(700_000);
  await lucia.page.locator('.chat input[type=file]').setInputFiles({ name: `pauta${planted}.pdf`, mimeType: 'application/pdf', buffer: content });
  const file = /^pauta.*\.pdf/;
  const link = carmen.page.getByRole('link', { name: file });
  const [download] = await Promise.all([carmen.page.waitForEvent('download'), link.click()]);
  expect(Buffer.compare(await readFile(await download.path()), content)).toBe(0);
  await lucia.page.getByText(new RegExp(m.room_chat_delivered({}, es))).waitFor();
  for (const { page } of [carmen, lucia]) {
    const { violations } = await new AxeBuilder({ page }).include('.chat').analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
  }

  // Whoever reloads gets it again from the other page, and from nowhere else.
  await carmen.page.reload();
  await remoteFrames(carmen.page, 3);
  await openChat(carmen.page);
  await carmen.page.getByText(canary).waitFor();
  await carmen.page.getByRole('link', { name: file }).waitFor();
  for (const { page } of [carmen, lucia]) expect(await page.evaluate(() => 'planted' in window || document.querySelectorAll('img[src="x"]').length > 0)).toBe(false);
  expect(JSON.stringify(stage.log)).not.toContain(canary.split(' ')[0]);
  await carmen.context.close();
  await lucia.context.close();
});
