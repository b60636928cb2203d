import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { m } from '#texts/compiled/messages.js';
import { admitPractice, type Practice } from '../world/clinic.ts';
import { enterWaitingRoom, es } from './room-steps.ts';
import {
  factsOfAppointment,
  justBooked,
  neverSent,
  payByCard,
  sendNewAppointment,
  signInAsPatient,
  troublesOf,
  writeNewAppointment,
} from './practice-steps.ts';
import { desktop, openStage, phone, sizesFrom, type Person, type Stage } from './stage.ts';

const terms = { chargeWhen: 'after', lateFeeCents: 0, instructions: '' } as const;
const stillValid = /tu cita sigue siendo v[aá]lida/i;
const cardMail = /Confirma con tu tarjeta la cita/;
const start = (wanted: { day: string; hour: string }) => new Date(`${wanted.day}T${wanted.hour}:00+01:00`).getTime();

let stage: Stage;
let byStripe: Practice;
let byTransfer: Practice;
beforeAll(async () => {
  stage = await openStage();
  byStripe = await admitPractice(stage.world, { prepayment: { mode: 'stripe', ...terms } });
  byTransfer = await admitPractice(stage.world, {
    prepayment: { mode: 'other', ...terms, instructions: 'Bizum al 600 555 014' },
  });
});
afterAll(() => stage.leave());

const drawer = (person: Person) => person.page.getByRole('complementary', { name: 'Ana Soto Vidal' });

async function specialistAt(practice: Practice, viewport = desktop): Promise<Person> {
  const person = await stage.person({ viewport });
  await stage.signIn(person, practice.accountId);
  return person;
}

const ana = (day: string, hour: string, digit: string) => ({
  service: 'Videoconsulta' as const,
  day,
  hour,
  name: 'Ana Soto Vidal',
  mobile: `61234500${digit}`,
  email: `ana.soto${digit}@correo.example`,
});

describe.each(sizesFrom('phone'))('F11 with Stripe prepayment, on a $size', ({ viewport }) => {
  const patient = viewport === phone ? ana('2026-11-25', '10:00', '1') : ana('2026-11-27', '12:00', '2');
  const mobile = `+34${patient.mobile}`;

  it('the patient is asked for a card and told that the appointment is valid without it; never done, it stands all the same', async () => {
    const lucia = await specialistAt(byStripe, viewport);
    await writeNewAppointment(lucia.page, patient);
    await lucia.page.getByText(m.agenda_new_card_title({}, es)).waitFor();
    await sendNewAppointment(lucia.page);
    const appointmentId = await justBooked(lucia.page);
    await drawer(lucia).getByText(m.agenda_glance_unconfirmed({}, es)).waitFor();

    const sms = await stage.message(mobile, stillValid);
    const mail = await stage.message(patient.email, cardMail);
    expect(mail.text).toMatch(stillValid);
    const cardLink = sms.links.find((link) => link.endsWith('/tarjeta')) ?? '';
    expect(mail.links).toContain(cardLink);
    const patientHere = await stage.person({ viewport });
    await patientHere.page.goto(cardLink);
    await patientHere.page.getByText(m.card_valid({}, es)).waitFor();

    stage.rehearsal.mailbox.clear();
    await stage.moveTo(new Date(start(patient) - 24 * 3_600_000));
    await stage.message(mobile, /Videoconsulta con/);
    await stage.message(patient.email, /Mañana/);
    await stage.moveTo(new Date(start(patient) - 3_600_000));
    await stage.message(patient.email, /Hoy/);

    await stage.moveTo(new Date(start(patient) + 5 * 60_000));
    expect(await factsOfAppointment(stage, appointmentId)).toMatchObject({ status: 'booked', confirmation: 'requested' });
    await enterWaitingRoom(patientHere.page, cardLink.replace('/tarjeta', ''));
    expect(troublesOf(lucia, patientHere)).toEqual([]);
    await lucia.context.close();
    await patientHere.context.close();
  });
});

