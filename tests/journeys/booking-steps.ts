import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { m } from '#texts/compiled/messages.js';
import { es } from './room-steps.ts';
import type { Stage } from './stage.ts';

export interface Booker {
  name: string;
  /** As one types it in Spain: nine digits. */
  mobile: string;
  email: string;
  reason: string;
}

let bookers = 0;
/** Somebody new, whose number and address no other journey has. */
export function somebody(): Booker {
  bookers += 1;
  const digits = String(100 + bookers);
  return {
    name: 'Carmen Ruiz Lozano',
    mobile: `612 345 ${digits}`,
    email: `carmen${digits}@correo.example`,
    reason: 'Un lunar que ha cambiado',
  };
}
export const mobileOf = (booker: Booker) => `+34${booker.mobile.replace(/\s/g, '')}`;

const visible = (page: Page, role: 'button' | 'link', name: string | RegExp) =>
  page.getByRole(role, { name }).filter({ visible: true }).first();
export const press = (page: Page, name: string) => visible(page, 'button', name).click();

/** Home, the search with *Videoconsulta*, and the profile of that specialist. */
export async function findProfile(page: Page, specialist: string): Promise<void> {
  await page.goto('/');
  await page.getByRole('radio', { name: m.search_video({}, es) }).check();
  await page.getByLabel(m.search_what({}, es)).fill('dermatología');
  await press(page, m.search_send({}, es));
  await page.waitForURL('**/buscar?**');
  await page.getByRole('article').getByRole('link', { name: specialist, exact: true }).click();
  await page.waitForURL('**/especialistas/**');
}

/** A free hour on Wednesday 25 November, chosen on the profile. */
export async function chooseHour(page: Page, hour: string): Promise<void> {
  const booking = page.getByRole('region', { name: m.profile_book_with({ name: '' }, es).trim() });
  await booking.getByRole('link', { name: /^Mié 25 / }).click();
  await page.waitForURL('**dia=2026-11-25**');
  await booking.getByRole('radio', { name: new RegExp(`25, ${hour}$`) }).check();
  await press(page, m.profile_book({}, es));
  await page.waitForURL('**/reservar?**');
}

export async function writeDetails(page: Page, booker: Booker): Promise<void> {
  await page.getByRole('textbox', { name: m.booking_name({}, es) }).fill(booker.name);
  await page.getByRole('textbox', { name: m.booking_mobile({}, es) }).fill(booker.mobile);
  await page.getByRole('textbox', { name: m.booking_email({}, es) }).fill(booker.email);
  await page.getByRole('textbox', { name: m.booking_reason({}, es) }).fill(booker.reason);
  await page.getByRole('checkbox', { name: m.booking_consent({}, es) }).check();
}

/** What stands in the form now. */
export async function typedDetails(page: Page): Promise<Booker> {
  const value = (name: string) => page.getByRole('textbox', { name }).inputValue();
  return {
    name: await value(m.booking_name({}, es)),
    mobile: await value(m.booking_mobile({}, es)),
    email: await value(m.booking_email({}, es)),
    reason: await value(m.booking_reason({}, es)),
  };
}

export async function goOn(page: Page): Promise<void> {
  await press(page, m.booking_go_on({}, es));
}

/** Types the code; a browser with script sends it by itself once it is whole. */
export async function typeCode(page: Page, code: string, options: { javaScript?: boolean } = {}): Promise<void> {
  await page.getByRole('textbox', { name: m.own_code_label({}, es) }).fill(code);
  if (options.javaScript === false) await press(page, m.booking_confirm({}, es));
}

/** The code that came by SMS to that person, a new one each time. */
export const codeFor = (stage: Stage, booker: Booker): Promise<string> => stage.code(mobileOf(booker));

/** The confirmation page, and the appointment that the database knows. */
export async function booked(stage: Stage, page: Page, booker: Booker): Promise<string> {
  await page.waitForURL('**/hecho');
  await page.getByRole('heading', { name: m.booking_done_name({ name: 'Carmen' }, es) }).waitFor();
  const id = /\/reservar\/([^/]+)\/hecho/.exec(page.url())?.[1] ?? '';
  const row = await stage.world.as({ kind: 'system', job: 'journey' }, (tx) =>
    tx.selectFrom('appointments').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
  );
  expect(row).toMatchObject({
    status: 'booked',
    booked_by: 'patient',
    patient_name: booker.name,
    patient_email: booker.email,
    patient_mobile: mobileOf(booker),
  });
  expect(row.reason_sealed).not.toBeNull();
  return id;
}
