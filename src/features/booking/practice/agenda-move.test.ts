import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { admitPractice, browser, details, type Practice } from '../../../../tests/world/clinic.ts';
import { startWorld, type TestWorld } from '../../../../tests/world/start-world.ts';
import { holdSlot } from '../hold.server.ts';
import { bookForPatient } from '../practice.server.ts';
import { moveInAgenda, undoMove } from './agenda-move.server.ts';

let test: TestWorld;
let lucia: Practice;
let stranger: Practice;
let assistant: { kind: 'assistant'; accountId: string; specialistIds: string[] };
const system = { kind: 'system', job: 'test' } as const;
let day = 23;
/** Each test has a day of its own. */
const at = (hour: string) => new Date(`2026-12-${String(day).padStart(2, '0')}T${hour}:00+01:00`);

beforeAll(async () => {
  test = await startWorld();
  lucia = await admitPractice(test.world);
  stranger = await admitPractice(test.world);
  assistant = { kind: 'assistant', accountId: stranger.accountId, specialistIds: [lucia.specialistId] };
});
beforeEach(() => {
  day = day === 1 ? 23 : day - 1;
  while ([5, 6, 12, 13, 19, 20].includes(day)) day -= 1;
});
afterAll(() => test.stop());

async function book(hour: string, change: { minutos?: number } = {}): Promise<string> {
  const dia = at('12:00').toISOString().slice(0, 10);
  const patient = { persona: '' as const, nombre: 'Carmen Ruiz Lozano', movil: '612 345 678', correo: 'carmen@correo.example' };
  const booked = await bookForPatient(test.world, lucia.actor, { servicio: lucia.videoService, dia, hora: hour, ...patient, ...change }, 'es');
  if (!booked.ok) throw new Error(booked.kind);
  return booked.value.appointmentId;
}
const rowOf = (id: string) => test.world.as(system, (tx) => tx.selectFrom('appointments').selectAll().where('id', '=', id).executeTakeFirstOrThrow());
const messagesOf = (id: string, ...statuses: ('planned' | 'sent' | 'cancelled' | 'delivered')[]) =>
  test.world.as(system, async (tx) => {
    const rows = await tx.selectFrom('messages').select(['kind', 'audience', 'channel']).where('appointment_id', '=', id).where('status', 'in', statuses).execute();
    return rows.map((row) => `${row.kind} ${row.audience} ${row.channel}`).sort();
  });
const drag = (appointmentId: string, hour: string, change: Partial<Parameters<typeof moveInAgenda>[2]> = {}) =>
  moveInAgenda(test.world, lucia.actor, { appointmentId, startsAt: at(hour), minutes: null, from: null, evenSo: false, ...change });
async function moved(answer: Awaited<ReturnType<typeof drag>>) {
  if (!answer.ok) throw new Error(answer.kind);
  return answer.value;
}
const later = (seconds: number) => test.moveTo(new Date(test.clock.now().getTime() + seconds * 1000));