describe('F11: the patient confirms by card', () => {
  it('is asked in «Mis citas» too, saves the card on the page of Stripe, and the agenda shows the appointment confirmed', async () => {
    const patient = ana('2026-12-01', '16:00', '3');
    const lucia = await specialistAt(byStripe);
    await writeNewAppointment(lucia.page, patient);
    await sendNewAppointment(lucia.page);
    const appointmentId = await justBooked(lucia.page);

    const anaHere = await stage.person({ viewport: phone });
    await stage.message(`+34${patient.mobile}`, stillValid);
    await signInAsPatient(stage, anaHere, `+34${patient.mobile}`);
    await anaHere.page.goto('/citas');
    await anaHere.page.getByText(m.own_badge_unconfirmed({}, es)).waitFor();
    await anaHere.page.getByRole('link', { name: /16:00/ }).click();
    await anaHere.page.getByText(m.own_card_asked_more({}, es)).waitFor();
    await anaHere.page.getByRole('link', { name: m.own_card_add({}, es) }).click();
    await anaHere.page.getByRole('button', { name: m.card_go({}, es) }).click();
    await anaHere.page.getByRole('link', { name: m.card_open({}, es) }).click();
    await payByCard(anaHere.page, '4000000000000002');
    await anaHere.page.getByText(m.rehearsal_card_refused({}, es)).waitFor();
    expect(await factsOfAppointment(stage, appointmentId)).toMatchObject({ status: 'booked' });
    await payByCard(anaHere.page, '4242424242424242');
    await anaHere.page
      .getByText(m.own_done_card({}, es))
      .or(anaHere.page.getByText(m.card_back_title({}, es)))
      .first()
      .waitFor();
    await stage.rehearsal.stripe.flush();
    await stage.runDue();
    expect(await factsOfAppointment(stage, appointmentId)).toMatchObject({
      status: 'booked',
      confirmation: 'given',
      payment: 'guaranteed',
    });

    await lucia.page.reload();
    await drawer(lucia)
      .getByText(m.agenda_money({ state: m.agenda_glance_card({}, es), price: '55 €' }, es))
      .waitFor();
    expect(await drawer(lucia).getByText(m.agenda_glance_unconfirmed({}, es)).count()).toBe(0);
    expect(troublesOf(lucia, anaHere)).toEqual([]);
    await lucia.context.close();
    await anaHere.context.close();
  });
});

describe('F11 with another prepayment', () => {
  it('nobody is asked to confirm; the messages say how to pay', async () => {
    const patient = ana('2026-12-02', '10:00', '5');
    const lucia = await specialistAt(byTransfer);
    await writeNewAppointment(lucia.page, patient);
    await lucia.page.getByText(m.agenda_new_other_words({}, es)).waitFor();
    await sendNewAppointment(lucia.page);
    const appointmentId = await justBooked(lucia.page);
    expect(await factsOfAppointment(stage, appointmentId)).toMatchObject({ status: 'booked', confirmation: 'not_required' });
    const mail = await stage.message(patient.email, /reservada/);
    expect(mail.text).toContain('Bizum al 600 555 014');
    for (const to of [patient.email, `+34${patient.mobile}`]) neverSent(stage, to, /tarjeta/);
    expect(troublesOf(lucia)).toEqual([]);
    await lucia.context.close();
  });
});

describe('F11: what the specialist is told', () => {
  it('the page where prepayment is switched on says that it changes what patients do', async () => {
    const lucia = await specialistAt(byStripe);
    await lucia.page.goto('/agenda/ajustes/prepago');
    await lucia.page.getByText(m.settings_prepayment_warning({}, es)).waitFor();
    await lucia.page.getByText(m.settings_prepayment_warning_words({}, es)).waitFor();
    expect(troublesOf(lucia)).toEqual([]);
    await lucia.context.close();
  });

  it('an hour outside the hours asks once more; over another appointment it never books, and nothing typed is lost', async () => {
    const lucia = await specialistAt(byTransfer);
    const late = ana('2026-12-02', '21:00', '7');
    await writeNewAppointment(lucia.page, late);
    await sendNewAppointment(lucia.page);
    await lucia.page
      .getByRole('alert')
      .filter({ hasText: m.agenda_new_outside_title({}, es) })
      .waitFor();
    await lucia.page.getByRole('button', { name: m.agenda_new_outside_send({}, es) }).click();
    await justBooked(lucia.page);

    const over = { ...ana('2026-12-02', '21:10', '8'), name: 'Berta Gil Mora' };
    await writeNewAppointment(lucia.page, over);
    await sendNewAppointment(lucia.page);
    await lucia.page.getByText(m.refusal_slot_taken({}, es)).waitFor();
    expect(await lucia.page.getByRole('textbox', { name: m.agenda_new_name({}, es) }).inputValue()).toBe(over.name);
    expect(await lucia.page.getByRole('textbox', { name: m.agenda_new_mobile({}, es) }).inputValue()).toBe(over.mobile);
    expect(await lucia.page.getByRole('textbox', { name: m.agenda_new_email({}, es) }).inputValue()).toBe(over.email);
    expect(await lucia.page.getByRole('radio', { name: 'Videoconsulta' }).isChecked()).toBe(true);
    expect(troublesOf(lucia)).toEqual([]);
    await lucia.context.close();
  });
});
