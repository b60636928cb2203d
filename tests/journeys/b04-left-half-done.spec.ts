import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { m } from '#texts/compiled/messages.js';
import { booked, chooseHour, codeFor, goOn, press, somebody, typeCode, writeDetails } from './booking-steps.ts';
import { lookOver } from './look-over.ts';
import { troublesOf } from './practice-steps.ts';
import { es } from './room-steps.ts';
import { openStage, phone, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.leave());

describe('B4, a booking left half done, on a phone', () => {
  it('is offered again on the public pages of that browser and of no other, and goes on where it was', async () => {
    const carmen = await stage.person({ viewport: phone });
    const stranger = await stage.person({ viewport: phone });
    const booker = somebody();
    const { page } = carmen;
    const profile = `/especialistas/${stage.practice.admission.slug}`;
    await page.goto(profile);
    await chooseHour(page, '10:00');
    await writeDetails(page, booker);
    await goOn(page);
    await page.getByRole('heading', { name: m.own_code_title({}, es) }).waitFor();
    await codeFor(stage, booker);
    await page.goBack();
    await page.getByRole('heading', { name: m.own_code_title({}, es) }).waitFor();

    for (const address of ['/', '/buscar', profile]) {
      await page.goto(address);
      await page.getByText(m.resume_title({}, es)).waitFor();
      await page.getByText('Dra. Lucía Ibáñez Peñalver, miércoles 25, 10:00.').waitFor();
      const [answer] = await Promise.all([
        stranger.page.waitForResponse((one) => new URL(one.url()).pathname === address),
        stranger.page.goto(address),
      ]);
      expect(await answer.headerValue('set-cookie')).toBeNull();
      await expect.poll(() => stranger.page.getByText(m.resume_title({}, es)).isVisible()).toBe(false);
    }
    await page.goto('/');
    await page.getByText(m.resume_title({}, es)).waitFor();
    expect(await lookOver(page)).toEqual([]);
    await page.getByRole('link', { name: m.resume_go({}, es) }).click();
    await page.getByRole('heading', { name: m.own_code_title({}, es) }).waitFor();

    // Its ten minutes pass; coming back holds the hour again with all that was typed, and a new code comes.
    await stage.moveTo(new Date(stage.clock.now().getTime() + 11 * 60_000));
    await page.goto('/');
    await page.getByRole('link', { name: m.resume_go({}, es) }).click();
    await press(page, m.booking_get_back({ hour: '10:00' }, es));
    await page.getByRole('heading', { name: m.own_code_title({}, es) }).waitFor();
    await typeCode(page, await codeFor(stage, booker));
    await booked(stage, page, booker);
    await page.goto('/');
    await page.waitForLoadState('networkidle');
    expect(await page.getByText(m.resume_title({}, es)).isVisible()).toBe(false);
    expect(troublesOf(carmen, stranger)).toEqual([]);
    for (const one of [carmen, stranger]) await one.context.close();
  });
});
