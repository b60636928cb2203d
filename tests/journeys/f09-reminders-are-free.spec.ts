import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bookForPatient } from '#features/booking/practice.server.ts';
import { m } from '#texts/compiled/messages.js';
import { bookVideo, es, patient } from './room-steps.ts';
import { openStage, sizes, type Person, type Stage } from './stage.ts';

const berta = { name: 'Berta Gil Mora', mobile: '+34698765432', email: 'berta.gil@correo.example' };
const hoursBefore = (hour: string, hours: number) =>
  new Date(new Date(`2026-11-25T${hour}:00+01:00`).getTime() - hours * 3_600_000);

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.leave());

/** The specialist in a browser of that size. */
async function specialist(viewport: { width: number; height: number }): Promise<Person> {
  const lucia = await stage.person({ viewport });
  await stage.signIn(lucia, stage.practice.accountId);
  return lucia;
}

/** Opens «Mensajes», where so many units are said to be used. */
async function used(lucia: Person, units: number): Promise<void> {
  // A message is there before its row says so.
  await stage.runDue();
  await lucia.page.goto('/agenda/mensajes');
  const figure = lucia.page.getByRole('region', { name: m.agenda_package_title({}, es) });
  await figure.getByText(`${units} ${m.agenda_package_of({ units: 100 }, es)}`).waitFor();
  await figure.getByText(m.agenda_package_left({ left: 100 - units }, es)).waitFor();
  await figure.getByText(m.agenda_package_video({}, es)).waitFor();
}

/** Lines of a patient under «Últimos mensajes», those that took a unit apart. */
async function lines(lucia: Person, name: string): Promise<{ sms: number; counted: number }> {
  const list = lucia.page
    .getByRole('region', { name: m.agenda_recent_title({}, es) })
    .getByRole('listitem')
    .filter({ hasText: name });
  const counted = list.filter({ hasText: m.agenda_counted({}, es) });
  return { sms: await list.filter({ hasText: `· ${m.agenda_channel_sms({}, es)}` }).count(), counted: await counted.count() };
}

const reminded = async (to: string, hours: number) => {
  await stage.moveTo(hoursBefore('10:00', hours));
  await stage.message(to, /(Videoconsulta|Consulta presencial) con .*10:00|consulta presencial|videoconsulta/);
};

describe('F9', () => {
  it('nothing enabled, a video appointment is reminded 24 hours and 1 hour before, by SMS and by e-mail', async () => {
    await bookVideo(stage, '10:00', '2026-11-25');
    await stage.message(patient.mobile, /Reservada/);
    await stage.message(patient.email, /reservada/);
    await stage.message(stage.practice.admission.contacts[0]?.address ?? '', /Nueva videoconsulta/);
    for (const hours of [24, 1]) {
      stage.rehearsal.mailbox.clear();
      await stage.moveTo(new Date(hoursBefore('10:00', hours).getTime() - 60_000));
      expect(stage.rehearsal.mailbox.list()).toEqual([]);
      await reminded(patient.mobile, hours);
      await reminded(patient.email, hours);
      const kinds = stage.rehearsal.mailbox.list().map((one) => `${one.kind} ${one.to}`);
      expect(kinds.sort()).toEqual([`email ${patient.email}`, `sms ${patient.mobile}`]);
    }
  });

  it.each(sizes)('«Mensajes» shows on a $size that they took nothing from the package', async ({ viewport }) => {
    const lucia = await specialist(viewport);
    await used(lucia, 0);
    expect(await lines(lucia, patient.name)).toEqual({ sms: 3, counted: 0 });
    expect(lucia.troubles).toEqual([]);
    await lucia.context.close();
  });

  it('the SMS of an in-person appointment are deducted, its e-mails are not, and the page shows which', async () => {
    const form = { servicio: stage.practice.inPersonService, dia: '2026-11-27', hora: '10:00', persona: '' as const };
    const booked = await bookForPatient(
      stage.world,
      stage.practice.actor,
      { ...form, nombre: berta.name, movil: berta.mobile, correo: berta.email },
      'es',
    );
    expect(booked.ok).toBe(true);
    await stage.message(berta.mobile, /reservada/i);
    for (const hours of [24, 1])
      await stage.moveTo(new Date(new Date('2026-11-27T10:00:00+01:00').getTime() - hours * 3_600_000));
    await stage.message(berta.email, /Hoy/);
    await expect
      .poll(() => stage.rehearsal.mailbox.list().filter((one) => one.to === berta.mobile).length)
      .toBe(3);

    for (const { viewport } of sizes) {
      const lucia = await specialist(viewport);
      await used(lucia, 3);
      expect(await lines(lucia, berta.name)).toEqual({ sms: 3, counted: 3 });
      expect(await lines(lucia, patient.name)).toEqual({ sms: 3, counted: 0 });
      expect(lucia.troubles).toEqual([]);
      await lucia.context.close();
    }
  });
});
