import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { m } from '#texts/compiled/messages.js';
import { codeFor, goOn, mobileOf, somebody, typeCode, writeDetails } from './booking-steps.ts';
import { lookOver } from './look-over.ts';
import { troublesOf } from './practice-steps.ts';
import { es } from './room-steps.ts';
import { desktop, openStage, phone, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.leave());

describe.each([
  { size: 'phone', viewport: phone, javaScript: false, hour: '16:00' },
  { size: 'desktop', viewport: desktop, javaScript: true, hour: '17:00' },
])('booking for somebody else on a $size, JavaScript $javaScript (B3)', ({ viewport, javaScript, hour }) => {
  it('a child without a telephone has an appointment under the mother’s, whose own name stays hers', async () => {
    const mother = somebody();
    const one = await stage.person({ viewport, javaScript });
    const { page } = one;
    const startsAt = new Date(`2026-11-25T${hour}:00+01:00`).toISOString();
    await page.goto(`/reservar?servicio=${stage.practice.videoService}&inicio=${startsAt}`);
    expect(await page.getByText(m.booking_other_contact({}, es)).isVisible()).toBe(false);
    await page.getByRole('radio', { name: m.booking_for_other({}, es) }).check();
    await page.getByText(m.booking_other_contact({}, es)).waitFor();
    if (javaScript) {
      await page.getByRole('textbox', { name: m.booking_mobile_own({}, es) }).waitFor();
      expect(await lookOver(page)).toEqual([]);
    }
    await page.locator('[name=nombre]').fill('Leo Vidal Ruiz');
    await page.locator('[name=movil]').fill(mother.mobile);
    await page.locator('[name=correo]').fill(mother.email);
    await page.getByRole('checkbox', { name: m.booking_consent({}, es) }).check();
    await goOn(page);
    await page.getByRole('heading', { name: m.own_code_title({}, es) }).waitFor();
    await typeCode(page, await codeFor(stage, mother), { javaScript });
    await page.waitForURL('**/hecho');
    await stage.message(mobileOf(mother), /Reservada/);

    const other = new Date(Date.parse(startsAt) + 86_400_000).toISOString();
    await page.goto(`/reservar?servicio=${stage.practice.videoService}&inicio=${other}`);
    await writeDetails(page, { ...mother, name: 'Carmen Ruiz Lozano' });
    await goOn(page);
    await page.getByRole('heading', { name: m.own_code_title({}, es) }).waitFor();
    await typeCode(page, await codeFor(stage, mother), { javaScript });
    await page.waitForURL('**/hecho');
    const rows = await stage.world.as({ kind: 'system', job: 'journey' }, (tx) =>
      tx
        .selectFrom('appointments as a')
        .innerJoin('people as p', 'p.id', 'a.person_id')
        .select(['a.patient_name', 'a.for_somebody_else', 'a.booked_by_account_id', 'p.account_id', 'p.full_name'])
        .where('a.patient_mobile', '=', mobileOf(mother))
        .orderBy('a.starts_at')
        .execute(),
    );
    expect(rows.map((row) => [row.patient_name, row.full_name, row.for_somebody_else])).toEqual([
      ['Leo Vidal Ruiz', 'Leo Vidal Ruiz', true],
      ['Carmen Ruiz Lozano', 'Carmen Ruiz Lozano', false],
    ]);
    expect(new Set(rows.flatMap((row) => [row.account_id, row.booked_by_account_id])).size).toBe(1);
    expect(troublesOf(one)).toEqual([]);
    await one.context.close();
  });
});
