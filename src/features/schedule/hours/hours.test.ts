import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bookForPatient } from '#features/booking/practice.server.ts';
import { admitPractice, type Practice } from '../../../../tests/world/clinic.ts';
import { startWorld, type TestWorld } from '../../../../tests/world/start-world.ts';
import { listServiceSlots, servicesOf } from '../../../../tests/world/hours.ts';
import { listPractice, type Practice as PracticeRow, type PracticeActor } from '../queries.server.ts';
import { listExceptions } from './exception-list.server.ts';
import { addExtraHours, addTimeOff, removeException } from './exceptions.server.ts';
import { listHolidays, takeHolidays } from './holidays.server.ts';
import { previewSlots } from './preview.server.ts';
import { previewException } from '../pages/hours-page.server.ts';
import { seenTimeOffForm, timeOffForm, type WeekForm } from './schema.ts';
import { parseWeek, readWeek, saveWeek } from './week.server.ts';

let test: TestWorld;
let lucia: Practice;
let row: PracticeRow;
let other: Practice;
let assistant: PracticeActor;
let secondPlace: { placeId: string; serviceId: string };
const tuesday = '2026-11-24';

beforeAll(async () => {
  test = await startWorld();
  lucia = await admitPractice(test.world);
  other = await admitPractice(test.world);
  row = (await listPractice(test.world, lucia.actor))[0] as PracticeRow;
  assistant = { kind: 'assistant', accountId: other.accountId, specialistIds: [lucia.specialistId] };
  secondPlace = await servicesOf(test.world, lucia);
});
afterAll(() => test.stop());

const lines = (key: string, line: string): WeekForm =>
  Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [`${key}.${day}`, day === 2 ? line : '']));
const hoursOn = async (serviceId: string, day: string) => listServiceSlots(test.world, serviceId, day);
const save = (form: WeekForm, actor: PracticeActor = lucia.actor) => saveWeek(test.world, actor, row, form);

describe('weekly hours', () => {
  it('of a place hold for what is given there alone; those without a place hold for both', async () => {
    expect(await save({ ...lines('presencial', '9-10'), ...lines(secondPlace.placeId, '16-17') })).toMatchObject({ ok: true });
    expect(await hoursOn(lucia.inPersonService, tuesday)).toEqual(['9:00', '9:20']);
    expect(await hoursOn(secondPlace.serviceId, tuesday)).toEqual(['9:00', '9:20', '16:00', '16:20']);
  });

  it('are replaced for the layers that the form names, by an assistant too; the others stay', async () => {
    expect(await save(lines('video', '9-10, 16-17'), assistant)).toMatchObject({ ok: true });
    const week = await readWeek(test.world, lucia.actor, row);
    expect(
      week.layers.map((layer) => [
        layer.key === secondPlace.placeId ? 'second' : layer.placeId ? 'first' : layer.key,
        layer.lines[1],
      ]),
    ).toEqual([
      ['video', '9:00-10:00, 16:00-17:00'],
      ['presencial', '9:00-10:00'],
      ['first', ''],
      ['second', '16:00-17:00'],
    ]);
  });

  it('that cannot be read are named by field and change nothing', async () => {
    const answer = await save({ 'video.1': '14-9', 'video.2': 'tarde', 'video.3': '9-14' });
    expect(answer).toMatchObject({ kind: 'invalid-input', fields: { 'video.1': 'hours-invalid', 'video.2': 'hours-invalid' } });
    expect((await readWeek(test.world, lucia.actor, row)).layers[0]?.lines[1]).toBe('9:00-10:00, 16:00-17:00');
  });

  it('of another practice, or at another’s place, are out of reach', async () => {
    expect(await saveWeek(test.world, other.actor, row, lines('video', '9-10'))).toMatchObject({ kind: 'not-found' });
    const theirs = (await listPractice(test.world, other.actor))[0] as PracticeRow;
    expect(await saveWeek(test.world, other.actor, theirs, lines(secondPlace.placeId, '9-10'))).toMatchObject({
      kind: 'invalid-input',
    });
  });

  it('show their slots before they are saved, with what is new and what goes', async () => {
    const { layers } = await readWeek(test.world, lucia.actor, row);
    const typed = parseWeek({ 'video.2': '9-9:40, 17-18' }, layers);
    if (!typed.ok) throw new Error(typed.kind);
    const preview = await previewSlots(test.world, lucia.actor, row, {
      serviceId: lucia.videoService,
      unsaved: { hours: typed.value },
    });
    expect(preview?.days).toHaveLength(14);
    expect(preview?.days[1]).toMatchObject({ date: tuesday, free: 3, added: 2, removed: 3 });
    expect(preview?.days[1]?.slots.map((slot) => `${slot.hour} ${slot.state}`)).toEqual([
      '9:00 kept', '9:20 gone', '16:00 gone', '16:20 gone', '17:00 new', '17:20 new',
    ]); // prettier-ignore
    expect(await hoursOn(lucia.videoService, tuesday)).toEqual(['9:00', '9:20', '16:00', '16:20']);
    const wider = await previewSlots(test.world, lucia.actor, row, {
      serviceId: lucia.videoService,
      unsaved: { rules: { stepMinutes: 30 } },
    });
    expect(wider?.days[1]?.slots.map((slot) => `${slot.hour} ${slot.state}`)).toContain('16:30 new');
    // A service that is longer, and one that is not there yet.
    const longer = await previewSlots(test.world, lucia.actor, row, {
      serviceId: lucia.videoService,
      unsaved: { service: { durationMinutes: 50, placeId: null } },
    });
    expect(longer?.days[1]?.slots.map((slot) => `${slot.hour} ${slot.state}`)).toEqual(['9:00 kept', '9:20 gone', '16:00 kept', '16:20 gone']);
    const fresh = await previewSlots(test.world, lucia.actor, row, {
      unsaved: { service: { durationMinutes: 50, placeId: null, modality: 'video', afterMinutes: 10 } },
    });
    expect(fresh?.days[1]?.slots.map((slot) => `${slot.hour} ${slot.state}`)).toEqual(['9:00 new', '16:00 new']);
    const off = seenTimeOffForm.parse({ desde: '2027-01-05', inicio: '16:00', fin: '17:00', servicio: lucia.videoService });
    const later = await previewException(test.world, lucia.actor, row, off);
    if (!later.ok) throw new Error(later.kind);
    expect(later.value?.days[0]).toMatchObject({ date: '2027-01-05', free: 2, added: 0, removed: 2 });
    expect(await listExceptions(test.world, lucia.actor, row, tuesday)).toEqual([]);
  });
});

