import ICAL from 'ical.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cancelAppointment, rescheduleAppointment } from '#features/booking/change.server.ts';
import { bookForPatient } from '#features/booking/practice.server.ts';
import { admitPractice, bookAsPatient, details, type Practice } from '../../../tests/world/clinic.ts';
import { startWorld, type TestWorld } from '../../../tests/world/start-world.ts';
import { answerFeed } from './feed-answer.server.ts';
import { feedFile } from './feed-file.ts';
import { closeFeed, findOwnFeed, openFeed, setFeedContents } from './feeds.server.ts';

let test: TestWorld;
let practice: Practice;
const system = { kind: 'system', job: 'test' } as const;
const minutes = (count: number) => test.moveTo(new Date(test.clock.now().getTime() + count * 60_000));

beforeAll(async () => {
  test = await startWorld();
  practice = await admitPractice(test.world);
});
afterAll(() => test.stop());

describe('the feed to subscribe to', () => {
  const token = async (of = practice) =>
    /calendario\/([\w-]{22})\.ics$/.exec((await findOwnFeed(test.world, of.actor, of.specialistId))?.address ?? '')?.[1] ?? '';
  const content = async (name: string) => {
    const answer = await answerFeed(test.world, name);
    return answer.kind === 'file' ? answer.content : answer.kind;
  };
  const events = (text: string) =>
    new ICAL.Component(ICAL.parse(text) as unknown[]).getAllSubcomponents('vevent').map((one) => {
      const read = new ICAL.Event(one);
      return {
        uid: read.uid,
        at: read.startDate.toJSDate().toISOString(),
        sequence: read.sequence,
        summary: read.summary,
        status: one.getFirstPropertyValue('status'),
      };
    });

  it('holds the very events of the mails, busy and nothing else, until names are asked for', async () => {
    const { appointmentId } = await bookAsPatient(
      test.world,
      details(practice.videoService, new Date('2026-12-15T12:00:00+01:00')),
    );
    await openFeed(test.world, practice.actor, practice.specialistId);
    await test.runDue();
    const mailed =
      test.rehearsal.mailbox
        .list()
        .flatMap((entry) => (entry.calendar ? [entry.calendar.content] : []))
        .find((text) => text.includes(appointmentId)) ?? '';
    const [inMail] = events(mailed);
    const find = (text: string) => events(text).find((one) => one.uid === inMail?.uid);
    const busy = await content(await token());
    expect(find(busy)).toMatchObject({ at: '2026-12-15T11:00:00.000Z', sequence: 0, summary: 'Ocupado', status: 'CONFIRMED' });
    expect(busy).not.toMatch(/Carmen|Ruiz|345.?678|correo\.example|lunar/i);
    expect(busy).toMatch(/REFRESH-INTERVAL;VALUE=DURATION:PT15M/);
    await setFeedContents(test.world, practice.actor, practice.specialistId, 'names');
    const named = await content(await token());
    expect(find(named)).toMatchObject({ summary: 'Videoconsulta · Carmen R.' });
    expect(named).not.toMatch(/Lozano|345.?678|correo\.example|lunar/i);
    await rescheduleAppointment(test.world, practice.actor, { appointmentId, startsAt: new Date('2026-12-15T13:00:00+01:00') });
    expect(find(await content(await token()))).toMatchObject({ at: '2026-12-15T12:00:00.000Z', sequence: 1 });
    await cancelAppointment(test.world, practice.actor, { appointmentId, expectedCostCents: 0 });
    expect(find(await content(await token()))).toMatchObject({ sequence: 2, status: 'CANCELLED' });
    await minutes(31 * 24 * 60);
    expect(find(await content(await token()))).toBeUndefined();
  });

  it('says the same of the same to the byte, and keeps one row of access a day', async () => {
    const name = await token();
    const tag = async () => {
      const answer = await answerFeed(test.world, name);
      return answer.kind === 'file' ? answer.etag : answer.kind;
    };
    const first = await tag();
    await minutes(15);
    expect(await tag()).toBe(first);
    const noted = () =>
      test.world.as(system, (tx) => tx.selectFrom('audit').selectAll().where('action', '=', 'feed-read').execute());
    const before = (await noted()).length;
    await minutes(24 * 60);
    await tag();
    await tag();
    expect(await noted()).toHaveLength(before + 1);
  });

  it('is answered sixty times an hour, and says when again', async () => {
    const answers = [];
    for (let i = 0; i < 61; i++) answers.push((await answerFeed(test.world, await token())).kind);
    expect(answers.filter((kind) => kind === 'too-often').length).toBeGreaterThan(0);
    await openFeed(test.world, practice.actor, practice.specialistId);
  });

  it('dies at once with its address: replaced, closed, or its owner gone', async () => {
    const old = await token();
    await openFeed(test.world, practice.actor, practice.specialistId);
    expect(await content(old)).toBe('unknown');
    const current = await token();
    expect(current).not.toBe(old);
    await closeFeed(test.world, practice.actor, practice.specialistId);
    for (const name of [current, 'A'.repeat(22), '', '../..', `${current}x`]) expect(await content(name)).toBe('unknown');
    const accountId = test.world.ids.uuid();
    await test.world.as(system, async (tx) => {
      await tx.insertInto('accounts').values({ id: accountId, created_at: test.clock.now() }).execute();
      await tx
        .insertInto('assistants')
        .values({ account_id: accountId, specialist_id: practice.specialistId, created_at: test.clock.now() })
        .execute();
    });
    const assistant = {
      ...practice,
      actor: { kind: 'assistant' as const, accountId, specialistIds: [practice.specialistId] },
    } as unknown as Practice;
    await openFeed(test.world, assistant.actor, practice.specialistId);
    const theirs = await token(assistant);
    expect(await content(theirs)).toContain('BEGIN:VCALENDAR');
    await test.world.as(practice.actor, (tx) => tx.deleteFrom('assistants').where('account_id', '=', accountId).execute());
    expect(await content(theirs)).toBe('unknown');
  });

  it.each([
    ['Europe/Madrid', '2027-03-28', '03:10'],
    ['Atlantic/Canary', '2027-03-28', '02:10'],
    ['America/Mexico_City', '2027-04-04', '09:10'],
    ['America/Tijuana', '2027-03-14', '03:10'],
    ['America/Ciudad_Juarez', '2027-03-14', '03:10'],
    ['Australia/Lord_Howe', '2027-04-04', '02:10'],
    ['Africa/Casablanca', '2027-03-14', '09:10'],
  ])('tells the hour on the wall of %s on the day of the change (%s %s)', async (zone, dia, hora) => {
    const own = await admitPractice(test.world, { zone, stepMinutes: 10 });
    test.clock.moveTo(new Date(Math.max(test.clock.now().getTime(), Date.parse('2027-02-20T00:00Z'))));
    const form = {
      servicio: own.videoService,
      dia,
      hora,
      persona: '',
      nombre: 'Ana Soto',
      movil: '611 222 333',
      correo: '',
      fuera: 'si',
    } as const;
    const booked = await bookForPatient(test.world, own.actor, form, 'es');
    if (!booked.ok) throw new Error(booked.kind);
    await openFeed(test.world, own.actor, own.specialistId);
    const [event] = events(await content(await token(own)));
    const wall = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' }).format(
      new Date(event?.at ?? 0),
    );
    expect(wall).toBe(`${dia} ${hora}`);
  });

  it('of five thousand appointments is one file that a calendar program understands', () => {
    const at = (index: number) => new Date(Date.UTC(2026, 10, 23, 8, index * 30));
    const many = Array.from({ length: 5000 }, (_, index) => ({
      uid: `${index}@cita.example`, url: `https://cita.example/agenda?cita=${index}`, startsAt: at(index), endsAt: at(index + 1), sequence: index % 3, cancelled: index % 9 === 0, changedAt: at(-index), modality: 'video' as const, patient: 'Zoë Ñ., «con; comas»', place: null,
    })); // prettier-ignore
    const text = feedFile({ name: 'Citas · Dra. Íñiguez', locale: 'es', events: many });
    const read = events(text);
    expect(read).toHaveLength(5000);
    expect(read[1]).toEqual({
      uid: '1@cita.example',
      at: at(1).toISOString(),
      sequence: 1,
      summary: 'Videoconsulta · Zoë Ñ., «con; comas»',
      status: 'CONFIRMED',
    });
    expect(text.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
  });
});
