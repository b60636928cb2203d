import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { admitPractice, bookAsPatient, details, type Practice } from '../../../../tests/world/clinic.ts';
import { startWorld, type TestWorld } from '../../../../tests/world/start-world.ts';
import { cancelAppointment, rescheduleAppointment } from '#features/booking/change.server.ts';
import { bookForPatient } from '#features/booking/practice.server.ts';
import { listUnreached } from '#features/messages/queries.server.ts';
import type { World } from '#ports/world.ts';
import { listPractice, type Practice as PracticeRow } from '../queries.server.ts';
import { listExceptions } from './exception-list.server.ts';
import { addTimeOff, parseTimeOff, type TimeOff } from './exceptions.server.ts';
import { timeOffForm } from './schema.ts';
import { planPage, readPlan } from '../pages/time-off-page.server.ts';
import type { Choice } from './time-off-choice.ts';
import { planTimeOff, type PlannedMove } from './time-off-plan.server.ts';
import { listSteps, listUnfinished, runTimeOff, startTimeOff, type BookingCommands } from './time-off-run.server.ts';

let test: TestWorld;
let lucia: Practice;
let row: PracticeRow;
let off: TimeOff;
let carmen: string;
let ana: string;
let luis: string;
const system = { kind: 'system', job: 'test' } as const;
const day = '2026-12-01';
const at = (hour: string, date = day) => new Date(`${date}T${hour}:00+01:00`);

beforeAll(async () => {
  test = await startWorld();
});
afterAll(() => test.stop());

/** A practice of its own for each test: Carmen by video at 10:00, Ana at 10:40, Luis in person at 12:00. */
beforeEach(async () => {
  lucia = await admitPractice(test.world);
  row = (await listPractice(test.world, lucia.actor))[0] as PracticeRow;
  carmen = await booked(lucia.videoService, '10:00', 'Carmen Ruiz');
  ana = await booked(lucia.videoService, '10:40', 'Ana Soto');
  luis = await booked(lucia.inPersonService, '12:00', 'Luis Gil');
  const parsed = await parseTimeOff(test.world, lucia.actor, row, timeOffForm.parse({ desde: day, motivo: 'Congreso' }));
  if (!parsed.ok) throw new Error(parsed.kind);
  off = parsed.value;
});

async function booked(servicio: string, hora: string, nombre: string): Promise<string> {
  const form = { servicio, dia: day, hora, persona: '', nombre, movil: '612 000 111', correo: '', fuera: 'si' as const };
  const answer = await bookForPatient(test.world, lucia.actor, form, 'es');
  if (!answer.ok) throw new Error(answer.kind);
  return answer.value.appointmentId;
}
const commands = (world: World = test.world): BookingCommands => ({
  reschedule: (input) => rescheduleAppointment(world, lucia.actor, input),
  cancel: (input) => cancelAppointment(world, lucia.actor, input),
});
const plan = () => planTimeOff(test.world, lucia.actor, row, off);
const moves = (planned: PlannedMove[]): Choice[] =>
  planned.map(({ appointmentId, proposal }) => ({ appointmentId, choice: 'move', moveTo: proposal }));
async function started(choices: Choice[]): Promise<string> {
  const answer = await startTimeOff(test.world, lucia.actor, lucia.specialistId, { off, groupId: null, choices });
  if (!answer.ok) throw new Error(answer.kind);
  return answer.value.groupId;
}

it('two who would go to one time are told apart before anything is kept', async () => {
  const hour = at('16:20', '2026-12-02').toISOString();
  const form = { desde: day, [`hora.${carmen}`]: hour, [`hora.${luis}`]: hour };
  const read = await readPlan(test.world, lucia.actor, row, form);
  if (!read.ok) throw new Error(read.kind);
  const rows = planPage(read.value, form, row, 'es').rows.map(({ patientName, meets }) => [patientName, meets]);
  expect(rows).toEqual([
    ['Carmen Ruiz', null],
    ['Ana Soto', null],
    ['Luis Gil', 'Carmen Ruiz'],
  ]);
});
const run = (groupId: string, booking = commands(), world: Pick<World, 'as' | 'clock'> = test.world) =>
  runTimeOff(world, lucia.actor, { specialistId: lucia.specialistId, groupId, budgetMs: 60_000 }, booking);
const states = async (groupId: string) =>
  Object.fromEntries(
    (await listSteps(test.world, lucia.actor, lucia.specialistId, groupId)).map((step) => [step.appointmentId, step.state]),
  );
const appointment = (id: string) =>
  test.world.as(system, (tx) => tx.selectFrom('appointments').selectAll().where('id', '=', id).executeTakeFirstOrThrow());
const kindsTold = async (id: string) => {
  const rows = await test.world.as(system, (tx) =>
    tx
      .selectFrom('messages')
      .select('kind')
      .distinct()
      .where('appointment_id', '=', id)
      .where('audience', '=', 'patient')
      .where('status', '!=', 'cancelled')
      .execute(),
  );
  return rows.map((one) => one.kind);
};