describe('exceptions', () => {
  const off = (change: Record<string, string>) =>
    addTimeOff(test.world, lucia.actor, row, timeOffForm.parse({ desde: tuesday, ...change }), 'ask');
  const listed = () => listExceptions(test.world, lucia.actor, row, tuesday);

  it('close one place and leave the others open; one undo takes all days back', async () => {
    expect(await off({ hasta: '2026-12-04', ambito: secondPlace.placeId, motivo: 'Obras' })).toMatchObject({ ok: true });
    expect(await hoursOn(secondPlace.serviceId, tuesday)).toEqual([]);
    expect(await hoursOn(lucia.inPersonService, tuesday)).toEqual(['9:00', '9:20']);
    const [group] = await listed();
    expect(group).toMatchObject({
      kind: 'off',
      firstDay: tuesday,
      lastDay: '2026-12-04',
      label: 'Obras',
      stretches: [],
      standing: 0,
    });
    expect(await removeException(test.world, other.actor, lucia.specialistId, group?.groupId ?? '')).toMatchObject({
      kind: 'not-found',
    });
    expect(await removeException(test.world, assistant, lucia.specialistId, group?.groupId ?? '')).toMatchObject({ ok: true });
    expect(await listed()).toEqual([]);
    expect(await hoursOn(secondPlace.serviceId, tuesday)).toHaveLength(4);
  });

  it('open more hours on one date, at one place', async () => {
    const extra = await addExtraHours(test.world, lucia.actor, row, {
      dia: '2026-11-28',
      horas: '10-11, 12-13',
      donde: secondPlace.placeId,
    });
    expect(extra).toMatchObject({ ok: true });
    expect(await hoursOn(secondPlace.serviceId, '2026-11-28')).toEqual(['10:00', '10:20', '12:00', '12:20']);
    expect(await hoursOn(lucia.inPersonService, '2026-11-28')).toEqual([]);
    expect(await listed()).toMatchObject([{ kind: 'extra', stretches: [{ startsMinute: 600 }, { startsMinute: 720 }] }]);
  });

  it.each([
    [{ desde: '2026-11-01' }, { desde: 'date-invalid' }],
    [{ desde: '2026-02-30' }, { desde: 'date-invalid' }],
    [{ desde: '2026-12-05', hasta: '2026-12-04' }, { hasta: 'date-invalid' }],
    [{ desde: '2026-12-05', hasta: '2026-12-06', inicio: '9', fin: '10' }, { hasta: 'date-invalid' }],
    [{ desde: '2026-12-05', inicio: '12', fin: '10' }, { fin: 'hours-invalid' }],
    [{ desde: '2026-12-05', inicio: '12' }, { fin: 'hours-invalid' }],
  ])('as %o are refused', async (form, fields) => {
    expect(await off(form)).toMatchObject({ fields });
  });

  it('at another’s place are refused', async () => {
    const mine = (await listPractice(test.world, other.actor))[0] as PracticeRow;
    const form = timeOffForm.parse({ desde: tuesday, ambito: secondPlace.placeId });
    expect(await addTimeOff(test.world, other.actor, mine, form, 'ask')).toMatchObject({ kind: 'not-found' });
    expect(
      await addExtraHours(test.world, other.actor, mine, { dia: tuesday, horas: '9-10', donde: secondPlace.placeId }),
    ).toMatchObject({ kind: 'not-found' });
  });
});

