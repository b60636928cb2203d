import { afterEach, beforeEach, expect, test } from 'vitest';
import { bookForPatient } from '#features/booking/practice.server.ts';
import { claimDue } from '#features/messages/sending/claim.server.ts';
import { packageOf } from '#features/messages/package/count.server.ts';
import { listUnreached } from '#features/messages/queries.server.ts';
import { packageStatement, statementCsv } from '#features/messages/package/statement.server.ts';
import { topUpForm, topUpPackage } from '#features/messages/package/top-up.server.ts';
import { admitPractice, type Practice } from '../world/clinic.ts';
import { startWorld, type TestWorld } from '../world/start-world.ts';
import { messagesOf } from './messages-mailbox.ts';

let town: TestWorld;
beforeEach(async () => {
  town = await startWorld({ pools: { app: 8, worker: 10 } });
});
afterEach(() => town.stop());

async function bookFor(practice: Practice, servicio: string, hora: string, correo = 'julian@correo.example') {
  const form = { servicio, dia: '2026-11-26', hora, persona: '', nombre: 'Julián Soto', movil: '611 222 333', correo } as const;
  const booked = await bookForPatient(town.world, practice.actor, form, 'es');
  if (!booked.ok) throw new Error(booked.kind);
  return booked.value.appointmentId;
}
const used = async (practice: Practice) => {
  const state = await packageOf(town.world, practice.actor, practice.specialistId);
  return state && { used: state.used, left: state.left, level: state.level };
};
const throughTheDay = async () => {
  for (const at of ['2026-11-25T20:00:00Z', '2026-11-26T17:35:00Z']) await town.moveTo(new Date(at));
};

test('messages of video appointments never count (F9)', async () => {
  const practice = await admitPractice(town.world, { packageUnits: 2 });
  for (const hora of ['9:00', '10:00', '11:00', '18:40']) await bookFor(practice, practice.videoService, hora);
  await town.runDue();
  await throughTheDay();
  expect(await used(practice)).toEqual({ used: 0, left: 2, level: 'fine' });
  expect(town.rehearsal.mailbox.list().filter(({ kind, to }) => kind === 'sms' && to === '+34611222333').length).toBeGreaterThan(
    4,
  );
});

test('an SMS about an appointment in person takes one unit, its e-mail none (M5)', async () => {
  const practice = await admitPractice(town.world, { packageUnits: 5 });
  await bookFor(practice, practice.inPersonService, '18:40');
  await town.runDue();
  expect(await used(practice)).toEqual({ used: 1, left: 4, level: 'fine' });
  await town.moveTo(new Date('2026-11-25T17:40:00Z'));
  await town.moveTo(new Date('2026-11-26T16:40:00Z'));
  expect(await used(practice)).toEqual({ used: 3, left: 2, level: 'fine' });
});

test('what the provider refused takes nothing', async () => {
  const practice = await admitPractice(town.world, { packageUnits: 5 });
  await bookFor(practice, practice.inPersonService, '18:40');
  town.rehearsal.twilio.fault('too-many');
  await town.runDue();
  expect(await used(practice)).toEqual({ used: 0, left: 5, level: 'fine' });
});

test('used up, messages in person go by e-mail and video ones go on unchanged', async () => {
  const practice = await admitPractice(town.world, { packageUnits: 1 });
  const first = await bookFor(practice, practice.inPersonService, '10:00');
  await town.runDue();
  const [inPerson, video] = [
    await bookFor(practice, practice.inPersonService, '11:00'),
    await bookFor(practice, practice.videoService, '12:00'),
  ];
  await town.runDue();
  const confirmations = async (id: string) =>
    (await messagesOf(town, id))
      .filter(({ kind }) => kind === 'confirmation')
      .map(({ channel, status, why }) => `${channel} ${status} ${why}`)
      .sort();
  expect(await confirmations(first)).toEqual(['email sent null', 'sms sent null']);
  expect(await confirmations(inPerson)).toEqual(['email sent null', 'sms skipped package-used-up']);
  expect(await confirmations(video)).toEqual(['email sent null', 'sms sent null']);
  expect(await used(practice)).toEqual({ used: 1, left: 0, level: 'used_up' });
  expect(await listUnreached(town.world, practice.actor, practice.specialistId, 'es')).toEqual([]);
});

test('used up and without an e-mail address, the agenda says so', async () => {
  const practice = await admitPractice(town.world, { packageUnits: 0 });
  const appointmentId = await bookFor(practice, practice.inPersonService, '11:00', '');
  await town.runDue();
  const unreached = await listUnreached(town.world, practice.actor, practice.specialistId, 'es');
  expect(unreached.map((one) => one.appointmentId)).toEqual([appointmentId]);
});

