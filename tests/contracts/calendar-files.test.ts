import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { busyTimes, type BusyQuestion } from '#adapters/calendars/busy-times.ts';
import { wallToInstant } from '#domain/time.ts';

const folder = join(import.meta.dirname, 'calendars');
const read = (name: string) => readFileSync(join(folder, `${name}.ics`), 'utf8');
const question: Omit<BusyQuestion, 'text'> = {
  zone: 'Europe/Madrid',
  ownHost: 'cita.example',
  from: Date.parse('2026-11-23T00:00Z'),
  until: Date.parse('2027-12-01T00:00Z'),
};
const minute = (ms: number) => new Date(ms).toISOString().slice(0, 16);
function shown(name: string, change: Partial<BusyQuestion> = {}) {
  const answer = busyTimes({ ...question, text: read(name), ...change });
  return (
    answer && {
      name: answer.name,
      skipped: answer.skipped,
      busy: answer.busy.map((one) => `${minute(one.from)} ${minute(one.until)}${one.appointmentId ? ' ours' : ''}`),
    }
  );
}

/** Every file of the folder, written in the way of Google, Apple, Outlook and others, and when it is busy (UTC). */
const corpus: Record<string, { name: string | null; skipped?: number; busy: string[] } | null> = {
  'apple-duration-alarm': { name: 'Casa', busy: ['2026-11-27T15:00 2026-11-27T16:15'] },
  'apple-floating': { name: 'Flotante', busy: ['2026-11-28T09:00 2026-11-28T10:30'] },
  'apple-folded-bom': { name: 'Un calendario con un nombre largo que se parte en', busy: ['2026-11-27T08:00 2026-11-27T08:45'] },
  'apple-this-and-future': {
    name: 'Yoga',
    busy: [
      '2026-11-23T18:00 2026-11-23T19:00',
      '2026-11-24T18:00 2026-11-24T19:00',
      '2026-11-25T19:30 2026-11-25T20:00',
      '2026-11-26T19:30 2026-11-26T20:00',
    ],
  },
  'apple-yearly-leap': { name: 'Cumpleaños', busy: ['2027-03-11T23:00 2027-03-12T23:00'] },
  'broken-events': {
    name: 'Con roturas',
    skipped: 6,
    busy: ['2026-11-24T08:00 2026-11-24T09:00', '2026-11-26T08:00 2026-11-26T09:00'],
  },
  'broken-unclosed': { name: null, busy: ['2026-11-24T08:00 2026-11-24T09:00', '2026-11-25T08:00 2026-11-25T09:00'] },
  'dst-all-day': { name: 'Días enteros', busy: ['2027-03-27T23:00 2027-03-28T22:00', '2027-10-30T22:00 2027-10-31T23:00'] },
  'dst-daily': {
    name: 'Cambio de hora',
    busy: [
      '2027-03-26T08:00 2027-03-26T09:00',
      '2027-03-27T08:00 2027-03-27T09:00',
      '2027-03-28T01:30 2027-03-28T02:30',
      '2027-03-28T07:00 2027-03-28T08:00',
      '2027-03-29T07:00 2027-03-29T08:00',
      '2027-10-31T00:30 2027-10-31T00:45',
    ],
  },
  empty: { name: 'Vacío', busy: [] },
  'exchange-availability-only': {
    name: 'Disponibilidad',
    busy: ['2026-11-24T09:00 2026-11-24T11:00', '2026-11-26T09:00 2026-11-26T09:30'],
  },
  'google-all-day-free-and-busy': { name: 'Familia', busy: ['2026-12-05T23:00 2026-12-08T23:00'] },
  'google-declined': { name: 'lucia@correo.example', busy: ['2026-11-26T12:00 2026-11-26T13:00'] },
  'google-override': { name: 'Equipo', busy: ['2026-11-24T08:00 2026-11-24T09:00', '2026-12-02T11:00 2026-12-02T11:30'] },
  'google-single-utc': { name: 'lucia@correo.example', busy: ['2026-11-24T08:00 2026-11-24T09:30'] },
  'google-weekly-exdate': {
    name: 'Clases',
    busy: [
      '2026-11-23T17:00 2026-11-23T18:30',
      '2026-11-25T17:00 2026-11-25T18:30',
      '2026-12-02T17:00 2026-12-02T18:30',
      '2026-12-09T17:00 2026-12-09T18:30',
      '2026-12-14T17:00 2026-12-14T18:30',
      '2026-12-16T17:00 2026-12-16T18:30',
    ],
  },
  'hostile-rules': { name: 'Hostil', skipped: 3, busy: ['2026-11-24T08:00 2026-11-24T09:00'] },
  'mozilla-path-zone': { name: null, busy: ['2026-11-24T16:00 2026-11-24T17:00'] },
  'nextcloud-rdate': {
    name: null,
    busy: [
      '2026-11-24T08:00 2026-11-24T08:30',
      '2026-11-26T08:00 2026-11-26T08:30',
      '2026-11-27T09:00 2026-11-27T09:30',
      '2026-11-28T09:00 2026-11-28T11:00',
    ],
  },
  'not-a-calendar': null,
  'outlook-customized-zone': {
    name: 'Calendario',
    busy: ['2027-03-10T09:00 2027-03-10T09:30', '2027-03-24T09:00 2027-03-24T09:30', '2027-04-07T08:00 2027-04-07T08:30'],
  },
  'outlook-free-tentative-away': {
    name: 'Calendario',
    busy: ['2026-12-01T11:00 2026-12-01T12:00', '2026-12-01T13:00 2026-12-01T14:00'],
  },
  'outlook-weekday-of-month': {
    name: 'Calendario',
    busy: ['2026-11-27T07:00 2026-11-27T08:00', '2026-12-25T07:00 2026-12-25T08:00', '2027-01-29T07:00 2027-01-29T08:00'],
  },
  'outlook-windows-zone': { name: 'Calendario', busy: ['2026-11-24T10:30 2026-11-24T11:00'] },
  'outlook-windows-zone-bare': { name: 'Calendario', busy: ['2026-11-24T17:30 2026-11-24T18:00'] },
  overlapping: { name: 'Lleno', busy: ['2026-11-24T08:00 2026-11-24T11:30'] },
  'own-events': { name: 'Mis citas', busy: ['2026-11-24T08:00 2026-11-24T08:30 ours', '2026-11-25T08:00 2026-11-25T08:30'] },
  'zones-by-offset-and-unknown': {
    name: 'Zonas',
    busy: ['2026-11-24T08:00 2026-11-24T08:30', '2026-11-25T09:00 2026-11-25T09:30', '2026-11-26T18:00 2026-11-26T19:30'],
  },
};

