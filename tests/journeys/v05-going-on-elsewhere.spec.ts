import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makePass } from '#features/room/elsewhere/pass.server.ts';
import { m } from '#texts/compiled/messages.js';
import { typeCode } from './booking-steps.ts';
import { lookOver } from './look-over.ts';
import { picture } from './picture.ts';
import { admitFromRoom, bookVideo, enterWaitingRoom, es, linkIn, patient, remoteFrames } from './room-steps.ts';
import { openStage, phone, type Person, type Stage } from './stage.ts';

let stage: Stage;
let link: string;
let appointmentId: string;
let carmen: Person;
let lucia: Person;

beforeAll(async () => {
  stage = await openStage();
  appointmentId = await bookVideo(stage, '10:00');
  await stage.moveTo(new Date('2026-11-23T09:50:00+01:00'));
  link = linkIn((await stage.message(patient.mobile, /10:00/)).links, stage.origin);
  carmen = await stage.person();
  lucia = await stage.person();
  await stage.signIn(lucia, stage.practice.accountId);
  await enterWaitingRoom(carmen.page, link);
});
afterAll(() => stage.leave());

const movedTitle = (person: Person) => person.page.getByRole('heading', { name: m.room_moved_title({}, es) });

it('V5: the QR of the computer brings the waiting patient to her phone, and the computer goes dark', async () => {
  const { page } = carmen;
  await page.getByRole('button', { name: m.room_pass({}, es) }).click();
  await page.getByRole('img', { name: m.pass_dialog_code({}, es) }).waitFor();
  await picture(page, 'v05-pass');
  await page.getByRole('button', { name: m.pass_dialog_close({}, es) }).click();
  const cookie = (await carmen.context.cookies()).find(({ name }) => name === 'vc_browser');
  const browserHash = createHash('sha256').update(cookie?.value ?? '').digest();
  const pass = await makePass(stage.world, { appointmentId, role: 'patient', browserHash, actor: { kind: 'guest', appointmentId } });
  if (!pass.ok) throw new Error(pass.kind);

  const hand = await stage.person({ viewport: phone });
  await hand.page.goto(pass.value.path);
  expect(await lookOver(hand.page)).toEqual([]);
  await picture(hand.page, 'v05-pass-scanned');
  expect(await movedTitle(carmen).count()).toBe(0);
  await hand.page.getByRole('button', { name: m.go_on_here({}, es) }).click();
  await hand.page.getByText(m.room_knows_you_are_here({}, es)).waitFor();
  await movedTitle(carmen).waitFor();
  await picture(page, 'v05-moved');
  expect((await carmen.page.request.get(pass.value.path)).status()).toBe(410);
  expect([...hand.troubles, ...lucia.troubles]).toEqual([]);

  await lucia.page.goto(`/consulta/${appointmentId}`);
  await hand.page.getByRole('button', { name: m.room_try_devices({}, es) }).click();
  await admitFromRoom(lucia.page);
  await remoteFrames(hand.page, 5);
  await carmen.context.close();
  carmen = hand;
});

it('V5: with a code she goes on at another browser in mid-call; the call stands, and the specialist is told', async () => {
  const computer = await stage.person();
  const { page } = computer;
  await page.goto(link);
  await page.getByRole('button', { name: m.link_enter({}, es) }).click();
  await page.getByText(m.room_full_title({}, es)).waitFor();
  await picture(page, 'v05-full');
  await page.getByRole('link', { name: m.go_on_here({}, es) }).click();
  await page.getByRole('heading', { name: m.go_on_here({}, es) }).waitFor();
  expect(await lookOver(page)).toEqual([]);
  await picture(page, 'v05-go-on');
  expect(await page.content()).not.toMatch(/Carmen|Ib[aá]ñez|612345678/);
  await page.getByRole('button', { name: /612/ }).click();
  await page.getByRole('heading', { name: m.own_code_title({}, es) }).waitFor();
  expect(await lookOver(page)).toEqual([]);
  await picture(page, 'v05-go-on-code');
  await typeCode(page, await stage.code(patient.mobile));
  await page.waitForURL('**/sala');
  await remoteFrames(page, 5);
  await movedTitle(carmen).waitFor();
  expect(await carmen.page.getByTestId('remote-video').count()).toBe(0);
  await lucia.page.getByRole('button', { name: m.room_understood({}, es) }).waitFor();
  await picture(lucia.page, 'v05-told');
  await remoteFrames(lucia.page, 5);
  expect(await lucia.page.getByText(m.room_full_title({}, es)).count()).toBe(0);
  for (const person of [carmen, computer]) await person.context.close();
});

it('without a script the way to a code is the same', async () => {
  const plain = await stage.person({ javaScript: false, viewport: phone });
  await plain.page.goto(link);
  await plain.page.getByRole('button', { name: m.link_enter({}, es) }).click();
  await plain.page.waitForURL('**/sala');
  await plain.page.getByRole('link', { name: m.go_on_here({}, es) }).click();
  await plain.page.getByRole('button', { name: /612/ }).click();
  await plain.page.getByRole('heading', { name: m.own_code_title({}, es) }).waitFor();
  await plain.context.close();
});
