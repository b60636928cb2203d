import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { admitPractice, type Practice } from '../../../../tests/world/clinic.ts';
import { startWorld, type TestWorld } from '../../../../tests/world/start-world.ts';
import { bookForPatient } from '#features/booking/practice.server.ts';
import { addTimeOff } from '../hours/exceptions.server.ts';
import { timeOffForm } from '../hours/schema.ts';
import { listPractice } from '../queries.server.ts';
import { readAddress, readAgendaPage } from './agenda-page.server.ts';
import { chosenInstant, readAppointmentCard } from './appointment-card.server.ts';
import { messageLines, type KnownMessage } from './message-lines.server.ts';
import { readPrintedDay } from './printed-day.server.ts';
import {
  readPrepaymentPage,
  readRemindersPage,
  readRulesPage,
  readVideoMessagePage,
} from './settings-page.server.ts';
import { readHoursPage, readTimeOffPage } from './hours-page.server.ts';
import type { Practice as PracticeRow } from '../queries.server.ts';

let test: TestWorld;
let lucia: Practice;
let practice: PracticeRow;
let appointmentId: string;

beforeAll(async () => {
  test = await startWorld();
  lucia = await admitPractice(test.world);
  practice = (await listPractice(test.world, lucia.actor))[0] as PracticeRow;
  const form = {
    servicio: lucia.videoService,
    dia: '2026-11-26',
    hora: '18:40',
    persona: '',
    nombre: 'Ana Soto',
    movil: '612 000 111',
    correo: '',
  };
  const booked = await bookForPatient(test.world, lucia.actor, form, 'es');
  if (!booked.ok) throw new Error(booked.kind);
  appointmentId = booked.value.appointmentId;
});
afterAll(() => test.stop());

const page = (query: string) =>
  readAgendaPage(test.world, lucia.actor, practice, readAddress(new URL(`http://x/agenda?${query}`)), 'es');
const card = () => readAppointmentCard(test.world, lucia.actor, practice, appointmentId, 'es');

describe('the agenda page', () => {
  it('opens on the week of today, five days, the hours that are worked', async () => {
    const agenda = await page('');
    expect(agenda).toMatchObject({
      view: 'semana',
      day: '2026-11-23',
      title: '23–27 de noviembre',
      fromHour: 8,
      untilHour: 21,
      previous: '2026-11-16',
      next: '2026-11-30',
    });
    expect(agenda.days.map((day) => `${day.weekday} ${day.number} ${day.events.length}`)).toEqual([
      'Lun 23 0',
      'Mar 24 0',
      'Mié 25 0',
      'Jue 26 1',
      'Vie 27 0',
    ]);
    expect(agenda.days[0]?.isToday).toBe(true);
  });

  it('shows seven days when the asked one is a weekend day', async () => {
    expect((await page('dia=2026-11-28')).days).toHaveLength(7);
  });

  it('shows one day, and names weeks that lie in two months', async () => {
    expect(await page('vista=dia&dia=2026-11-26')).toMatchObject({
      title: 'Jueves 26 de noviembre',
      dayTitle: 'Jueves 26',
      month: 'noviembre',
      previous: '2026-11-25',
      next: '2026-11-27',
    });
    expect((await page('dia=2026-12-01')).title).toBe('30 nov – 4 dic');
  });

  it('puts a day on paper with what is to be paid', async () => {
    const { lines } = await readPrintedDay(test.world, lucia.actor, practice, '2026-11-26', 'es');
    expect(lines).toMatchObject([{ hour: '18:40', name: 'Ana Soto', money: { price: '55\u00a0€', payment: 'none' } }]);
  });

  it('takes an unknown view and a day that does not exist for the usual ones', async () => {
    expect(await page('vista=ano&dia=2026-02-30')).toMatchObject({ view: 'semana', day: '2026-11-23' });
  });

  it('marks what is taken off', async () => {
    await addTimeOff(test.world, lucia.actor, practice, timeOffForm.parse({ desde: '2026-12-02', inicio: '16', fin: '20' }), 'ask');
    expect((await page('dia=2026-12-01')).days[2]?.off).toEqual([{ startsMinute: 960, endsMinute: 1200 }]);
  });
});