describe('time off over appointments (B9)', () => {
  it('is not taken before it was asked what becomes of them', async () => {
    expect(await addTimeOff(test.world, lucia.actor, row, timeOffForm.parse({ desde: day }), 'ask')).toMatchObject({
      kind: 'try-again-later',
    });
    expect(await listExceptions(test.world, lucia.actor, row, day)).toEqual([]);
  });

  it('proposes to each the nearest free hour of its service outside, no two the same', async () => {
    const planned = await plan();
    expect(planned.map((one) => [one.patientName, one.proposal])).toEqual([
      ['Carmen Ruiz', at('19:20', '2026-11-30')],
      ['Ana Soto', at('18:40', '2026-11-30')],
      ['Luis Gil', at('18:00', '2026-11-30')],
    ]);
    const hours = planned.map((one) => one.proposal?.getTime());
    expect(new Set(hours).size).toBe(3);
    expect(planned.every((one) => one.proposal && (one.proposal < off.from || one.proposal >= off.until))).toBe(true);
  });

  it('moves, cancels and keeps as chosen, tells each once, and shows who still stands', async () => {
    const [first, second, third] = await plan();
    const groupId = await started([
      { appointmentId: first?.appointmentId ?? '', choice: 'move', moveTo: first?.proposal ?? null },
      { appointmentId: second?.appointmentId ?? '', choice: 'cancel', moveTo: null },
      { appointmentId: third?.appointmentId ?? '', choice: 'keep', moveTo: null },
    ]);
    expect(await run(groupId)).toEqual({ left: 0 });
    expect(await states(groupId)).toEqual({ [carmen]: 'done', [ana]: 'done', [luis]: 'done' });
    expect((await appointment(carmen)).starts_at).toEqual(first?.proposal);
    expect(await appointment(ana)).toMatchObject({ status: 'cancelled', cancelled_by: 'specialist' });
    expect(await appointment(luis)).toMatchObject({ status: 'booked', starts_at: at('12:00') });
    expect(await kindsTold(carmen)).toContain('rescheduled');
    expect(await kindsTold(ana)).toContain('cancelled');
    expect(await listExceptions(test.world, lucia.actor, row, day)).toMatchObject([{ label: 'Congreso', standing: 1 }]);
  });

  it('two to one hour, or into the time off itself, are refused and nothing is kept', async () => {
    const [first, second] = await plan();
    const to = (appointmentId: string | undefined, moveTo: Date): Choice => ({
      appointmentId: appointmentId ?? '',
      choice: 'move',
      moveTo,
    });
    const start = (choices: Choice[]) =>
      startTimeOff(test.world, lucia.actor, lucia.specialistId, { off, groupId: null, choices });
    const hour = at('09:00', '2026-12-03');
    expect(await start([to(first?.appointmentId, hour), to(second?.appointmentId, hour)])).toMatchObject({ kind: 'slot-taken' });
    expect(await start([to(first?.appointmentId, at('16:00'))])).toMatchObject({ kind: 'slot-taken' });
    expect(await start([to(first?.appointmentId, new Date('2026-11-01T10:00:00Z'))])).toMatchObject({ kind: 'slot-in-the-past' });
    expect(await listExceptions(test.world, lucia.actor, row, day)).toEqual([]);
  });
});

describe('a run that is cut off', () => {
  it('between the move and its mark goes on where it stood: nobody is moved or told twice', async () => {
    const planned = await plan();
    const groupId = await started(moves(planned));
    const own = commands();
    const killed: BookingCommands = {
      ...own,
      reschedule: async (input) => {
        await own.reschedule(input);
        throw new Error('killed');
      },
    };
    await expect(run(groupId, killed)).rejects.toThrow('killed');
    expect(await states(groupId)).toEqual({ [carmen]: 'pending', [ana]: 'pending', [luis]: 'pending' });
    expect(await listUnfinished(test.world, lucia.actor, lucia.specialistId)).toEqual([{ groupId, left: 3 }]);
    // The dead run's lease still holds its row; the others are done meanwhile.
    expect(await run(groupId)).toEqual({ left: 1 });
    const later = { ...test.world, clock: { now: () => test.clock.now(), machineNow: () => new Date(Date.now() + 31_000) } };
    expect(await run(groupId, commands(), later)).toEqual({ left: 0 });
    expect(await states(groupId)).toEqual({ [carmen]: 'done', [ana]: 'done', [luis]: 'done' });
    for (const one of planned) {
      expect(await appointment(one.appointmentId)).toMatchObject({ starts_at: one.proposal, sequence: 1 });
    }
  });

  it('two tabs that run it at once move each appointment once', async () => {
    const planned = await plan();
    const groupId = await started(moves(planned));
    await Promise.all([run(groupId), run(groupId), run(groupId)]);
    for (const one of planned)
      expect(await appointment(one.appointmentId)).toMatchObject({ starts_at: one.proposal, sequence: 1 });
  });
});

