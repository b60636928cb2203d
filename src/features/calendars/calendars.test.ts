import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { holdSlot } from '#features/booking/hold.server.ts';
import { bookForPatient } from '#features/booking/practice.server.ts';
import { slotsOfService } from '#features/profiles/free-slots.server.ts';
import { admitPractice, bookAsPatient, browser, details, type Practice } from '../../../tests/world/clinic.ts';
import { startWorld, type TestWorld } from '../../../tests/world/start-world.ts';
import { readCalendarsPage } from './calendars-page.server.ts';
import { addCalendar, refreshCalendar, removeCalendar, switchCalendar } from './external.server.ts';
import { readDueCalendars } from './refresh.server.ts';

let test: TestWorld;
let practice: Practice;
const system = { kind: 'system', job: 'test' } as const;
const thursday = (hour: string) => new Date(`2026-11-26T${hour}:00+01:00`);
const minutes = (count: number) => test.moveTo(new Date(test.clock.now().getTime() + count * 60_000));
const event = (uid: string, from: string, until: string) =>
  `BEGIN:VEVENT\r\nUID:${uid}\r\nDTSTART:${from}\r\nDTEND:${until}\r\nSUMMARY:Un secreto mío\r\nEND:VEVENT\r\n`;
const calendar = (...events: string[]) => `BEGIN:VCALENDAR\r\nX-WR-CALNAME:Personal\r\n${events.join('')}END:VCALENDAR\r\n`;
let published = 0;
/** An hour later, for nobody gets a code more than three times in one. */
async function booked(at: string, of = practice) {
  await minutes(61);
  return bookAsPatient(test.world, details(of.videoService, new Date(at)));
}
/** Publishes a calendar and adds it. */
async function added(content: string, to = practice) {
  published += 1;
  const name = `c${published}.ics`;
  test.rehearsal.calendarServer.publish(name, content);
  const address = test.rehearsal.calendarServer.addressOf(name);
  const answer = await addCalendar(test.world, to.actor, to.specialistId, { direccion: address });
  if (!answer.ok) throw new Error(`${answer.kind} ${JSON.stringify(answer.fields)}`);
  return { ...answer.value, name, address, form: { calendario: answer.value.calendarId } };
}
const page = (of = practice) => readCalendarsPage(test.world, of.actor, { id: of.specialistId, zone: 'Europe/Madrid' }, 'es');
const free = async (at: Date) => {
  const slots = await slotsOfService(test.world, practice.videoService, { from: new Date(at.getTime() - 3_600_000), days: 1 });
  return slots?.free.some((slot) => slot.getTime() === at.getTime());
};

beforeAll(async () => {
  test = await startWorld();
  practice = await admitPractice(test.world);
});
afterEach(async () => {
  test.rehearsal.calendarServer.fault(null);
  for (const one of (await page()).calendars)
    await removeCalendar(test.world, practice.actor, practice.specialistId, { calendario: one.id });
});
afterAll(() => test.stop());