describe('holidays', () => {
  it('of country and region are offered for a year, and none is taken off by itself', async () => {
    const { region, holidays } = await listHolidays(test.world, lucia.actor, row, 'es');
    expect(region).toBe('Comunidad de Madrid');
    const names = new Map(holidays.map((one) => [one.date, one.name]));
    expect(names.get('2026-12-25')).toBe('Navidad');
    expect(names.get('2027-05-03')).toMatch(/Madrid/);
    expect(holidays.every((one) => !one.off && one.date >= '2026-11-23' && one.date < '2027-11-23')).toBe(true);
    expect(await hoursOn(lucia.videoService, '2026-12-08')).not.toEqual([]);
  });

  it('on days without hours are told apart, until that day is opened; while no hours are written all are offered', async () => {
    const { holidays } = await listHolidays(test.world, lucia.actor, row, 'es');
    const { rows } = await readWeek(test.world, lucia.actor, row);
    const worked = new Set(rows.map((one) => one.weekday % 7));
    expect(holidays.map((one) => [one.date, one.closed])).toEqual(
      holidays.map((one) => [one.date, !worked.has(new Date(one.date).getUTCDay())]),
    );
    const sunday = holidays.find((one) => one.closed)?.date ?? expect.unreachable('a year without a holiday on a day off');
    await addExtraHours(test.world, lucia.actor, row, { dia: sunday, horas: '10:00-12:00', donde: 'video' });
    const opened = (await listHolidays(test.world, lucia.actor, row, 'es')).holidays.find((one) => one.date === sunday);
    expect(opened).toMatchObject({ closed: false, off: false });
    for (const group of await listExceptions(test.world, lucia.actor, row, sunday)) await removeException(test.world, lucia.actor, row.id, group.groupId);

    const fresh = await admitPractice(test.world);
    await test.world.as(fresh.actor, (tx) => tx.deleteFrom('weekly_hours').where('specialist_id', '=', fresh.specialistId).execute());
    const [unwritten] = (await listPractice(test.world, fresh.actor)) as [PracticeRow];
    expect((await listHolidays(test.world, fresh.actor, unwritten, 'es')).holidays.filter((one) => one.closed)).toEqual([]);
  });

  it('that are off already say so', async () => {
    await addTimeOff(test.world, lucia.actor, row, timeOffForm.parse({ desde: '2026-12-08', motivo: 'Inmaculada' }), 'ask');
    const { holidays } = await listHolidays(test.world, lucia.actor, row, 'es');
    expect(holidays.filter((one) => one.off).map((one) => one.date)).toEqual(['2026-12-08']);
    expect(await hoursOn(lucia.videoService, '2026-12-08')).toEqual([]);
  });

  it('taken over appointments are kept at once and asked about, soonest first; the others are simply off (B9)', async () => {
    const practice = await admitPractice(test.world);
    const [zoned] = (await listPractice(test.world, practice.actor)) as [PracticeRow];
    for (const [index, day] of ['2027-01-06', '2026-12-08'].entries()) {
      const patient = {
        persona: '' as const,
        nombre: 'Ana Soto',
        movil: `61242000${index}`,
        correo: `festivo${index}@correo.example`,
      };
      const form = { servicio: practice.videoService, dia: day, hora: '10:00', fuera: 'si' as const, ...patient };
      expect(await bookForPatient(test.world, practice.actor, form, 'es')).toMatchObject({ ok: true });
    }
    const taken = await takeHolidays(test.world, practice.actor, zoned, ['2026-12-08', '2026-12-25', '2027-01-06', '2026-12-09']);
    const groups = await listExceptions(test.world, practice.actor, zoned, '2026-11-23');
    expect(groups.map((one) => [one.firstDay, one.standing])).toEqual([
      ['2026-12-08', 1],
      ['2026-12-25', 0],
      ['2027-01-06', 1],
    ]);
    expect(taken).toEqual({ ok: true, value: { toAsk: [groups[0]?.groupId, groups[2]?.groupId] } });
  });
});
