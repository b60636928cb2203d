import { afterEach, beforeEach, expect, test } from 'vitest';
import { bookForPatient, askForCardAgain } from '#features/booking/practice.server.ts';
import { cancelAppointment, rescheduleAppointment } from '#features/booking/change.server.ts';
import { accountChoiceOf, chooseForAccount } from '#features/messages/wishes/account-choice.server.ts';
import { chooseNotices } from '#features/messages/wishes/choice.server.ts';
import { saveReminderTimes, saveServiceReminders } from '#features/schedule/terms.server.ts';
import { unsubscribe, unsubscribeToken } from '#features/messages/wishes/unsubscribe.server.ts';
import { admitPractice, bookAsPatient, details } from '../world/clinic.ts';
import { startWorld, type TestWorld } from '../world/start-world.ts';
import { arrivals, messagesOf } from './messages-mailbox.ts';

let town: TestWorld;
beforeEach(async () => {
  town = await startWorld();
});
afterEach(() => town.stop());

/** Thursday 26 November 2026, 18:40 in Madrid. */
const hour = new Date('2026-11-26T17:40:00Z');
const minutesBefore = (minutes: number) => new Date(hour.getTime() - minutes * 60_000);

test('a patient who books is told at once, reminded a day and an hour before, and the specialist gets the link 10 minutes before', async () => {
  const practice = await admitPractice(town.world);
  const { appointmentId } = await bookAsPatient(town.world, details(practice.videoService, hour));
  const seen = arrivals(town);
  await town.runDue();
  expect(seen()).toEqual([
    'email carmen.ruiz@correo.example Videoconsulta reservada: jueves 26 de noviembre, 18:40',
    `email ${practice.admission.contacts[0]?.address} Nueva videoconsulta: jueves 26 de noviembre, 18:40`,
    'sms +34612345678 Reservada: videoconsulta con Dra. Lucia Ibañez, jue 26 nov 18:40 (Madrid), 30 min, 55 EUR. Entrar o cambiar: …',
  ]);

  await town.moveTo(minutesBefore(1441));
  expect(seen()).toEqual([]);
  await town.moveTo(minutesBefore(1440));
  expect(seen()).toEqual([
    'email carmen.ruiz@correo.example Mañana a las 18:40: tu videoconsulta',
    'sms +34612345678 Videoconsulta con Dra. Lucia Ibañez Peñalver, jue 26 nov 18:40 (Madrid), 30 min, 55 EUR. Entrar o cambiar: …',
  ]);
  await town.moveTo(minutesBefore(60));
  expect(seen()).toEqual([
    'email carmen.ruiz@correo.example Hoy a las 18:40: tu videoconsulta',
    'sms +34612345678 Videoconsulta con Dra. Lucia Ibañez Peñalver, jue 26 nov 18:40 (Madrid), 30 min, 55 EUR. Entrar o cambiar: …',
  ]);
  await town.moveTo(new Date(minutesBefore(10).getTime() - 5_000));
  expect(seen()).toEqual([]);
  await town.moveTo(minutesBefore(10));
  expect(seen()).toEqual([
    `email ${practice.admission.contacts[0]?.address} Hoy a las 18:40: tu videoconsulta`,
    `sms ${practice.admission.contacts[1]?.address} Videoconsulta con Carmen, jue 26 nov 18:40 (Madrid), 30 min. Entrar en la consulta: …`,
  ]);
  expect((await messagesOf(town, appointmentId)).map(({ status }) => status)).toEqual(Array.from({ length: 9 }, () => 'sent'));
});

test('a cancelled appointment reminds nobody; both are told, in the calendar too', async () => {
  const practice = await admitPractice(town.world);
  const { appointmentId, patient } = await bookAsPatient(town.world, details(practice.videoService, hour));
  await town.runDue();
  const seen = arrivals(town);
  const cancelled = await cancelAppointment(town.world, patient, { appointmentId, expectedCostCents: 0 });
  expect(cancelled.ok).toBe(true);
  await town.runDue();
  expect(seen()).toEqual([
    'email carmen.ruiz@correo.example Cancelada: tu videoconsulta del jueves 26 de noviembre, 18:40',
    `email ${practice.admission.contacts[0]?.address} Cancelada una videoconsulta: jueves 26 de noviembre, 18:40`,
    'sms +34612345678 Cancelada: videoconsulta con Dra. Lucia Ibañez Peñalver, jue 26 nov 18:40 (Madrid). No se te cobra nada. Mas: …',
  ]);
  await town.moveTo(minutesBefore(-60));
  expect(seen()).toEqual([]);
  const left = await messagesOf(town, appointmentId);
  expect(
    left
      .filter(({ kind }) => kind.startsWith('reminder') || kind === 'specialist_link')
      .map(({ status, why }) => `${status} ${why}`),
  ).toEqual(Array.from({ length: 6 }, () => 'cancelled cancelled'));
});

