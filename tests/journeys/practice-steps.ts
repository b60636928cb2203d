import { Secret, TOTP } from 'otpauth';
import { expect } from 'vitest';
import type { Page } from 'playwright-core';
import { requestCode, useCode } from '#features/accounts/codes/codes.server.ts';
import { m } from '#texts/compiled/messages.js';
import { browser } from '../world/clinic.ts';
import { es } from './room-steps.ts';
import type { Person, Stage } from './stage.ts';

export interface NewAppointment {
  service: 'Videoconsulta' | 'Consulta presencial';
  day: string;
  hour: string;
  name: string;
  mobile: string;
  email: string;
}

/** Fills in «Nueva cita» as the specialist does, from the agenda on; nothing is sent yet. */
export async function writeNewAppointment(page: Page, wanted: NewAppointment): Promise<void> {
  await page.goto('/agenda');
  await page
    .getByRole('link', { name: m.agenda_new({}, es) })
    .filter({ visible: true })
    .first()
    .click();
  await page.getByRole('radio', { name: wanted.service }).check();
  await page.getByLabel(m.agenda_day({}, es), { exact: true }).fill(wanted.day);
  await page.getByLabel(m.agenda_hour({}, es), { exact: true }).fill(wanted.hour);
  await page.getByRole('textbox', { name: m.agenda_new_name({}, es) }).fill(wanted.name);
  await page.getByRole('textbox', { name: m.agenda_new_mobile({}, es) }).fill(wanted.mobile);
  await page.getByRole('textbox', { name: m.agenda_new_email({}, es) }).fill(wanted.email);
}

/** «Reservar la cita», or with its day and hour once both are there. */
export const sendNewAppointment = (page: Page) => page.locator('form.new .buttons').getByRole('button', { name: /^Reservar/ }).click();

/** The appointment that the agenda opened beside the day after «Reservar la cita». */
export async function justBooked(page: Page): Promise<string> {
  await page.getByText(m.agenda_done_booked({}, es)).waitFor();
  const id = new URL(page.url()).searchParams.get('cita');
  if (!id) throw new Error(`no appointment in ${page.url()}`);
  return id;
}

/** What the database says of an appointment, to a person of the practice. */
export function factsOfAppointment(stage: Stage, id: string) {
  return stage.world.as({ kind: 'system', job: 'journey' }, (tx) =>
    tx
      .selectFrom('appointments')
      .select(['status', 'outcome', 'confirmation', 'payment'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow(),
  );
}

/** The stand-in's card page, filled in with one of the published test numbers. */
export async function payByCard(page: Page, number: string): Promise<void> {
  await page.waitForURL('**/c/pay/**');
  const email = page.getByLabel(m.rehearsal_card_email({}, es));
  if (await email.isEditable()) await email.fill('carmen.ruiz@correo.example');
  await page.getByLabel(m.rehearsal_card_number({}, es)).fill(number);
  await page.getByLabel(m.rehearsal_card_expiry({}, es)).fill('12/30');
  await page.getByLabel(m.rehearsal_card_cvc({}, es)).fill('123');
  await page.getByLabel(m.rehearsal_card_holder({}, es)).fill('Carmen Ruiz');
  await page.locator('form button').first().click();
}

/** The browser's own note about an answer that refuses is no trouble of the page. */
export function troublesOf(...people: Person[]): string[] {
  return people.flatMap((one) => one.troubles).filter((trouble) => !/status of (400|402|404|409|410|422)/.test(trouble));
}

/** Nothing was sent to that address whose text has these words. */
export function neverSent(stage: Stage, to: string, words: RegExp): void {
  const wrong = stage.rehearsal.mailbox.list().filter((one) => one.to === to && words.test(`${one.subject ?? ''}\n${one.text}`));
  expect(wrong.map((one) => one.text)).toEqual([]);
}

/** Signs the browser in as the patient behind a mobile number, with the code that the SMS brings. */
export async function signInAsPatient(stage: Stage, person: Person, mobile: string): Promise<void> {
  const browserHash = browser(`patient ${mobile}`);
  const asked = { purpose: 'sign_in', browserHash, appointmentId: null } as const;
  const issued = await requestCode(stage.world, { ...asked, contact: { channel: 'sms', address: mobile }, from: null, locale: 'es' });
  expect(issued.ok).toBe(true);
  const code = await stage.code(mobile);
  const used = await useCode(stage.world, { ...asked, address: mobile, code });
  if (!used.ok) throw new Error(used.kind);
  await stage.signIn(person, used.value.accountId);
}

export const codeIn = (text: string) => text.replace(/\D/g, '').slice(0, 6);

/** Makes an authenticator app the second factor on the page that offers one, script or not, and says what it shows at any half minute. */
export async function addApp(stage: Stage, page: Page): Promise<(steps: number) => string> {
  await page.getByRole('heading', { name: 'Aplicación de códigos' }).click();
  await page.getByText('No puedo usar la cámara').click();
  const secret = (await page.locator('code').first().innerText()).replaceAll(' ', '');
  const digits = (steps: number) =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: stage.world.clock.machineNow().getTime() + steps * 30_000 });
  await page.getByLabel('Seis cifras de tu aplicación').fill(digits(0));
  await page.getByRole('button', { name: 'Comprobar las cifras' }).click();
  return digits;
}
