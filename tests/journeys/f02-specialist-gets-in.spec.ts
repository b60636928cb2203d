import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { admitFromRoom, bookVideo, enterWaitingRoom, hearsTheOther, linkIn, patient, remoteFrames, watchPeers } from './room-steps.ts';
import { openStage, phone, sizes, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.leave());

describe.each(sizes)('F2 on a $size', ({ viewport }) => {
  const hour = viewport === phone ? '10:00' : '12:00';

  it('the specialist sees in the agenda that the patient waits, clicks the appointment and lets them in', async () => {
    await stage.moveTo(new Date(new Date(`2026-11-23T${hour}:00+01:00`).getTime() - 20 * 60_000));
    const appointmentId = await bookVideo(stage, hour);
    const carmen = await stage.person({ viewport: phone });
    const lucia = await stage.person({ viewport });
    await watchPeers(carmen);
    await watchPeers(lucia);
    await stage.signIn(lucia, stage.practice.accountId);
    await lucia.page.goto('/agenda');

    const { links } = await stage.message(patient.mobile, new RegExp(`Ib.*${hour}`));
    await enterWaitingRoom(carmen.page, linkIn(links, stage.origin));
    const way = lucia.page.locator(`a[href$="/consulta/${appointmentId}"]`).first();
    await way.waitFor();
    await way.click();
    await lucia.page.waitForURL(`**/consulta/${appointmentId}`);
    await admitFromRoom(lucia.page);

    expect(await remoteFrames(carmen.page, 10)).toBe(10);
    expect(await remoteFrames(lucia.page, 10)).toBe(10);
    await hearsTheOther(carmen.page);
    await hearsTheOther(lucia.page);
    expect([...carmen.troubles, ...lucia.troubles]).toEqual([]);
    await carmen.context.close();
    await lucia.context.close();
  });
});

describe('F2 by link', () => {
  it('the specialist gets the link 10 minutes before the hour, signs in and arrives at the same room page', async () => {
    const appointmentId = await bookVideo(stage, '17:00');
    await stage.moveTo(new Date('2026-11-23T16:49:00+01:00'));
    // The notice of the booking names the hour too; only the link mail holds a link.
    const linkMail = /^(?=[\s\S]*17:00)(?=[\s\S]*\/e\/)/;
    const to = stage.practice.admission.contacts[0]?.address ?? '';
    expect(stage.rehearsal.mailbox.list().some((one) => one.to === to && one.links.some((link) => link.includes('/e/')))).toBe(false);
    await stage.moveTo(new Date('2026-11-23T16:50:01+01:00'));
    const { links } = await stage.message(to, linkMail);
    const lucia = await stage.person();
    await lucia.page.goto(linkIn(links, stage.origin));
    await lucia.page.getByRole('main').getByRole('button').or(lucia.page.getByRole('main').getByRole('link')).first().click();
    await lucia.page.waitForURL('**/entrar**');
    await stage.signIn(lucia, stage.practice.accountId);
    await lucia.page.goto(linkIn(links, stage.origin));
    await lucia.page.getByRole('main').getByRole('button').or(lucia.page.getByRole('main').getByRole('link')).first().click();
    await lucia.page.waitForURL(`**/consulta/${appointmentId}`);
    await lucia.context.close();
  });
});