test('the last unit is spent once, however many go at the same time', async () => {
  const practice = await admitPractice(town.world, { packageUnits: 3 });
  const texts: string[] = [];
  for (const hora of ['9:00', '10:00', '11:00', '12:00', '13:00', '14:00', '15:00', '16:00']) {
    const rows = await messagesOf(town, await bookFor(practice, practice.inPersonService, hora));
    texts.push(...rows.filter(({ kind, channel }) => kind === 'confirmation' && channel === 'sms').map(({ id }) => id));
  }
  const looks = await Promise.all(texts.map(() => claimDue(town.world, 'sms', 2)));
  looks.push(await claimDue(town.world, 'sms', 100));
  expect(looks.flatMap(({ claims }) => claims)).toHaveLength(3);
  expect(await used(practice)).toEqual({ used: 3, left: 0, level: 'used_up' });
});

test('the next month in the specialist’s zone starts anew', async () => {
  const practice = await admitPractice(town.world, { packageUnits: 1 });
  await bookFor(practice, practice.inPersonService, '10:00');
  await town.runDue();
  expect((await used(practice))?.level).toBe('used_up');
  town.clock.moveTo(new Date('2026-11-30T22:59:00Z'));
  expect((await used(practice))?.used).toBe(1);
  town.clock.moveTo(new Date('2026-11-30T23:00:30Z'));
  expect((await used(practice))?.used).toBe(0);
});

test('another specialist and a patient are told nothing of the package', async () => {
  const practice = await admitPractice(town.world);
  const other = await admitPractice(town.world);
  expect(await packageOf(town.world, other.actor, practice.specialistId)).toBeNull();
  expect(await packageOf(town.world, { kind: 'visitor' }, practice.specialistId)).toBeNull();
});

const told = (practice: Practice) =>
  town.rehearsal.mailbox
    .list()
    .filter(({ to, subject }) => to === practice.admission.contacts[0]?.address && /mensajes/i.test(subject ?? ''))
    .map(({ subject }) => subject);
const topUp = (practice: Practice, units: number, kind: 'operator' | 'specialist' = 'operator') =>
  topUpPackage(
    town.world,
    kind === 'operator' ? { kind, accountId: practice.accountId } : practice.actor,
    topUpForm.parse({ slug: practice.admission.slug, units: String(units), note: 'Campaña de gripe' }),
  );

test('at 80 and at 100 % the specialist is told once each, and after a top-up again (M5)', async () => {
  const practice = await admitPractice(town.world, { packageUnits: 5 });
  const hours = ['9:00', '10:00', '11:00', '12:00', '13:00', '14:00', '15:00', '16:00', '17:00', '18:00'];
  const bookNext = async (count: number) => {
    for (const hora of hours.splice(0, count)) await bookFor(practice, practice.inPersonService, hora);
    await town.runDue();
  };
  await bookNext(3);
  expect(told(practice)).toEqual([]);
  await bookNext(1);
  expect(told(practice)).toEqual(['Mensajes que te quedan en noviembre: 1']);
  await bookNext(2);
  expect(told(practice).slice(1)).toEqual(['Paquete de mensajes de noviembre: agotado']);
  expect((await topUp(practice, 5, 'specialist')).ok).toBe(false);
  expect(await topUp(practice, 2)).toMatchObject({ ok: true, value: { month: '2026-11', units: 7, used: 5 } });
  await bookNext(1);
  expect(await used(practice)).toEqual({ used: 6, left: 1, level: 'nearly' });
  await bookNext(2);
  expect(told(practice).slice(2)).toEqual(['Mensajes que te quedan en noviembre: 1', 'Paquete de mensajes de noviembre: agotado']);
});

test('the statement is what was sent, for its own practice alone, and no cell of its table is a formula', async () => {
  const practice = await admitPractice(town.world, { packageUnits: 5 });
  const form = {
    servicio: practice.inPersonService,
    dia: '2026-11-26',
    hora: '9:00',
    persona: '',
    nombre: '=HYPERLINK("http://evil")',
    movil: '611 222 333',
    correo: '',
  } as const;
  expect((await bookForPatient(town.world, practice.actor, form, 'es')).ok).toBe(true);
  await bookFor(practice, practice.videoService, '12:00');
  await town.runDue();
  await topUp(practice, 10);
  const asked = { month: '', locale: 'es' } as const;
  const statement = await packageStatement(town.world, practice.actor, practice.specialistId, asked);
  expect(statement).toMatchObject({ month: '2026-11', previous: '2026-10', next: null, units: 15, added: 10, used: 1, left: 14 });
  expect(statement?.lines.map(({ kind }) => kind)).toEqual(['Confirmación']);
  expect(statement?.topups).toEqual([{ day: 'lunes 23 de noviembre', units: 10, note: 'Campaña de gripe' }]);
  expect(statement && statementCsv(statement, 'es')).toBe(
    '\uFEFFEnviado;Paciente;Mensaje;Unidades\r\n2026-11-23 09:00;"\'=HYPERLINK(""http://evil"")";Confirmación;1\r\n',
  );
  expect(await packageStatement(town.world, practice.actor, practice.specialistId, { ...asked, month: '2026-10' })).toMatchObject(
    { next: '2026-11', used: 0, lines: [] },
  );
  const other = await admitPractice(town.world);
  expect(await packageStatement(town.world, other.actor, practice.specialistId, asked)).toBeNull();
});
