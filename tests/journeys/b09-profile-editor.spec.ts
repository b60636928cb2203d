import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { m } from '#texts/compiled/messages.js';
import { lookOver } from './look-over.ts';
import { troublesOf } from './practice-steps.ts';
import { es } from './room-steps.ts';
import { openStage, phone, type Person, type Stage } from './stage.ts';

let stage: Stage;
let lucia: Person;
beforeAll(async () => {
  stage = await openStage();
  lucia = await stage.person({ viewport: phone });
  await stage.signIn(lucia, stage.practice.accountId);
});
afterAll(() => stage.leave());

describe('the public profile in the specialist’s hand (P1, P2)', () => {
  it('says what is missing, takes a photo and its frame, shows what is typed before it is saved, loses nothing typed, and stands in public at once', async () => {
    const { page } = lucia;
    await page.goto('/agenda/ajustes/perfil');
    await page.getByRole('link', { name: m.editor_missing_photo({}, es), exact: true }).click();
    await page.waitForURL('**/ajustes/foto');
    // Not of one colour: each frame of it is another picture.
    const drawn = '<svg xmlns="http://www.w3.org/2000/svg" width="600" height="900"><rect width="600" height="900" fill="#fff"/><circle cx="300" cy="400" r="280" fill="#8a5"/></svg>';
    const photo = await sharp(Buffer.from(drawn))
      .withExif({ IFD0: { Copyright: 'where it was taken' } })
      .jpeg()
      .toBuffer();
    await page.locator('input[name=foto]').setInputFiles({ name: 'cara.jpg', mimeType: 'image/jpeg', buffer: photo });
    await page.getByRole('button', { name: m.editor_photo_send({}, es) }).click();
    const zoom = page.getByRole('slider', { name: m.editor_crop_zoom({}, es) });
    await zoom.waitFor();
    const portrait = page.getByRole('img', { name: m.editor_photo_now({}, es) });
    const whole = await portrait.getAttribute('src');
    for (let step = 0; step < 4; step++) await zoom.press('ArrowRight');
    expect(await lookOver(page)).toEqual([]);
    await page.getByRole('button', { name: m.editor_crop_save({}, es) }).click();
    await page.getByText(m.settings_saved({}, es)).waitFor();
    await expect.poll(() => portrait.getAttribute('src')).not.toBe(whole);
    expect(await zoom.inputValue()).not.toBe('100');
    const shown = String(await portrait.getAttribute('src'));
    const { exif, width, height } = await sharp(Buffer.from(await (await page.request.get(shown)).body())).metadata();
    expect([exif, Number(width) <= 600, Number(height) < 900]).toEqual([undefined, true, true]);

    await page.goto('/agenda/ajustes/perfil');
    expect(await page.getByRole('link', { name: m.editor_missing_photo({}, es), exact: true }).count()).toBe(0);
    const words = 'Atiendo lunares, acné y dermatitis desde hace doce años, en consulta y por vídeo.';
    await page.getByLabel(m.editor_biography({}, es)).fill(words);
    await page.getByRole('complementary', { name: m.editor_preview({}, es) }).getByText(words).waitFor();
    const headline = page.getByLabel(m.editor_headline({}, es));
    const before = await headline.inputValue();
    // Only blanks: the browser lets them through, the server does not.
    await headline.fill('   ');
    await page.getByRole('button', { name: m.settings_save({}, es), exact: true }).click();
    await page.locator('[name=titular][aria-invalid=true]').waitFor();
    expect(await page.getByLabel(m.editor_biography({}, es)).inputValue()).toBe(words);
    await headline.fill(before);
    await page.getByRole('button', { name: m.settings_save({}, es), exact: true }).click();
    await page.getByText(m.settings_saved({}, es)).waitFor();
    expect(await lookOver(page)).toEqual([]);

    await page.goto(`/especialistas/${stage.practice.admission.slug}`);
    await page.getByText(words).first().waitFor();
    await page.locator(`img[src="${shown}"]`).first().waitFor();
    expect(troublesOf(lucia)).toEqual([]);
  });
});
