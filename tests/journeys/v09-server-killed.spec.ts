import { afterAll, beforeAll, expect, it } from 'vitest';
import { startAppProcess, type AppProcess } from '../world/start-app-process.ts';
import { m } from '#texts/compiled/messages.js';
import { keepLines, lineIs, longestGap, startCall, watchGaps } from './call-steps.ts';
import { es, remoteFrames } from './room-steps.ts';
import { openStage, type Stage } from './stage.ts';

const kills = process.env['PROVE'] ? 20 : 1;
/** A pause that a person would call one; frames come every 33 to 50 ms. On a busy machine they pause for longer without a break. */
const breakMs = process.env['PROVE'] ? 1000 : 8000;

let stage: Stage;
let app: AppProcess;

beforeAll(async () => {
  stage = await openStage();
  app = await startAppProcess(stage);
}, 120_000);
afterAll(async () => {
  await app?.stop();
  await stage?.leave();
});

it(`a call goes on while the server is killed and started again, ${kills} times (S3, fault 16)`, { timeout: 120_000 + 60_000 * kills }, async () => {
  const { carmen, lucia, end } = await startCall(stage, { origins: { patient: app.origin, specialist: app.origin }, processes: [app], prepare: (person) => person.context.addInitScript(keepLines) });
  const pages = [carmen.page, lucia.page];
  for (const page of pages) await watchGaps(page);
  for (let nth = 0; nth < kills; nth++) {
    await app.kill();
    for (const page of pages) await lineIs(page, 'down', 40_000);
    // What is said while there is no server arrives all the same (quality 93).
    if (nth === 0) await carmen.page.getByRole('button', { name: m.room_chat({}, es) }).click();
    await carmen.page.getByRole('region', { name: m.room_chat({}, es) }).getByRole('textbox').fill(`Sin servidor ${nth}`);
    await carmen.page.keyboard.press('Enter');
    if (nth === 0) await lucia.page.getByRole('button', { name: m.room_chat_unread({ count: 1 }, es) }).click();
    await lucia.page.getByText(`Sin servidor ${nth}`, { exact: true }).waitFor();
    await app.restart();
    for (const page of pages) await lineIs(page, 'up', process.env['PROVE'] ? 10_000 : 40_000);
    for (const page of pages) expect(await longestGap(page)).toBeLessThan(breakMs);
  }
  // The new server knows both: what one says is told to the other.
  await lucia.page.getByRole('button', { name: m.room_hang_up({}, es) }).click();
  await carmen.page.getByRole('heading', { name: m.room_hung_up_title({}, es) }).waitFor();
  await end();
});

it('a call holds across two processes, and goes on when one of them is killed (S17)', async () => {
  const { carmen, lucia, end } = await startCall(stage, { origins: { patient: stage.origin, specialist: app.origin }, processes: [app] });
  await app.kill();
  await Promise.all([remoteFrames(carmen.page, 30), remoteFrames(lucia.page, 30)]);
  await end();
});