test('a moved appointment is reminded at its new hour with the same link, and moved back it is reminded after all', async () => {
  const practice = await admitPractice(town.world);
  const { appointmentId } = await bookAsPatient(town.world, details(practice.videoService, hour));
  await town.runDue();
  const linkIn = () =>
    town.rehearsal.mailbox
      .list()
      .filter(({ to }) => to === '+34612345678')
      .at(-1)?.links[0];
  const link = linkIn();
  const later = new Date(hour.getTime() + 20 * 60_000);
  const move = (startsAt: Date) => rescheduleAppointment(town.world, practice.actor, { appointmentId, startsAt });
  expect((await move(later)).ok).toBe(true);
  const seen = arrivals(town);
  await town.runDue();
  expect(seen()).toEqual([
    'email carmen.ruiz@correo.example Nueva hora de tu videoconsulta: jueves 26 de noviembre, 19:00',
    `email ${practice.admission.contacts[0]?.address} Cambia de hora una videoconsulta: jueves 26 de noviembre, 19:00`,
    'sms +34612345678 Nueva hora: videoconsulta con Dra. Lucia Ibañez, jue 26 nov 19:00 (Madrid), 30 min, 55 EUR. Entrar o cambiar: …',
  ]);
  expect(linkIn()).toBe(link);
  const planned = async () => (await messagesOf(town, appointmentId)).filter(({ status }) => status === 'planned');
  expect(new Set((await planned()).map(({ occurrence }) => occurrence))).toEqual(new Set([later.toISOString()]));

  expect((await move(hour)).ok).toBe(true);
  await town.runDue();
  expect(new Set((await planned()).map(({ occurrence }) => occurrence))).toEqual(new Set([hour.toISOString()]));
  seen();
  await town.moveTo(minutesBefore(60));
  expect(seen()).toContain('email carmen.ruiz@correo.example Hoy a las 18:40: tu videoconsulta');
  await town.moveTo(later);
  expect(seen().filter((line) => line.includes('19:00'))).toEqual([]);
});

test('other reminder times of the specialist replace those still waiting', async () => {
  const practice = await admitPractice(town.world);
  const { appointmentId } = await bookAsPatient(town.world, details(practice.videoService, hour));
  await town.runDue();
  await town.world.as(practice.actor, async (tx) => {
    await tx
      .updateTable('specialist_settings')
      .set({ reminder_minutes: [120, 60] })
      .where('specialist_id', '=', practice.specialistId)
      .execute();
    await town.world.announce(tx, { type: 'reminder-times-changed', specialistId: practice.specialistId });
  });
  const rows = await messagesOf(town, appointmentId);
  expect(
    rows
      .filter(({ status }) => status === 'planned')
      .map(({ kind, channel }) => `${kind} ${channel}`)
      .sort(),
  ).toEqual([
    'reminder_120 email',
    'reminder_120 sms',
    'reminder_60 email',
    'reminder_60 sms',
    'specialist_link email',
    'specialist_link sms',
  ]);
});