describe('what happens meanwhile', () => {
  it('an hour that somebody else took stays a question, the appointment where it was; another hour answers it', async () => {
    const [first] = await plan();
    const groupId = await started([{ appointmentId: carmen, choice: 'move', moveTo: first?.proposal ?? null }]);
    const form = {
      servicio: lucia.videoService,
      dia: '2026-11-30',
      hora: '19:20',
      persona: '',
      nombre: 'Otra Persona',
      movil: '612 000 222',
      correo: '',
      fuera: 'si' as const,
    };
    expect(await bookForPatient(test.world, lucia.actor, form, 'es')).toMatchObject({ ok: true });
    expect(await run(groupId)).toEqual({ left: 0 });
    expect(await states(groupId)).toEqual({ [carmen]: 'slot-taken' });
    expect(await appointment(carmen)).toMatchObject({ status: 'booked', starts_at: at('10:00'), sequence: 0 });
    const [again] = await plan();
    expect(again?.proposal).not.toEqual(first?.proposal);
    const answer = await startTimeOff(test.world, lucia.actor, lucia.specialistId, {
      off,
      groupId,
      choices: [{ appointmentId: carmen, choice: 'move', moveTo: again?.proposal ?? null }],
    });
    expect(answer).toMatchObject({ ok: true, value: { groupId } });
    await run(groupId);
    expect(await states(groupId)).toEqual({ [carmen]: 'done' });
    expect((await appointment(carmen)).starts_at).toEqual(again?.proposal);
  });

  it('a patient who cancels while the practice moves is cancelled, and told nothing else (fault 12)', async () => {
    const { appointmentId, patient } = await bookAsPatient(test.world, details(lucia.videoService, at('13:00')), 'cancels');
    const planned = await plan();
    const groupId = await started([{ appointmentId, choice: 'move', moveTo: planned.at(-1)?.proposal ?? null }]);
    const [cancelled] = await Promise.all([
      cancelAppointment(test.world, patient, { appointmentId, expectedCostCents: 0 }),
      run(groupId),
    ]);
    expect(cancelled).toMatchObject({ ok: true });
    const told = await kindsTold(appointmentId);
    expect(told).toContain('cancelled');
    await run(groupId);
    expect((await appointment(appointmentId)).status).toBe('cancelled');
    expect((await states(groupId))[appointmentId]).toMatch(/^(changed|done)$/);
    expect(await kindsTold(appointmentId)).toEqual(told);
  });

  it('a patient who moved by themselves is left where they went', async () => {
    const { appointmentId, patient } = await bookAsPatient(test.world, details(lucia.videoService, at('13:00')), 'moves');
    const planned = await plan();
    const groupId = await started([{ appointmentId, choice: 'move', moveTo: planned.at(-1)?.proposal ?? null }]);
    const startsAt = at('11:40', '2026-12-03');
    expect(await rescheduleAppointment(test.world, patient, { appointmentId, startsAt })).toMatchObject({ ok: true });
    await run(groupId);
    expect(await states(groupId)).toEqual({ [appointmentId]: 'changed' });
    expect((await appointment(appointmentId)).starts_at).toEqual(startsAt);
  });

  it('another practice neither reads, starts nor runs it', async () => {
    const planned = await plan();
    const groupId = await started(moves(planned));
    const stranger = await admitPractice(test.world);
    expect(await listSteps(test.world, stranger.actor, lucia.specialistId, groupId)).toEqual([]);
    const none: BookingCommands = {
      reschedule: () => Promise.reject(new Error('run')),
      cancel: () => Promise.reject(new Error('run')),
    };
    expect(
      await runTimeOff(test.world, stranger.actor, { specialistId: lucia.specialistId, groupId, budgetMs: 1000 }, none),
    ).toEqual({ left: 0 });
    expect(await startTimeOff(test.world, stranger.actor, lucia.specialistId, { off, groupId, choices: [] })).toMatchObject({
      kind: 'not-found',
    });
    expect(Object.values(await states(groupId))).toEqual(['pending', 'pending', 'pending']);
  });

  it('whom no message reached is listed to be called', async () => {
    const groupId = await started([{ appointmentId: ana, choice: 'cancel', moveTo: null }]);
    await run(groupId);
    await test.world.as(system, (tx) =>
      tx
        .updateTable('messages')
        .set({ status: 'failed', why: 'undeliverable' })
        .where('appointment_id', '=', ana)
        .where('audience', '=', 'patient')
        .execute(),
    );
    const lost = await listUnreached(test.world, lucia.actor, lucia.specialistId, 'es');
    expect(lost).toMatchObject([{ appointmentId: ana, patientName: 'Ana Soto', patientMobile: '+34612000111' }]);
  });
});
