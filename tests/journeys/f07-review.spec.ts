import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bookForPatient } from '#features/booking/practice.server.ts';
import { m } from '#texts/compiled/messages.js';
import { factsOfAppointment, troublesOf } from './practice-steps.ts';
import { es } from './room-steps.ts';
import { desktop, openStage, phone, type Stage } from './stage.ts';

const carmen = { name: 'Carmen Ruiz Lozano', mobile: '+34612345678', email: 'carmen.ruiz@correo.example' };
const berta = { name: 'Berta Gil Mora', mobile: '+34698765432', email: 'berta.gil@correo.example' };
const dario = { name: 'Darío Sanz Ortiz', mobile: '+34655443322', email: 'dario.sanz@correo.example' };
const invitation = /C[oó]mo fue tu cita/;
const at = (hour: string) => new Date(`2026-11-23T${hour}:00+01:00`);

let stage: Stage;
let video: string;
let absent: string;

async function book(modality: 'video' | 'in_person', hora: string, who: typeof carmen): Promise<string> {
  const servicio = modality === 'video' ? stage.practice.videoService : stage.practice.inPersonService;
  const form = {
    servicio,
    dia: '2026-11-23',
    hora,
    persona: '' as const,
    nombre: who.name,
    movil: who.mobile,
    correo: who.email,
  };
  const booked = await bookForPatient(stage.world, stage.practice.actor, form, 'es');
  if (!booked.ok) throw new Error(booked.kind);
  return booked.value.appointmentId;
}

const linkOf = async (who: typeof carmen, words: RegExp) => (await stage.message(who.mobile, words)).links[0] ?? '';

/** The reviews of the public profile, as everybody reads them. */
async function profileReviews(): Promise<string[]> {
  const visitor = await stage.person();
  await visitor.page.goto(`/especialistas/${stage.practice.admission.slug}`);
  await visitor.page.getByRole('heading', { name: /reseña/i }).waitFor();
  const said = await visitor.page.getByRole('article').allInnerTexts();
  expect(visitor.troubles).toEqual([]);
  await visitor.context.close();
  return said.map((text) => text.replace(/\s+/g, ' ').trim());
}

beforeAll(async () => {
  stage = await openStage();
  video = await book('video', '10:00', carmen);
  await book('in_person', '11:00', berta);
  absent = await book('video', '12:00', dario);
});
afterAll(() => stage.leave());

describe('F7', () => {
  it('before the appointment took place nobody reviews it, neither by the page nor past it', async () => {
    const link = `${await linkOf(carmen, /Reservada/)}/opinion`;
    const early = await stage.person({ viewport: phone });
    await early.page.goto(link);
    await early.page.getByText(m.review_not_over({}, es)).waitFor();
    expect(await early.page.getByRole('radio').count()).toBe(0);
    const forced = await fetch(`${link}?/opinar`, {
      method: 'POST',
      headers: { origin: stage.origin, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'estrellas=5&texto=Bien',
    });
    expect(forced.status).toBe(409);
    expect(await profileReviews()).toEqual([]);
    expect(early.troubles).toEqual([]);
    await early.context.close();
  });

  it('the specialist says in the agenda that it took place, and the invitation arrives by SMS and e-mail', async () => {
    await stage.moveTo(at('13:05'));
    const lucia = await stage.person();
    await stage.signIn(lucia, stage.practice.accountId);
    for (const [id, answer] of [
      [video, m.agenda_outcome_took_place({}, es)],
      [absent, m.agenda_outcome_absent({}, es)],
    ] as const) {
      await lucia.page.goto(`/agenda?cita=${id}`);
      await lucia.page.getByRole('button', { name: answer }).click();
      await lucia.page.getByText(m.agenda_done_marked({}, es)).waitFor();
    }
    expect(await factsOfAppointment(stage, video)).toMatchObject({ status: 'completed', outcome: 'took_place' });
    await stage.runDue();
    const sms = await stage.message(carmen.mobile, invitation);
    const mail = await stage.message(carmen.email, invitation);
    expect(mail.links).toContain(sms.links[0]);
    expect(troublesOf(lucia)).toEqual([]);
    await lucia.context.close();
  });

  it('the patient reviews from the link without an account; both modalities stand side by side in the profile', async () => {
    await stage.moveTo(at('14:30'));
    for (const [who, title, viewport, stars, words] of [
      [carmen, m.review_title_video({}, es), phone, 5, 'Se explica con calma y resuelve dudas.'],
      [berta, m.review_title_in_person({}, es), desktop, 4, 'Puntual y cercana.'],
    ] as const) {
      const person = await stage.person({ viewport });
      await person.page.goto(await linkOf(who, invitation));
      await person.page.getByRole('heading', { name: title }).waitFor();
      await person.page.getByRole('button', { name: m.review_send({}, es) }).click();
      await person.page.getByText(m.refusal_stars_missing({}, es)).waitFor();
      await person.page.getByRole('radio', { name: m.ui_stars({ count: stars }, es) }).check();
      await person.page.getByRole('textbox', { name: m.review_text({}, es) }).fill(words);
      await person.page.getByRole('button', { name: m.review_send({}, es) }).click();
      await person.page.getByText(m.review_thanks({}, es)).waitFor();
      expect(troublesOf(person)).toEqual([]);
      await person.context.close();
    }
    const said = await profileReviews();
    expect(said).toHaveLength(2);
    const [second = '', first = ''] = said;
    expect(first).toContain(m.profile_review_video({ month: 'noviembre de 2026' }, es));
    expect(first).toContain('Carmen R. Se explica con calma y resuelve dudas.');
    expect(second).toContain(m.profile_review_in_person({ month: 'noviembre de 2026' }, es));
    expect(second).toContain('Berta G. Puntual y cercana.');
    expect(said.join(' ')).not.toMatch(/Ruiz|Lozano|Gil|Mora/);
  });

  it('a second review is refused, on the page and past it, and the first stays as it is', async () => {
    const link = await linkOf(carmen, invitation);
    const again = await stage.person({ viewport: phone });
    await again.page.goto(link);
    await again.page.getByText(m.review_yours({}, es)).waitFor();
    expect(await again.page.getByRole('radio').count()).toBe(0);
    const forced = await fetch(`${link}?/opinar`, {
      method: 'POST',
      headers: { origin: stage.origin, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'estrellas=1&texto=Otra+vez',
    });
    expect(forced.status).toBe(409);
    expect(await profileReviews()).toHaveLength(2);
    expect(again.troubles).toEqual([]);
    await again.context.close();
  });

  it('whose appointment did not take place is not invited and cannot review', async () => {
    expect(stage.rehearsal.mailbox.list().some((one) => one.to === dario.mobile && invitation.test(one.text))).toBe(false);
    const person = await stage.person({ viewport: phone });
    await person.page.goto(`${await linkOf(dario, /Reservada/)}/opinion`);
    await person.page.getByText(m.review_not_held({}, es)).waitFor();
    expect(person.troubles).toEqual([]);
    await person.context.close();
  });
});
