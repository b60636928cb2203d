import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { m } from '#texts/compiled/messages.js';
import { requestCode, useCode } from '#features/accounts/codes/codes.server.ts';
import { browser } from '../world/clinic.ts';
import { bookVideo, enterWaitingRoom, es, linkIn, patient } from './room-steps.ts';
import { openStage, phone, sizes, type Stage } from './stage.ts';

let stage: Stage;
let link: string;
const hour = new Date('2026-11-23T10:00:00+01:00');

beforeAll(async () => {
  stage = await openStage();
  await bookVideo(stage, '10:00');
  await stage.moveTo(new Date(hour.getTime() - 15 * 60_000));
  link = linkIn((await stage.message(patient.mobile, /Ib/)).links, stage.origin);
});
afterAll(() => stage.leave());

/** Everything the database knows of the room, to show that nothing changed. */
async function roomFacts(): Promise<unknown> {
  return stage.world.as({ kind: 'system', job: 'journey' }, async (tx) => ({
    appointments: await tx.selectFrom('appointments').selectAll().execute(),
    seats: await tx.selectFrom('seats').selectAll().execute(),
    events: await tx.selectFrom('room_events').selectAll().execute(),
    sessions: await tx.selectFrom('sessions').selectAll().execute(),
  }));
}

describe('opening a link changes nothing (V2)', () => {
  const scanners = ['curl/8.5', 'WhatsApp/2.24', 'facebookexternalhit/1.1', 'Googlebot/2.1', 'Barracuda', 'Proofpoint', 'Mozilla/5.0 (SafeLinks)'];

  it('for scanners and previews, by GET, HEAD and OPTIONS', async () => {
    const before = await roomFacts();
    for (const agent of scanners) {
      for (const method of ['GET', 'HEAD', 'OPTIONS']) await fetch(link, { method, headers: { 'user-agent': agent } });
    }
    expect(await roomFacts()).toEqual(before);
  });

  it('for a browser that runs every script and submits every form without a person', async () => {
    const before = await roomFacts();
    const robot = await stage.person();
    await robot.page.goto(link, { waitUntil: 'networkidle' });
    await robot.page.evaluate(() => document.querySelectorAll('form').forEach((form) => form.submit()));
    await robot.page.waitForURL('**/sala');
    await robot.page.waitForLoadState('networkidle');
    await robot.page.getByRole('button', { name: m.room_here({}, es) }).waitFor();
    // Requirement 3 gives it half a minute to do something by itself.
    if (process.env['PROVE']) await robot.page.waitForTimeout(30_000);
    expect(await roomFacts()).toEqual(before);
    await robot.context.close();
  });

  it('and shows no name, no specialty and no reason', async () => {
    const html = await (await fetch(link)).text();
    for (const secret of ['Carmen', 'Ruiz', 'Ibáñez', 'Ibanez', 'Dermat', 'lunar', patient.mobile, patient.email]) expect(html).not.toContain(secret);
  });
});

describe.each(sizes)('F3 on a $size', ({ viewport }) => {
  it('the patient gets in from the link in the SMS and keeps the place over a reload', async () => {
    const carmen = await stage.person({ viewport });
    await enterWaitingRoom(carmen.page, link);
    expect(carmen.page.url()).not.toContain(link.split('/e/')[1]);
    await carmen.page.reload();
    await expect.poll(() => carmen.page.getByText(m.room_full_title({}, es)).isVisible()).toBe(false);
    await carmen.page.getByRole('button', { name: m.room_leave({}, es) }).or(carmen.page.getByRole('link', { name: m.room_leave({}, es) })).first().click();
    await expect.poll(() => carmen.page.getByText(m.room_left_title({}, es)).isVisible()).toBe(true);
    expect(carmen.troubles).toEqual([]);
    await carmen.context.close();
  });
});