describe('a calendar from elsewhere', () => {
  it('takes slots from the moment it is added until it is taken away', async () => {
    expect(await free(thursday('10:00'))).toBe(true);
    const { form } = await added(calendar(event('a', '20261126T091500Z', '20261126T094500Z')));
    expect(await free(thursday('10:00'))).toBe(false);
    expect(await free(thursday('11:00'))).toBe(true);
    expect(
      await holdSlot(
        test.world,
        { browserHash: browser('ana'), locale: 'es' },
        details(practice.videoService, thursday('10:00')),
      ),
    ).toMatchObject({ kind: 'slot-taken' });
    expect((await page()).calendars).toMatchObject([
      { name: 'Personal', failing: null, state: 'Leído hoy a las 9:00', next: ['jueves 26, 10:15–10:45'] },
    ]);
    await removeCalendar(test.world, practice.actor, practice.specialistId, form);
    expect(await free(thursday('10:00'))).toBe(true);
  });

  it('switched off takes none, on again does at once', async () => {
    const { calendarId } = await added(calendar(event('a', '20261126T091500Z', '20261126T094500Z')));
    const turn = (activo: 'si' | 'no') =>
      switchCalendar(test.world, practice.actor, practice.specialistId, { calendario: calendarId, activo });
    await turn('no');
    expect([await free(thursday('10:00')), (await page()).calendars[0]?.state]).toEqual([true, 'Apagado: no quita huecos.']);
    await minutes(30);
    expect(await free(thursday('10:00'))).toBe(true);
    await turn('si');
    expect(await free(thursday('10:00'))).toBe(false);
  });

  it('is read again within five minutes, and only written where it changed', async () => {
    const { name } = await added(calendar(event('a', '20261126T091500Z', '20261126T094500Z')));
    const { asked } = test.rehearsal.calendarServer;
    await minutes(6);
    expect(asked.at(-1)).toEqual({ path: `/${name}`, unchanged: true });
    test.rehearsal.calendarServer.publish(name, calendar(event('a', '20261126T101500Z', '20261126T104500Z')));
    await minutes(6);
    expect([await free(thursday('10:00')), await free(thursday('11:00'))]).toEqual([true, false]);
    const before = asked.length;
    await minutes(4);
    expect(asked).toHaveLength(before);
    await minutes(24 * 60);
    expect(asked.at(-1)?.unchanged).toBe(false);
  });

  it('that fails is asked less and less, says since when and why, and blocks three days more', async () => {
    const { form } = await added(calendar(event('a', '20261202T091500Z', '20261202T094500Z')));
    const next = new Date('2026-12-02T10:00:00+01:00');
    test.rehearsal.calendarServer.fault('gone');
    const { asked } = test.rehearsal.calendarServer;
    const tries: number[] = [];
    for (let passed = 0; passed < 90; passed += 5) {
      const before = asked.length;
      await minutes(5);
      if (asked.length > before) tries.push(passed + 5);
    }
    expect(tries).toEqual([5, 15, 35, 75]);
    const [card] = (await page()).calendars;
    expect(card?.failing?.title).toMatch(
      /^No podemos leerlo desde hoy a las 9:\d\d$|^No podemos leerlo desde hoy a las 10:\d\d$|^No podemos leerlo desde/,
    );
    expect(card?.failing?.why).toContain('Ese enlace ya no existe');
    expect(card?.failing?.meanwhile).toContain('Contamos con lo último que leímos hasta');
    expect(await free(next)).toBe(false);
    await minutes(3 * 24 * 60);
    await minutes(6 * 60);
    expect(await free(next)).toBe(true);
    expect((await page()).calendars[0]?.failing?.meanwhile).toBe('Mientras tanto no quita huecos.');
    expect(await refreshCalendar(test.world, practice.actor, practice.specialistId, form)).toMatchObject({
      kind: 'calendar-gone',
    });
    test.rehearsal.calendarServer.fault(null);
    expect(await refreshCalendar(test.world, practice.actor, practice.specialistId, form)).toMatchObject({ ok: true });
    expect([(await page()).calendars[0]?.failing, await free(next)]).toEqual([null, false]);
  });

  it.each([
    ['http://calendario.ensayo.example/c.ics', 'calendar-address-invalid'],
    ['https://127.0.0.1/c.ics', 'calendar-unreachable'],
    ['https://calendario.ensayo.example/nada.ics', 'calendar-gone'],
  ])('at %s is refused in words', async (direccion, kind) => {
    expect(await addCalendar(test.world, practice.actor, practice.specialistId, { direccion })).toMatchObject({
      kind: 'invalid-input',
      fields: { direccion: kind },
    });
    expect((await page()).calendars).toEqual([]);
  });

  it('is added once, and its address stands nowhere in the clear', async () => {
    const { address } = await added(calendar(event('a', '20261126T091500Z', '20261126T094500Z')));
    expect(
      await addCalendar(test.world, practice.actor, practice.specialistId, { direccion: address.replace('https', 'webcal') }),
    ).toMatchObject({ fields: { direccion: 'calendar-already-added' } });
    const rows = await test.world.as(system, async (tx) => [
      await tx.selectFrom('external_calendars').selectAll().execute(),
      await tx.selectFrom('external_busy').selectAll().execute(),
    ]);
    const kept =
      JSON.stringify(rows) +
      rows
        .flat()
        .map((row) => ('address_sealed' in row ? row.address_sealed.toString('latin1') : ''))
        .join('');
    expect(kept).not.toContain(new URL(address).pathname);
    expect(kept).not.toContain('secreto');
    expect(JSON.stringify(test.log)).not.toContain('.ics');
  });

  it('that holds our own events is no echo; an appointment of theirs with somebody else is busy', async () => {
    const other = await admitPractice(test.world);
    const mine = await booked('2026-12-10T12:00:00+01:00');
    const theirs = await booked('2026-12-10T16:00:00+01:00', other);
    await added(
      calendar(
        event(`${mine.appointmentId}@localhost`, '20261210T110000Z', '20261210T113000Z'),
        event(`${theirs.appointmentId}@localhost`, '20261210T150000Z', '20261210T153000Z'),
      ),
    );
    const shown = await page();
    expect(shown.conflicts).toEqual([]);
    expect(shown.calendars[0]?.next).toEqual(['jueves 10, 16:00–16:30']);
  });

  it('over an appointment moves nothing, and says so', async () => {
    const { appointmentId } = await booked('2026-12-11T12:00:00+01:00');
    await added(calendar(event('a', '20261211T111500Z', '20261211T120000Z')));
    expect((await page()).conflicts).toMatchObject([{ appointmentId, patientName: 'Carmen Ruiz Lozano' }]);
  });

  it('is a warning to the practice, not a refusal; another appointment stays one', async () => {
    await added(calendar(event('a', '20261214T090000Z', '20261214T100000Z')));
    const form = {
      servicio: practice.videoService,
      dia: '2026-12-14',
      hora: '10:20',
      persona: '',
      nombre: 'Ana Soto',
      movil: '611 222 333',
      correo: '',
    } as const;
    expect(await bookForPatient(test.world, practice.actor, form, 'es')).toMatchObject({ kind: 'outside-hours' });
    expect(await bookForPatient(test.world, practice.actor, { ...form, fuera: 'si' }, 'es')).toMatchObject({ ok: true });
    expect(await bookForPatient(test.world, practice.actor, form, 'es')).toMatchObject({ kind: 'slot-taken' });
  });

  it('is read by one process at a time, however many look', async () => {
    await added(calendar());
    const { asked } = test.rehearsal.calendarServer;
    test.clock.moveTo(new Date(test.clock.now().getTime() + 10 * 60_000));
    const before = asked.length;
    await Promise.all([readDueCalendars(test.world), readDueCalendars(test.world), readDueCalendars(test.world)]);
    expect(asked.length - before).toBe(1);
  });

  it('belongs to the specialist: an assistant and another practice change nothing', async () => {
    const { calendarId, form } = await added(calendar(event('a', '20261126T091500Z', '20261126T094500Z')));
    const other = await admitPractice(test.world);
    const assistant = { kind: 'assistant', accountId: other.accountId, specialistIds: [practice.specialistId] } as const;
    for (const actor of [assistant, other.actor] as const) {
      expect(
        await addCalendar(test.world, actor, practice.specialistId, { direccion: 'https://nube.example/c.ics' }),
      ).toMatchObject({ kind: 'not-allowed' });
      expect(await removeCalendar(test.world, actor, practice.specialistId, form)).toMatchObject({ kind: 'not-allowed' });
      expect(
        await switchCalendar(test.world, actor, practice.specialistId, { calendario: calendarId, activo: 'no' }),
      ).toMatchObject({ kind: 'not-allowed' });
      for (const table of ['external_calendars', 'external_busy'] as const) {
        const gone = await test.world.as(actor, (tx) => tx.deleteFrom(table).executeTakeFirst());
        expect(gone.numDeletedRows).toBe(0n);
      }
    }
    expect(await test.world.as(other.actor, (tx) => tx.selectFrom('external_calendars').selectAll().execute())).toEqual([]);
    expect((await page()).calendars).toHaveLength(1);
  });
});
