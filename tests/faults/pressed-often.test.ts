import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import ICAL from 'ical.js';
import { proveBooking, sendBookingCode } from '#features/accounts/codes/booking-code.server.ts';
import { cancelAppointment, rescheduleAppointment } from '#features/booking/change.server.ts';
import { confirmHold } from '#features/booking/confirm.server.ts';
import { holdSlot } from '#features/booking/hold.server.ts';
import { codeIn } from '../journeys/practice-steps.ts';
import { admitPractice, bookAsPatient, browser, details, type Practice } from '../world/clinic.ts';
import { pay, startCardClinic } from '../world/card-clinic.ts';
import { startWorld, type TestWorld } from '../world/start-world.ts';

const times = 50;
/** `npm run prove 57` takes the full count. */
const rounds = process.env['PROVE'] ? 200 : 3;
const system = { kind: 'system', job: 'test' } as const;
const repeat = <Answer>(press: () => Promise<Answer>) => Promise.all(Array.from({ length: times }, press));

/** The n-th hour of a practice that works on weekdays from 9 to 20, forty minutes apart, from Tuesday 24 November on. */
function nth(n: number): Date {
  const [day, slot] = [Math.floor(n / 15), n % 15];
  const week = Math.floor(day / 4);
  return new Date(Date.parse('2026-11-24T09:00:00+01:00') + (week * 7 + (day % 4)) * 86_400_000 + slot * 2_400_000);
}

let test: TestWorld;
let practice: Practice;
beforeAll(async () => {
  test = await startWorld();
  practice = await admitPractice(test.world);
});
afterAll(() => test.stop());
const rowsOf = (specialist_id: string) =>
  test.world.as(system, (tx) =>
    tx.selectFrom('appointments').select(['id', 'status']).where('specialist_id', '=', specialist_id).execute(),
  );

describe('fifty presses at once (quality 57)', () => {
  it(`are one hold, one code, one appointment and one mail and SMS, ${rounds} times`, async () => {
    for (let round = 0; round < rounds; round++) {
      const holder = { browserHash: browser(`often ${round}`), locale: 'es' as const };
      const mobile = `+34612600${String(round).padStart(3, '0')}`;
      const correo = `often${round}@correo.example`;
      const form = details(practice.videoService, nth(round), { clave: `key ${round}`, movil: mobile.slice(3), correo });
      const held = await repeat(() => holdSlot(test.world, holder, form));
      const ids = new Set(held.map((answer) => (answer.ok ? answer.value.appointmentId : answer.kind)));
      expect(ids.size).toBe(1);
      const [appointmentId = ''] = ids;
      const place = { appointmentId, browserHash: holder.browserHash };
      await repeat(() => sendBookingCode(test.world, { ...place, channel: null, once: true, from: null, locale: 'es' }));
      await test.runDue();
      const codes = test.rehearsal.mailbox.list().filter((entry) => entry.to === mobile);
      expect(codes).toHaveLength(1);
      const code = codeIn(codes[0]?.text ?? '');
      const proofs = await repeat(() => proveBooking(test.world, { ...place, code }));
      expect(proofs.filter((proof) => proof.ok)).toHaveLength(1);
      const confirmed = await repeat(() => confirmHold(test.world, holder.browserHash, appointmentId));
      expect(confirmed.every((answer) => answer.ok && answer.value.next === 'booked')).toBe(true);
      await test.runDue();
      const told = test.rehearsal.mailbox.list().filter((entry) => entry.to === mobile || entry.to === correo);
      expect(told.map((entry) => entry.kind).sort()).toEqual(['email', 'sms', 'sms']);
    }
    expect(await rowsOf(practice.specialistId)).toHaveLength(rounds);
  });

  it('on the card page’s button and after it: one payment', async () => {
    const clinic = await startCardClinic();
    try {
      await clinic.practiceWith({});
      const { appointmentId } = await clinic.hold();
      const opened = await repeat(() => clinic.page(appointmentId));
      const [url = '', ...others] = new Set(opened.map((answer) => answer.url));
      expect(others).toEqual([]);
      await pay(url);
      await clinic.settle();
      const told = clinic.test.rehearsal.mailbox
        .list()
        .filter((entry) => entry.kind === 'email' && /reservada/i.test(entry.subject ?? ''));
      const payments = await clinic.world.as(system, (tx) =>
        tx.selectFrom('payments').select('status').where('appointment_id', '=', appointmentId).execute(),
      );
      expect([payments, told.length]).toEqual([[{ status: 'done' }], 1]);
    } finally {
      await clinic.stop();
    }
  });
});

/** A calendar as Apple, Google and Outlook keep it: by UID, a newer SEQUENCE replaces, an older one is ignored (RFC 5546 §2.1.5). */
function calendarOf(files: { method: string; content: string }[]) {
  const events = new Map<string, { start: string; cancelled: boolean; sequence: number }>();
  for (const { method, content } of files) {
    const event = new ICAL.Component(ICAL.parse(content)).getFirstSubcomponent('vevent');
    if (!event) throw new Error('no event');
    const value = (name: string) => String(event.getFirstPropertyValue(name));
    const sequence = Number(value('sequence'));
    if (sequence < (events.get(value('uid'))?.sequence ?? 0)) continue;
    events.set(value('uid'), {
      start: value('dtstart'),
      cancelled: method === 'CANCEL' && value('status') === 'CANCELLED',
      sequence,
    });
  }
  return [...events.values()];
}

describe('the files that come with the mails (B7, quality 66)', () => {
  it.each(['move', 'move, move, back', 'move, cancel', 'cancel', 'move, back, move, cancel'])(
    'after booking, %s: one event, its SEQUENCE rises, and the last state wins in any order of arrival, on both sides',
    async (history) => {
      const clean = history.split(', ');
      const other = await admitPractice(test.world);
      const correo = `calendar${clean.join('')}@correo.example`;
      const movil = `6127${String(clean.length * 11 + clean.join('').length).padStart(5, '0')}`;
      const { appointmentId, patient } = await bookAsPatient(
        test.world,
        details(other.videoService, nth(40), { correo, movil }),
        correo,
      );
      await test.runDue();
      let start = nth(40);
      for (const [index, what] of clean.entries()) {
        if (what === 'cancel') await cancelAppointment(test.world, patient, { appointmentId, expectedCostCents: 0 });
        else {
          start = what === 'back' ? nth(40) : nth(41 + index);
          expect(await rescheduleAppointment(test.world, patient, { appointmentId, startsAt: start })).toMatchObject({
            ok: true,
          });
        }
        await test.runDue();
      }
      const email = other.admission.contacts.find((contact) => contact.channel === 'email')?.address;
      for (const address of [correo, email]) {
        const files = test.rehearsal.mailbox
          .list()
          .filter((entry) => entry.to === address)
          .flatMap((entry) => entry.calendar ?? []);
        expect(files).toHaveLength(clean.length + 1);
        const sequences = files.map(({ content }) => Number(/^SEQUENCE:(\d+)/m.exec(content)?.[1]));
        expect(sequences).toEqual(clean.length === 0 ? [0] : [0, ...clean.map((_, index) => index + 1)]);
        const last = {
          start: start.toISOString().replace('.000', ''),
          cancelled: clean.includes('cancel'),
          sequence: clean.length,
        };
        expect(calendarOf(files)).toEqual([last]);
        expect(calendarOf(files.toReversed())).toEqual([last]);
        expect(files.map(({ content }) => content).join('')).not.toMatch(/lunar|piel|dermat/i);
      }
    },
  );
});
