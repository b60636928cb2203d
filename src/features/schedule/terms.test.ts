import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { admitPractice, type Practice } from '../../../tests/world/clinic.ts';
import { startWorld, type TestWorld } from '../../../tests/world/start-world.ts';
import { bookForPatient } from '#features/booking/practice.server.ts';
import type { PracticeActor } from './queries.server.ts';
import type { PrepaymentForm } from './schema.ts';
import { getSettings } from './settings.server.ts';
import { saveBookingRules, savePrepayment, saveReminderTimes, saveVideoMessage } from './terms.server.ts';

let test: TestWorld;
let lucia: Practice;
let other: Practice;
let assistant: PracticeActor;

beforeAll(async () => {
  test = await startWorld();
  lucia = await admitPractice(test.world);
  other = await admitPractice(test.world);
  assistant = { kind: 'assistant', accountId: other.accountId, specialistIds: [lucia.specialistId] };
  const form = {
    servicio: lucia.videoService,
    dia: '2026-11-24',
    hora: '10:00',
    persona: '',
    nombre: 'Ana Soto',
    movil: '612 000 111',
    correo: '',
  };
  const booked = await bookForPatient(test.world, lucia.actor, form, 'es');
  if (!booked.ok) throw new Error(booked.kind);
});
afterAll(() => test.stop());

describe('terms', () => {
  const prepayment = (change: Partial<PrepaymentForm>): PrepaymentForm => ({
    prepago: 'off',
    cobro: 'at_booking',
    tarde: '',
    espera: '24',
    instrucciones: '',
    ...change,
  });
  const settings = () => getSettings(test.world, lucia.actor, lucia.specialistId);

  it('are the specialist’s alone: an assistant changes none', async () => {
    const { world } = test;
    expect(await saveVideoMessage(world, assistant, lucia.specialistId, { mensaje: 'Hola' })).toMatchObject({
      kind: 'not-allowed',
    });
    expect(await savePrepayment(world, assistant, lucia.specialistId, prepayment({}))).toMatchObject({ kind: 'not-allowed' });
    expect(await saveReminderTimes(world, assistant, lucia.specialistId, { antes: [60], otro: '', silencio: 1320, hasta: 480 })).toMatchObject({
      kind: 'not-allowed',
    });
    expect(await saveVideoMessage(world, other.actor, lucia.specialistId, { mensaje: 'Hola' })).toMatchObject({
      kind: 'not-allowed',
    });
  });

  it('of booking keep to their limits', async () => {
    const form = { descanso: '10', aviso: '3', horizonte: '90', paso: '15', limite: '48' };
    expect(await saveBookingRules(test.world, lucia.actor, lucia.specialistId, form)).toMatchObject({ ok: true });
    expect(await settings()).toMatchObject({
      bufferMinutes: 10,
      minimumNoticeMinutes: 180,
      horizonDays: 90,
      stepMinutes: 15,
      cutoffHours: 48,
    });
    const wrong = await saveBookingRules(test.world, lucia.actor, lucia.specialistId, {
      ...form,
      descanso: '-1',
      horizonte: '0',
      paso: 'x',
    });
    expect(wrong).toMatchObject({ fields: { descanso: 'number-invalid', horizonte: 'number-invalid', paso: 'number-invalid' } });
  });

  it('of prepayment never ask more for a late cancellation than the dearest price', async () => {
    const save = (change: Partial<PrepaymentForm>) =>
      savePrepayment(test.world, lucia.actor, lucia.specialistId, prepayment(change));
    expect(await save({ prepago: 'stripe', cobro: 'after', tarde: '70,01' })).toMatchObject({
      fields: { tarde: 'price-invalid' },
    });
    expect(await save({ prepago: 'stripe', cobro: 'after', tarde: '25' })).toMatchObject({ ok: true });
    expect(await settings()).toMatchObject({ prepayment: 'stripe', chargeWhen: 'after', lateFeeCents: 2500 });
    expect(await save({ prepago: 'other' })).toMatchObject({ fields: { instrucciones: 'text-missing' } });
    expect(await save({ prepago: 'other', instrucciones: 'Por transferencia' })).toMatchObject({ ok: true });
    expect(await settings()).toMatchObject({
      prepayment: 'other',
      otherPaymentInstructions: 'Por transferencia',
      lateFeeCents: 2500,
    });
  });

  it('keep the video message and the reminder times, each once', async () => {
    expect(
      await saveVideoMessage(test.world, lucia.actor, lucia.specialistId, { mensaje: 'Ten a mano tus cremas.' }),
    ).toMatchObject({ ok: true });
    expect(await saveVideoMessage(test.world, lucia.actor, lucia.specialistId, { mensaje: 'x'.repeat(601) })).toMatchObject({
      fields: { mensaje: 'text-too-long' },
    });
    expect(
      await saveReminderTimes(test.world, lucia.actor, lucia.specialistId, {
        antes: [60, 1440, 60],
        otro: '48',
        silencio: 1320,
        hasta: 480,
      }),
    ).toMatchObject({ ok: true });
    expect(await settings()).toMatchObject({ videoMessage: 'Ten a mano tus cremas.', reminderMinutes: [2880, 1440, 60] });
    expect(
      await saveReminderTimes(test.world, lucia.actor, lucia.specialistId, {
        antes: [],
        otro: '999',
        silencio: 1320,
        hasta: 480,
      }),
    ).toMatchObject({
      fields: { otro: 'number-invalid' },
    });
  });
});
