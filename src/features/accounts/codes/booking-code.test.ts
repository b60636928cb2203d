import { afterAll, beforeAll, expect, it } from 'vitest';
import { admitPractice, browser, details, type Practice } from '../../../../tests/world/clinic.ts';
import { startWorld, type TestWorld } from '../../../../tests/world/start-world.ts';
import { holdSlot } from '#features/booking/hold.server.ts';
import { proveBooking, readBookingCode, sendBookingCode } from './booking-code.server.ts';

let test: TestWorld;
let practice: Practice;
let count = 0;

beforeAll(async () => {
  test = await startWorld();
  practice = await admitPractice(test.world);
});
afterAll(() => test.stop());

async function place() {
  count += 1;
  const browserHash = browser(`coder ${count}`);
  const startsAt = new Date(Date.parse('2026-11-24T09:00:00+01:00') + count * 40 * 60_000);
  const form = details(practice.videoService, startsAt, { movil: `61234560${count}`, correo: `carmen${count}@correo.example` });
  const held = await holdSlot(test.world, { browserHash, locale: 'es' }, form);
  if (!held.ok) throw new Error(held.kind);
  return { appointmentId: held.value.appointmentId, browserHash };
}
const send = (to: Awaited<ReturnType<typeof place>>, channel: 'sms' | 'email' | null, once = false) => sendBookingCode(test.world, { ...to, channel, once, from: null, locale: 'es' });
async function arrived(to: string): Promise<string[]> {
  await test.runDue();
  const mails = test.rehearsal.mailbox.list().filter((entry) => entry.to === to);
  return mails.map((entry) => (/\b(\d{3}) ?(\d{3})\b/.exec(entry.text) ?? []).slice(1).join(''));
}

it('sends one code however often the form was pressed, to the mobile first', async () => {
  const here = await place();
  await send(here, null, true);
  await send(here, null, true);
  expect(await arrived('+34612345601')).toHaveLength(1);
  expect(await readBookingCode(test.world, here)).toMatchObject({ channel: 'sms', sentTo: '612 34 56 01', otherChannel: 'email', sent: true });
});

it('goes to the e-mail when asked, and either code proves the booking', async () => {
  const here = await place();
  await send(here, null);
  await send(here, 'email');
  expect(await readBookingCode(test.world, here)).toMatchObject({ channel: 'email', sentTo: 'carmen2@correo.example', otherChannel: 'sms' });
  const [code = ''] = await arrived('+34612345602');
  expect(await proveBooking(test.world, { ...here, code })).toMatchObject({ ok: true, value: { contact: { channel: 'sms' } } });
});

it('counts wrong codes aloud and takes no code of another browser', async () => {
  const here = await place();
  await send(here, null);
  expect(await proveBooking(test.world, { ...here, code: '12' })).toMatchObject({ kind: 'invalid-input', fields: { codigo: 'code-invalid' } });
  const [code = ''] = await arrived('+34612345603');
  const wrong = code === '000000' ? '111111' : '000000';
  expect(await proveBooking(test.world, { ...here, code: wrong })).toMatchObject({ kind: 'code-wrong', triesLeft: 4 });
  expect(await proveBooking(test.world, { ...here, browserHash: browser('elsewhere'), code })).toMatchObject({ ok: false });
  expect(await proveBooking(test.world, { ...here, code })).toMatchObject({ ok: true });
});

it('says that no code left after three texts in an hour, and offers the mail', async () => {
  const here = await place();
  for (let i = 0; i < 3; i++) await send(here, 'sms');
  expect(await send(here, 'sms')).toMatchObject({ kind: 'too-many-attempts' });
  expect(await send(here, 'email')).toMatchObject({ ok: true });
});
