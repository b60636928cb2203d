import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cancelAppointment } from '#features/booking/change.server.ts';
import { m } from '#texts/compiled/messages.js';
import { admitFromRoom, bookVideo, enterWaitingRoom, es, hearsTheOther, linkIn, patient, remoteFrames, watchPeers } from './room-steps.ts';
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
  link = linkIn((await stage.message(patient.mobile, /Ib/)).links, stage.origin);
  carmen = await stage.person({ viewport: phone });
  lucia = await stage.person();
  await watchPeers(carmen);
  await watchPeers(lucia);
  await stage.signIn(lucia, stage.practice.accountId);
  await enterWaitingRoom(carmen.page, link);
  await lucia.page.goto(`/consulta/${appointmentId}`);
  await admitFromRoom(lucia.page);
  await remoteFrames(carmen.page, 5);
  await remoteFrames(lucia.page, 5);
});
afterAll(() => stage.leave());

describe('F6: one specialist and one patient, nobody else', () => {
  it('a third browser with the same link is told why, and the call is not disturbed', async () => {
    const third = await stage.person();
    await third.page.goto(link);
    await third.page.getByText(m.link_running({}, es)).waitFor();
    expect(await third.page.getByText(m.link_manage({}, es)).count()).toBe(0);
    await third.page.getByRole('button', { name: m.link_enter({}, es) }).click();
    await third.page.waitForURL('**/sala');
    await expect.poll(() => third.page.getByText(m.room_full_title({}, es)).isVisible()).toBe(true);
    await third.page.getByText(m.room_full_not_disturbed({}, es)).waitFor();
    expect(await third.page.getByTestId('remote-video').count()).toBe(0);

    expect(await remoteFrames(carmen.page, 10)).toBe(10);
    expect(await remoteFrames(lucia.page, 10)).toBe(10);
    await hearsTheOther(lucia.page);
    for (const person of [carmen, lucia]) expect(await person.page.getByText(m.room_full_title({}, es)).count()).toBe(0);
    await third.context.close();
  });

  it('a visitor is asked to sign in before the specialist’s room page (another specialist and the staff: q96)', async () => {
    const stranger = await stage.person();
    const answer = await stranger.page.goto(`/consulta/${appointmentId}`);
    expect(stranger.page.url()).toContain('/entrar');
    expect(answer?.status()).toBe(200);
    await stranger.context.close();
  });

  it('«Terminar» hangs up, «Consulta terminada» ends it for both, and the appointment is completed (B10)', async () => {
    await carmen.page.getByRole('button', { name: m.room_hang_up({}, es) }).click();
    for (const { page } of [carmen, lucia]) await page.getByRole('heading', { name: m.room_hung_up_title({}, es) }).waitFor();
    const linkPage = async () => (await fetch(link)).text();
    const hungUp = await linkPage();
    for (const words of [m.link_hung_up({}, es), m.link_enter_again({}, es)]) expect(hungUp).toContain(words);
    for (const words of [m.link_manage({}, es), m.link_enter_note({}, es)]) expect(hungUp).not.toContain(words);
    await lucia.page.getByRole('button', { name: m.room_finish({}, es) }).click();
    await expect.poll(() => carmen.page.getByText(m.room_finished_title({}, es)).first().isVisible()).toBe(true);
    await expect.poll(() => lucia.page.getByText(m.room_finished_title({}, es)).first().isVisible()).toBe(true);
    const row = await stage.world.as(stage.practice.actor, (tx) =>
      tx.selectFrom('appointments').select(['status', 'outcome']).where('id', '=', appointmentId).executeTakeFirstOrThrow(),
    );
    expect(row).toEqual({ status: 'completed', outcome: 'took_place' });
    await carmen.page.getByRole('link', { name: m.after_appointments({}, es) }).waitFor();
    const over = await linkPage();
    expect(over).toContain(m.link_finished_title({}, es));
    expect(over).not.toContain(m.link_over_help({}, es));
    expect([...carmen.troubles, ...lucia.troubles]).toEqual([]);
  });
});

describe('a cancelled appointment', () => {
  it('answers its link with 410 and words at once', async () => {
    const other = await bookVideo(stage, '11:30');
    const newest = linkIn((await stage.message(patient.mobile, /11:30/)).links, stage.origin);
    await cancelAppointment(stage.world, stage.practice.actor, { appointmentId: other, expectedCostCents: 0 });
    const answer = await fetch(newest);
    expect(answer.status).toBe(410);
    expect(await answer.text()).toContain(m.link_cancelled_title({}, es));
  });
});