test('booked by the specialist with Stripe, the card is asked for once, again on request, and never given all the rest comes (Y2, Y3)', async () => {
  const practice = await admitPractice(town.world, {
    prepayment: { mode: 'stripe', chargeWhen: 'after', lateFeeCents: 2500, instructions: '' },
  });
  const seen = arrivals(town);
  const booked = await bookForPatient(
    town.world,
    practice.actor,
    {
      servicio: practice.videoService,
      dia: '2026-11-26',
      hora: '18:40',
      persona: '',
      nombre: 'Julián Soto',
      movil: '611 222 333',
      correo: 'julian@correo.example',
    },
    'es',
  );
  if (!booked.ok) throw new Error(booked.kind);
  await town.runDue();
  const first = seen();
  expect(first.filter((line) => /confirma/i.test(line))).toEqual([
    'email julian@correo.example Confirma con tu tarjeta la cita del jueves 26 de noviembre, 18:40',
    'sms +34611222333 L. Ibañez, jue 26 nov 18:40 (Madrid), 55 EUR: confirma con tarjeta. Si no, tu cita sigue siendo valida. …',
  ]);
  const request = town.rehearsal.mailbox
    .list()
    .filter(({ to }) => to === '+34611222333' || to === 'julian@correo.example')
    .filter(({ text }) => /\/tarjeta/.test(text));
  expect(request).toHaveLength(2);
  expect(request.every(({ text }) => /sigue siendo v[aá]lida/.test(text))).toBe(true);

  expect((await askForCardAgain(town.world, practice.actor, booked.value.appointmentId)).ok).toBe(true);
  await town.runDue();
  expect(seen()).toHaveLength(2);
  await town.moveTo(minutesBefore(60));
  expect(seen()).toEqual(expect.arrayContaining(['email julian@correo.example Hoy a las 18:40: tu videoconsulta']));
  await town.moveTo(minutesBefore(10));
  expect(seen()).toHaveLength(2);
});

test('a card that nobody gave is asked for once more by itself two days before, and pressed for besides (Y2, Y3)', async () => {
  const practice = await admitPractice(town.world, { prepayment: { mode: 'stripe', chargeWhen: 'after', lateFeeCents: 2500, instructions: '' } });
  const form = { servicio: practice.videoService, dia: '2026-12-03', hora: '18:40', persona: '' as const, nombre: 'Julián Soto', movil: '611 222 333', correo: '' };
  const booked = await bookForPatient(town.world, practice.actor, form, 'es');
  if (!booked.ok) throw new Error(booked.kind);
  const asked = () => town.rehearsal.mailbox.list().filter(({ to, text }) => to === '+34611222333' && /\/tarjeta/.test(text)).length;
  await town.runDue();
  expect(asked()).toBe(1);
  expect((await askForCardAgain(town.world, practice.actor, booked.value.appointmentId)).ok).toBe(true);
  await town.runDue();
  expect(asked()).toBe(2);
  const { appointmentId } = booked.value;
  const planned = (await messagesOf(town, appointmentId)).filter(({ kind, status }) => kind === 'card_request' && status === 'planned');
  expect(planned.map(({ due_at }) => due_at.toISOString())).toEqual(['2026-12-01T17:40:00.000Z']);
  await town.moveTo(new Date('2026-12-01T17:41:00Z'));
  expect(asked()).toBe(3);
  await town.moveTo(new Date('2026-12-03T17:30:00Z'));
  expect(asked()).toBe(3);
});

test('the patient chooses channel and language: what lies ahead follows, what was sent stays (M7, M8)', async () => {
  const practice = await admitPractice(town.world);
  const { appointmentId, patient } = await bookAsPatient(town.world, details(practice.videoService, hour));
  await town.runDue();
  const seen = arrivals(town);
  expect((await chooseNotices(town.world, patient, appointmentId, { canal: 'email', idioma: 'en' })).ok).toBe(true);
  await town.moveTo(minutesBefore(1440));
  expect(seen()).toEqual(['email carmen.ruiz@correo.example Tomorrow at 18:40: your video consultation']);
  expect((await chooseNotices(town.world, patient, appointmentId, { canal: 'sms', idioma: 'es' })).ok).toBe(true);
  await town.moveTo(minutesBefore(60));
  expect(seen().map((line) => line.slice(0, 40))).toEqual(['sms +34612345678 Videoconsulta con Dra. ']);
  const other = { kind: 'patient', accountId: practice.accountId } as const;
  expect((await chooseNotices(town.world, other, appointmentId, { canal: 'email', idioma: 'es' })).ok).toBe(false);
});

