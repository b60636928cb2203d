import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bookForPatient } from '#features/booking/practice.server.ts';
import { m } from '#texts/compiled/messages.js';
import { admitPractice, type Practice } from '../world/clinic.ts';
import { picture } from './picture.ts';
import { factsOfAppointment, payByCard, signInAsPatient, troublesOf } from './practice-steps.ts';
import { es } from './room-steps.ts';
import { openStage, phone, type Stage } from './stage.ts';

let stage: Stage;
let practice: Practice;
const hour = 3_600_000;
beforeAll(async () => {
  stage = await openStage();
  practice = await admitPractice(stage.world, {
    packageUnits: 5,
    prepayment: { mode: 'stripe', chargeWhen: 'after', lateFeeCents: 2500, instructions: '' },
  });
});
afterAll(() => stage.leave());

/** The practice books for a patient, as from its agenda. */
async function bookedFor(what: { service: 'videoService' | 'inPersonService'; day: string; at: string; name: string; mobile: string; email: string }) {
  const form = { servicio: practice[what.service], dia: what.day, hora: what.at, persona: '' as const, nombre: what.name, movil: what.mobile, correo: what.email };
  const booked = await bookForPatient(stage.world, practice.actor, form, 'es');
  if (!booked.ok) throw new Error(booked.kind);
  await stage.runDue();
  return booked.value.appointmentId;
}

async function settled(): Promise<void> {
  await stage.rehearsal.stripe.flush();
  await stage.runDue();
}

/** From the link in the SMS to the card page and back, with a bank that asks its customer. */
async function saveCard(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.getByRole('button', { name: m.card_go({}, es) }).click();
  await page.getByRole('link', { name: m.card_open({}, es) }).click();
  await payByCard(page, '4000002500003155');
  await page.getByRole('button', { name: m.rehearsal_card_bank_approve({}, es) }).click();
  await page.waitForURL(`${stage.origin}/**`);
  await settled();
}

const cardLink = async (mobile: string) => (await stage.message(`+34${mobile}`, /v[aá]lida/)).links.find((one) => one.endsWith('/tarjeta')) ?? '';

describe('money, on a phone', () => {
  it('a card whose bank asks, part of the price taken, part of that given back, and the receipts of both', async () => {
    const ana = { name: 'Ana Soto Vidal', mobile: '612345001', email: 'ana.soto@correo.example' };
    const appointmentId = await bookedFor({ service: 'videoService', day: '2026-11-24', at: '10:00', ...ana });
    const link = await cardLink(ana.mobile);
    const patient = await stage.person({ viewport: phone });
    await saveCard(patient.page, link);
    expect(await factsOfAppointment(stage, appointmentId)).toMatchObject({ status: 'booked', confirmation: 'given', payment: 'guaranteed' });

    const ends = new Date('2026-11-24T10:30:00+01:00');
    await stage.moveTo(ends);
    const tookPlace = { status: 'completed', outcome: 'took_place', completed_at: ends } as const;
    await stage.world.as({ kind: 'system', job: 'journey' }, (tx) => tx.updateTable('appointments').set(tookPlace).where('id', '=', appointmentId).execute());
    const lucia = await stage.person({ viewport: phone });
    await stage.signIn(lucia, practice.accountId);
    await lucia.page.goto(`/agenda?cita=${appointmentId}`);
    await lucia.page.getByRole('link', { name: m.payment_take({}, es), exact: true }).click();
    await lucia.page.getByLabel(m.payment_take_part({}, es)).check();
    await lucia.page.getByLabel(m.payment_part_amount({}, es)).fill('30');
    await picture(lucia.page, 'y4-take-part');
    await lucia.page.getByRole('button', { name: m.payment_take_send({}, es) }).click();
    await lucia.page.getByRole('button', { name: m.payment_take_send({}, es) }).waitFor({ state: 'detached' });
    await settled();
    await lucia.page.goto(`/agenda?cita=${appointmentId}`);
    await lucia.page.getByText(/30\s€ cobrados/).waitFor();
    await lucia.page.getByRole('link', { name: m.payment_give_back({}, es), exact: true }).click();
    await lucia.page.getByLabel(m.payment_give_back_part({}, es)).check();
    await lucia.page.getByLabel(m.payment_part_amount({}, es)).fill('10');
    await lucia.page.getByRole('button', { name: m.payment_give_back_send({}, es) }).click();
    await lucia.page.getByRole('button', { name: m.payment_give_back_send({}, es) }).waitFor({ state: 'detached' });
    await settled();
    expect(await factsOfAppointment(stage, appointmentId)).toMatchObject({ status: 'completed', payment: 'paid' });

    await signInAsPatient(stage, patient, `+34${ana.mobile}`);
    await patient.page.goto(link.replace('/tarjeta', '/recibos'));
    await patient.page.getByRole('heading', { name: m.receipts_title({}, es) }).waitFor();
    await expect.poll(() => patient.page.getByRole('main').getByRole('link', { name: /PDF/ }).count()).toBe(2);
    await picture(patient.page, 'y5-receipts');
    await stage.message(ana.email, /30\s€/);
    await stage.message(ana.email, /10\s€/);
    expect(troublesOf(patient, lucia)).toEqual([]);
    await patient.context.close();
    await lucia.context.close();
  });

  it('what a late cancellation costs stands there before the press, and is what is taken', async () => {
    const berta = { name: 'Berta Gil Mora', mobile: '612345002', email: 'berta.gil@correo.example' };
    const appointmentId = await bookedFor({ service: 'videoService', day: '2026-11-26', at: '16:00', ...berta });
    const link = await cardLink(berta.mobile);
    const patient = await stage.person({ viewport: phone });
    await saveCard(patient.page, link);
    await stage.moveTo(new Date(Date.parse('2026-11-26T16:00:00+01:00') - 3 * hour));
    await patient.page.goto(link.replace('/tarjeta', '/cita/cancelar'));
    await patient.page.getByText(m.own_cancel_costs({ hours: 24, fee: '25 €', price: '55 €' }, es)).waitFor();
    await picture(patient.page, 'y4-late-cancel');
    const cost = m.own_cancel_send_cost({ fee: '25 €' }, es);
    await patient.page.getByRole('button', { name: cost }).click();
    await patient.page.getByRole('heading', { name: m.own_code_title({}, es) }).waitFor();
    await patient.page.locator('[name=codigo]').fill(await stage.code(`+34${berta.mobile}`));
    await patient.page.getByRole('button', { name: cost }).click();
    await patient.page.getByText(m.own_cancelled_title({}, es)).waitFor();
    await settled();
    await settled();
    expect(await factsOfAppointment(stage, appointmentId)).toMatchObject({ status: 'cancelled', payment: 'paid' });
    await stage.message(berta.email, /25\s€/);
    expect(troublesOf(patient)).toEqual([]);
    await patient.context.close();
  });
});