describe('a calendar from elsewhere', () => {
  it('is in this table, every one of the folder', () =>
    expect(Object.keys(corpus).sort()).toEqual(
      readdirSync(folder)
        .map((file) => file.replace('.ics', ''))
        .sort(),
    ));
  it.each(Object.entries(corpus))('%s is busy when it says', (name, expected) =>
    expect(shown(name)).toEqual(expected && { skipped: 0, ...expected }),
  );

  it.each([
    'Europe/Madrid',
    'Atlantic/Canary',
    'America/Mexico_City',
    'America/Tijuana',
    'America/Ciudad_Juarez',
    'Australia/Lord_Howe',
    'Africa/Casablanca',
  ])('times without a zone are those of the specialist in %s', (zone) => {
    const at = (minutes: number) => minute(wallToInstant(zone, '2026-11-28', minutes).getTime());
    expect(shown('apple-floating', { zone })?.busy).toEqual([`${at(600)} ${at(690)}`]);
  });

  it('whole days are the specialist’s: half an hour shorter in spring on Lord Howe', () => {
    const text = read('dst-all-day').replace('20270328', '20261004').replace('20271031', '20270404');
    const days = busyTimes({ ...question, text, zone: 'Australia/Lord_Howe', from: Date.parse('2026-10-01T00:00Z') })?.busy.map(
      (one) => (one.until - one.from) / 3_600_000,
    );
    expect(days).toEqual([23.5, 24.5]);
  });

  it('of many years is read whole, what is long over and what repeats since then alike', () => {
    const events = Array.from({ length: 10_000 }, (_, i) => {
      const repeats = i % 50 === 0 ? `RRULE:FREQ=WEEKLY;INTERVAL=${1 + (i % 7)}\n` : '';
      const hour = String(i % 20).padStart(2, '0');
      return `BEGIN:VEVENT\nUID:e${i}\nDTSTART;TZID=Europe/Madrid:20190101T${hour}0000\nDTEND;TZID=Europe/Madrid:20190101T${hour}2000\n${repeats}END:VEVENT`;
    });
    const answer = busyTimes({ ...question, text: `BEGIN:VCALENDAR\n${events.join('\n')}\nEND:VCALENDAR` });
    expect(answer?.skipped).toBe(0);
    expect(answer?.busy.length).toBeGreaterThan(50);
  });
});