describe('F3 on a slow line and without script (S5, V12)', () => {
  it('the place is taken and said before the room\'s own script has come, and what is pressed meanwhile is done then', async () => {
    const carmen = await stage.person({ viewport: phone });
    let arrive = () => {};
    const arrived = new Promise<void>((settle) => (arrive = settle));
    await carmen.page.route(/\/_app\/immutable\/chunks\//, async (route) => {
      await arrived;
      await route.continue();
    });
    await carmen.page.goto(link);
    await carmen.page.getByRole('button', { name: m.link_enter({}, es) }).click();
    await carmen.page.getByText(m.room_knows_you_are_here({}, es)).waitFor();
    await carmen.page.getByRole('button', { name: m.room_try_devices({}, es) }).click();
    await expect.poll(() => roomFacts()).toMatchObject({ seats: [{ role: 'patient' }] });
    expect(await carmen.page.getByText(m.room_only_you({}, es)).count()).toBe(0);
    arrive();
    await carmen.page.getByText(m.room_device_heard({}, es)).waitFor();
    await carmen.page.getByText(m.room_knows_you_are_here({}, es)).waitFor();
    await carmen.page.getByRole('button', { name: m.room_leave({}, es) }).click();
    await carmen.page.getByText(m.room_left_title({}, es)).waitFor();
    expect(carmen.troubles).toEqual([]);
    await carmen.context.close();
  });

  it('without script the waiting room says what it needs, whom to call, and takes no seat', async () => {
    const carmen = await stage.person({ viewport: phone, javaScript: false });
    const before = await roomFacts();
    await carmen.page.goto(link);
    await carmen.page.getByRole('button', { name: m.link_enter({}, es) }).click();
    await carmen.page.waitForURL('**/sala');
    const needed = carmen.page.locator('noscript');
    expect(await needed.innerText()).toContain(m.room_needs_script({}, es));
    expect(await needed.locator('a[href^="tel:"]').isVisible()).toBe(true);
    expect(await carmen.page.getByRole('button').count()).toBe(0);
    expect(await carmen.page.getByText(m.room_knows_you_are_here({}, es)).isVisible()).toBe(false);
    expect(await roomFacts()).toEqual(before);
    await carmen.context.close();
  });
});

describe('F3 in other ways', () => {
  it('the patient gets in from the link in the e-mail, which is the same one', async () => {
    const mail = await stage.message(patient.email, /./);
    expect(linkIn(mail.links, stage.origin)).toBe(link);
  });

  it('the patient gets in from their own appointments on the site', async () => {
    const contact = { channel: 'sms', address: patient.mobile } as const;
    const browserHash = browser('journey');
    const issued = await requestCode(stage.world, { purpose: 'sign_in', contact, browserHash, appointmentId: null, from: null, locale: 'es' });
    expect(issued.ok).toBe(true);
    const code = await stage.code(patient.mobile);
    const used = await useCode(stage.world, { purpose: 'sign_in', address: patient.mobile, browserHash, appointmentId: null, code });
    if (!used.ok) throw new Error(used.kind);

    const carmen = await stage.person({ viewport: phone });
    await stage.signIn(carmen, used.value.accountId);
    await carmen.page.goto('/citas');
    await carmen.page.getByRole('button', { name: m.link_enter({}, es) }).click();
    await carmen.page.waitForURL('**/sala');
    await carmen.page.getByRole('button', { name: m.room_try_devices({}, es) }).click();
    await expect.poll(() => carmen.page.getByText(m.room_knows_you_are_here({}, es)).isVisible()).toBe(true);
    expect(carmen.troubles).toEqual([]);
    await carmen.context.close();
  });
});

describe('a link that leads nowhere explains itself', () => {
  it('unknown: 404 with words; over: 410 with words', async () => {
    const unknown = await fetch(`${stage.origin}/e/${'A'.repeat(22)}`);
    expect(unknown.status).toBe(404);
    expect(await unknown.text()).toContain(m.link_unknown_title({}, es));
    await stage.moveTo(new Date(hour.getTime() + 61 * 60_000));
    const over = await fetch(link);
    expect(over.status).toBe(410);
    expect(await over.text()).toContain(m.link_over_title({}, es));
  });
});