describe('messages that do not arrive, on a phone', () => {
  it('used up, the package sends what is in person by mail and video as ever; whom nothing reaches the agenda says to call', async () => {
    for (const [nth, at] of ['9:00', '10:00', '11:00', '12:00', '13:00', '14:00'].entries()) {
      const one = { name: `Paciente ${nth}`, mobile: `61234510${nth}`, email: `paciente${nth}@correo.example` };
      await bookedFor({ service: 'inPersonService', day: '2026-11-30', at, ...one });
    }
    const lucia = await stage.person({ viewport: phone });
    await stage.signIn(lucia, practice.accountId);
    await lucia.page.goto('/agenda/mensajes');
    await lucia.page.getByText(m.agenda_package_used_up({}, es)).waitFor();
    await stage.message(practice.admission.contacts[0]?.address ?? '', /80|queda/i);
    await picture(lucia.page, 'm5-used-up');
    stage.rehearsal.mailbox.clear();
    const late = { name: 'Celia Mora Gil', mobile: '612345120', email: 'celia@correo.example' };
    await bookedFor({ service: 'inPersonService', day: '2026-11-30', at: '17:00', ...late });
    await stage.message(late.email, /reservada/i);
    expect(stage.rehearsal.mailbox.list().filter(({ to }) => to === `+34${late.mobile}`)).toEqual([]);
    const video = { name: 'Dora Gil Soto', mobile: '612345121', email: 'dora@correo.example' };
    await bookedFor({ service: 'videoService', day: '2026-11-30', at: '18:00', ...video });
    await stage.message(`+34${video.mobile}`, /Reservada/);

    const nobody = { name: 'Elena Ruiz Sanz', mobile: '600000903', email: 'nadie@correo.example' };
    stage.rehearsal.smtp.fault('refuse');
    await bookedFor({ service: 'videoService', day: '2026-12-01', at: '18:00', ...nobody });
    await stage.rehearsal.twilio.flush();
    await stage.runDue();
    stage.rehearsal.smtp.fault(null);
    await lucia.page.goto('/agenda/mensajes');
    await lucia.page.getByRole('heading', { name: m.agenda_unreached_title({}, es) }).waitFor();
    await lucia.page.getByRole('link', { name: /Llamar al/ }).first().waitFor();
    await picture(lucia.page, 'm7-call-the-patient');
    await lucia.page.goto('/agenda?dia=2026-12-01');
    await lucia.page.getByText(m.agenda_call_patient({}, es)).filter({ visible: true }).first().waitFor();
    expect(troublesOf(lucia)).toEqual([]);
    await lucia.context.close();
  });
});