describe('an appointment that is dragged', () => {
  it('has its new hour at once, and the patient is told when it can be taken back no more', async () => {
    const id = await book('10:00');
    await later(2);
    await moved(await drag(id, '12:00'));
    expect(await rowOf(id)).toMatchObject({ starts_at: at('12:00'), wall_start: expect.stringMatching(/T12:00$/), sequence: 1 });
    await later(20);
    expect(await messagesOf(id, 'sent', 'delivered')).not.toContain('rescheduled patient sms');
    await later(6);
    expect(await messagesOf(id, 'sent', 'delivered')).toEqual(expect.arrayContaining(['rescheduled patient email', 'rescheduled patient sms']));
  });

  it('goes back by undo, and nobody ever hears of it', async () => {
    const id = await book('10:00');
    await later(2);
    const planned = await messagesOf(id, 'planned');
    const { moveId } = await moved(await drag(id, '12:00'));
    await later(10);
    expect(await undoMove(test.world, assistant, moveId)).toEqual({ ok: true, value: { appointmentId: id } });
    expect(await rowOf(id)).toMatchObject({ starts_at: at('10:00'), ends_at: at('10:30'), sequence: 2 });
    await later(60);
    expect(await messagesOf(id, 'planned')).toEqual(planned);
    expect(await messagesOf(id, 'sent', 'delivered')).not.toContain('rescheduled patient sms');
  });

  it('dragged twice and taken back once: the patient hears of the first move alone', async () => {
    const id = await book('10:00');
    await later(2);
    await moved(await drag(id, '11:00'));
    const second = await moved(await drag(id, '12:00'));
    await undoMove(test.world, lucia.actor, second.moveId);
    expect(await rowOf(id)).toMatchObject({ starts_at: at('11:00') });
    await later(30);
    const told = await test.world.as(system, (tx) =>
      tx.selectFrom('messages').select('occurrence').where('appointment_id', '=', id).where('kind', '=', 'rescheduled').where('status', 'in', ['sent', 'delivered']).execute(),
    );
    expect(told.map((row) => row.occurrence)).toEqual(['rescheduled 1', 'rescheduled 1']);
  });

  it('cannot be taken back later, twice, or by another practice', async () => {
    const id = await book('10:00');
    const { moveId } = await moved(await drag(id, '12:00'));
    expect(await undoMove(test.world, stranger.actor, moveId)).toMatchObject({ kind: 'not-found' });
    await later(21);
    expect(await undoMove(test.world, lucia.actor, moveId)).toMatchObject({ kind: 'undo-too-late' });
    const again = await moved(await drag(id, '13:00'));
    await undoMove(test.world, lucia.actor, again.moveId);
    expect(await undoMove(test.world, lucia.actor, again.moveId)).toMatchObject({ kind: 'undo-too-late' });
  });

  it('is not put back over somebody who has booked the old hour meanwhile', async () => {
    const id = await book('10:00');
    const { moveId } = await moved(await drag(id, '12:00'));
    await book('10:00');
    expect(await undoMove(test.world, lucia.actor, moveId)).toMatchObject({ kind: 'slot-taken' });
    expect(await rowOf(id)).toMatchObject({ starts_at: at('12:00') });
  });

  it('by two people at once goes where the first put it; the second is told, and nothing is written over', async () => {
    const id = await book('10:00');
    const answers = await Promise.all([drag(id, '11:00', { from: at('10:00') }), drag(id, '12:00', { from: at('10:00') })]);
    expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
    expect(answers.find((answer) => !answer.ok)).toMatchObject({ kind: 'changed-meanwhile' });
    const row = await rowOf(id);
    expect(row.sequence).toBe(1);
    expect([at('11:00'), at('12:00')].map(Number)).toContain(row.starts_at.getTime());
  });

  it('never goes over another one, nor over a booking under way', async () => {
    const id = await book('10:00');
    await book('12:00');
    expect(await drag(id, '12:10', { evenSo: true })).toMatchObject({ kind: 'slot-taken' });
    const held = await holdSlot(test.world, { browserHash: browser('holder'), locale: 'es' }, details(lucia.videoService, at('14:00')));
    expect(held.ok).toBe(true);
    expect(await drag(id, '14:10', { evenSo: true })).toMatchObject({ kind: 'slot-held' });
    await later(11 * 60);
    expect((await drag(id, '14:10')).ok).toBe(true);
  });

  it('goes outside the hours once it is meant', async () => {
    const id = await book('10:00');
    expect(await drag(id, '21:00')).toMatchObject({ kind: 'outside-hours', warnings: ['outside-hours'] });
    expect((await drag(id, '21:00', { evenSo: true })).ok).toBe(true);
  });

  it('does not go into the past, and another practice’s does not go at all', async () => {
    const id = await book('10:00');
    expect(await drag(id, '10:00', { startsAt: new Date('2026-11-20T10:00:00Z') })).toMatchObject({ kind: 'slot-in-the-past' });
    const input = { appointmentId: id, startsAt: at('11:00'), minutes: null, from: null, evenSo: true };
    expect(await moveInAgenda(test.world, stranger.actor, input)).toMatchObject({ kind: 'not-found' });
  });
});

describe('an appointment that is drawn', () => {
  it('is as long as it was drawn, for the price of its service, and takes all of that time', async () => {
    const usual = await rowOf(await book('9:00'));
    const id = await book('10:00', { minutos: 50 });
    expect(await rowOf(id)).toMatchObject({ duration_minutes: 50, ends_at: at('10:50'), price_cents: usual.price_cents });
    await expect(book('10:40')).rejects.toThrow('slot-taken');
  });
});

describe('an appointment that is stretched', () => {
  it('ends later for the same price, tells nobody, and keeps its reminders', async () => {
    const id = await book('10:00');
    await later(2);
    const [before, planned] = [await rowOf(id), await messagesOf(id, 'planned')];
    const answer = await moved(await drag(id, '10:00', { minutes: 60 }));
    expect(answer).toMatchObject({ told: false, endsAt: at('11:00') });
    expect(await rowOf(id)).toMatchObject({ duration_minutes: 60, ends_at: at('11:00'), price_cents: before.price_cents });
    await later(60);
    expect(await messagesOf(id, 'planned')).toEqual(planned);
  });

  it('over the next one is refused', async () => {
    const id = await book('10:00');
    await book('10:40');
    expect(await drag(id, '10:00', { minutes: 50, evenSo: true })).toMatchObject({ kind: 'slot-taken' });
    expect(await rowOf(id)).toMatchObject({ duration_minutes: 30 });
  });

  it('has its old end back by undo', async () => {
    const id = await book('10:00');
    const { moveId } = await moved(await drag(id, '10:00', { minutes: 20 }));
    await undoMove(test.world, lucia.actor, moveId);
    expect(await rowOf(id)).toMatchObject({ duration_minutes: 30, ends_at: at('10:30') });
  });
});