test('one service has times of its own, and at night what can wait does not ring (M2)', async () => {
  const practice = await admitPractice(town.world);
  const { appointmentId } = await bookAsPatient(town.world, details(practice.videoService, hour));
  await town.runDue();
  const planned = async () =>
    (await messagesOf(town, appointmentId))
      .filter(({ status, kind }) => status === 'planned' && kind.startsWith('reminder'))
      .map(({ kind, channel, due_at }) => `${kind} ${channel} ${due_at.toISOString().slice(5, 16)}`);
  const times = { servicio: practice.videoService, propios: 'si', antes: [2160] } as const;
  expect(
    (await saveServiceReminders(town.world, practice.actor, practice.specialistId, { ...times, antes: [...times.antes] })).ok,
  ).toBe(true);
  expect(await planned()).toEqual(['reminder_2160 email 11-25T05:40', 'reminder_2160 sms 11-25T07:00']);
  const night = { antes: [1440], otro: '', silencio: 0, hasta: 0 };
  expect((await saveReminderTimes(town.world, practice.actor, practice.specialistId, night)).ok).toBe(true);
  expect((await planned()).map((line) => line.slice(-5))).toEqual(['05:40', '05:40']);
});

test('one press in the mail program ends invitations, and nothing else (RFC 8058)', async () => {
  const practice = await admitPractice(town.world);
  const { appointmentId } = await bookAsPatient(town.world, details(practice.videoService, hour));
  await town.runDue();
  const [first] = await messagesOf(town, appointmentId);
  const token = unsubscribeToken(town.world, first?.id ?? '');
  expect([
    await unsubscribe(town.world, `${token}x`),
    await unsubscribe(town.world, token),
    await unsubscribe(town.world, token),
  ]).toEqual([false, true, true]);
  await town.world.as({ kind: 'system', job: 'test' }, (tx) =>
    tx
      .updateTable('appointments')
      .set({ status: 'completed', outcome: 'took_place', completed_at: hour })
      .where('id', '=', appointmentId)
      .execute()
      .then(() => town.world.announce(tx, { type: 'appointment-completed', appointmentId })),
  );
  await town.runDue();
  const invited = (await messagesOf(town, appointmentId)).filter(({ kind }) => kind === 'review_invitation');
  expect(invited.map(({ channel, status, why }) => `${channel} ${status} ${why}`).sort()).toEqual([
    'email skipped unsubscribed',
    'sms sent null',
  ]);
});

test('a patient says once how to be told of everything: what is booked and what they or a practice book later follows', async () => {
  const practice = await admitPractice(town.world);
  const { appointmentId, patient } = await bookAsPatient(town.world, details(practice.videoService, hour));
  expect(await accountChoiceOf(town.world, patient)).toEqual({ channel: 'both', locale: null });
  expect(await chooseForAccount(town.world, practice.actor, { canal: 'email', idioma: 'en' })).toMatchObject({ kind: 'not-allowed' });
  await town.runDue();
  expect(await chooseForAccount(town.world, patient, { canal: 'email', idioma: 'en' })).toMatchObject({ ok: true });
  expect(await accountChoiceOf(town.world, patient)).toEqual({ channel: 'email', locale: 'en' });
  const toPatient = async (id: string) =>
    (await messagesOf(town, id)).filter((one) => one.audience === 'patient' && one.status === 'planned').map(({ kind, channel }) => `${kind} ${channel}`);
  expect(await toPatient(appointmentId)).toEqual(['reminder_1440 email', 'reminder_60 email']);

  const seen = arrivals(town);
  const later = await bookAsPatient(town.world, details(practice.videoService, new Date(hour.getTime() + 24 * 3_600_000)));
  const { person_id } = await town.world.as({ kind: 'system', job: 'test' }, (tx) =>
    tx.selectFrom('appointments').select('person_id').where('id', '=', later.appointmentId).executeTakeFirstOrThrow(),
  );
  const form = { servicio: practice.videoService, dia: '2026-11-27', hora: '10:00', persona: person_id ?? '', nombre: '', movil: '', correo: '' };
  expect(await bookForPatient(town.world, practice.actor, form, 'es')).toMatchObject({ ok: true });
  await town.runDue();
  expect(seen().filter((line) => line.includes('carmen'))).toEqual([
    'email carmen.ruiz@correo.example Video consultation booked: Friday 27 November, 10:00',
    'email carmen.ruiz@correo.example Video consultation booked: Friday 27 November, 18:40',
  ]);
});