describe('the drawer', () => {
  it('offers the room from 30 minutes before the hour, the outcome from the hour on', async () => {
    expect(await card()).toMatchObject({
      dayTitle: 'Jueves 26 de noviembre',
      hour: '18:40',
      endHour: '19:10',
      mayEnter: false,
      mayMark: false,
      mayMove: true,
      mayCancel: true,
    });
    await test.moveTo(new Date('2026-11-26T18:10:00+01:00'));
    expect(await card()).toMatchObject({ mayEnter: true, mayMark: false });
    await test.moveTo(new Date('2026-11-26T18:40:00+01:00'));
    expect(await card()).toMatchObject({ mayEnter: true, mayMark: true });
    await test.moveTo(new Date('2026-11-26T19:40:00+01:00'));
    expect(await card()).toMatchObject({ mayEnter: false, mayMark: true, glance: 'asks', mayMove: false });
  });

  it('never offers the room to an assistant', async () => {
    const assistant = { ...lucia.actor, kind: 'assistant' as const };
    expect(await readAppointmentCard(test.world, assistant, practice, appointmentId, 'es')).toMatchObject({ mayEnter: false });
  });

  it('reads the hour to move to, chosen or typed', () => {
    const form = { cita: appointmentId, inicio: 'otra' as const, dia: '2026-11-27', hora: '9:20' };
    expect(chosenInstant(form, practice.zone)).toEqual({ ok: true, value: new Date('2026-11-27T08:20:00Z') });
    expect(chosenInstant({ ...form, inicio: '2026-11-27T08:40:00.000Z' }, practice.zone)).toEqual({
      ok: true,
      value: new Date('2026-11-27T08:40:00Z'),
    });
    expect(chosenInstant({ ...form, dia: '', hora: '25' }, practice.zone)).toMatchObject({
      fields: { dia: 'date-invalid', hora: 'date-invalid' },
    });
  });
});

describe('the messages of an appointment', () => {
  const now = new Date('2026-11-26T08:00:00Z');
  const message = (change: Partial<KnownMessage>): KnownMessage => ({
    id: `${change.kind} ${change.channel}`,
    kind: 'confirmation',
    audience: 'patient',
    channel: 'sms',
    status: 'delivered',
    at: now,
    words: { kind: 'Confirmación', status: 'Entregado' },
    ...change,
  });

  it('make one line of SMS and e-mail, and say why one did not arrive', () => {
    const lines = messageLines(
      [
        message({}),
        message({ channel: 'email' }),
        message({ audience: 'specialist' }),
        message({
          kind: 'reminder_60',
          status: 'planned',
          at: new Date('2026-11-27T08:00:00Z'),
          words: { kind: 'Recordatorio', status: 'Previsto' },
        }),
        message({ kind: 'card_request', status: 'undeliverable', words: { kind: 'Tarjeta', status: 'No se pudo entregar' } }),
        message({ kind: 'reminder_1440', status: 'cancelled' }),
      ],
      practice.zone,
      now,
      'es',
    );
    expect(lines.map(({ words, when, state, note }) => [words, when, state, note])).toEqual([
      ['Confirmación · SMS y correo', 'Hoy 9:00', 'reached', null],
      ['Recordatorio · SMS', 'Mañana 9:00', 'planned', null],
      ['Tarjeta · SMS', 'Hoy 9:00', 'failed', 'No se pudo entregar'],
    ]);
  });
});

describe('the settings', () => {
  it('hold the video message on its own page alone (P3)', async () => {
    const { world } = test;
    const pages = {
      hours: await readHoursPage(world, lucia.actor, practice, 'es'),
      timeOff: await readTimeOffPage(world, lucia.actor, practice, 'es'),
      rules: await readRulesPage(world, lucia.actor, practice),
      video: await readVideoMessagePage(world, lucia.actor, practice),
      prepayment: await readPrepaymentPage(world, lucia.actor, practice),
      reminders: await readRemindersPage(world, lucia.actor, practice),
    };
    const holding = Object.entries(pages).filter(([, page]) => JSON.stringify(page).includes('luz natural'));
    expect(holding.map(([name]) => name)).toEqual(['video']);
  });
});
