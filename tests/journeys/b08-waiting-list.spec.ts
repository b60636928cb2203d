import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bookForPatient } from '#features/booking/practice.server.ts';
import { cancelAppointment } from '#features/booking/change.server.ts';
import { m } from '#texts/compiled/messages.js';
import { press } from './booking-steps.ts';
import { lookOver } from './look-over.ts';
import { signInAsPatient, troublesOf } from './practice-steps.ts';
import { bookVideo, es, linkIn } from './room-steps.ts';
import { desktop, openStage, phone, type Person, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.leave());

let patients = 0;
/** Somebody whom the practice booked, with the link of their confirmation. */
async function booked(dia: string, hora: string): Promise<{ id: string; mobile: string; link: string }> {
  patients += 1;
  const mobile = `+3461250000${patients}`;
  const form = {
    servicio: stage.practice.videoService,
    dia,
    hora,
    persona: '',
    nombre: 'Rosa Gil Mora',
    movil: mobile,
    correo: `rosa${patients}@correo.example`,
  } as const;
  const answer = await bookForPatient(stage.world, stage.practice.actor, form, 'es');
  if (!answer.ok) throw new Error(answer.kind);
  await stage.runDue();
  return { id: answer.value.appointmentId, mobile, link: linkIn((await stage.message(mobile, /Reservada/)).links, stage.origin) };
}
/** Types the code that came by SMS, where the browser is not signed in (B5). */
async function prove({ page }: Person, mobile: string, words: string): Promise<void> {
  await page.getByRole('heading', { name: m.own_code_title({}, es) }).waitFor();
  await page.getByRole('textbox', { name: m.own_code_label({}, es) }).fill(await stage.code(mobile));
  await press(page, words);
}
const heading = (page: Person['page'], name: string) => page.getByRole('heading', { name }).waitFor();
const startOf = (id: string) =>
  stage.world.as({ kind: 'system', job: 'journey' }, async (tx) => {
    const { starts_at } = await tx.selectFrom('appointments').select('starts_at').where('id', '=', id).executeTakeFirstOrThrow();
    return starts_at.toISOString();
  });
const cancel = async (id: string) => {
  expect(await cancelAppointment(stage.world, stage.practice.actor, { appointmentId: id, expectedCostCents: 0 })).toMatchObject({
    ok: true,
  });
  await stage.runDue();
};

describe.each([
  { size: 'phone', viewport: phone, javaScript: false, day: '2026-11-26', asked: '11:00', until: '11:30' },
  { size: 'desktop', viewport: desktop, javaScript: true, day: '2026-11-27', asked: '12:00', until: '12:30' },
])('B8 on a $size, JavaScript $javaScript', ({ viewport, javaScript, day, asked, until }) => {
  it('from the link: asks, is told by SMS what came free, moves there by a press and a code; opening it moves nothing', async () => {
    const freed = await booked(day, '10:00');
    const rosa = await booked('2026-12-09', '17:00');
    const one = await stage.person({ viewport, javaScript });
    const { page } = one;
    await page.goto(`${rosa.link}/cita`);
    await page.getByRole('link', { name: m.earlier_title({}, es) }).click();
    await page.getByLabel(day === '2026-11-26' ? 'jueves' : 'viernes').check();
    await page.getByRole('radio', { name: m.earlier_part_morning({}, es) }).check();
    if (javaScript) expect(await lookOver(page)).toEqual([]);
    await press(page, m.earlier_ask({}, es));
    await prove(one, rosa.mobile, m.earlier_ask({}, es));
    await heading(page, m.earlier_waiting_title({}, es));
    await page.getByText(day === '2026-11-26' ? 'Jueves, por la mañana' : 'Viernes, por la mañana').waitFor();
    if (javaScript) expect(await lookOver(page)).toEqual([]);

    await stage.moveTo(new Date(`2026-11-23T${asked}:00+01:00`));
    await cancel(freed.id);
    const sms = await stage.message(rosa.mobile, /libre antes/);
    const offer = sms.links[0] ?? '';
    expect(offer).toBe(`${rosa.link}/antes`);
    const before = await startOf(rosa.id);
    const scanner = await fetch(offer, { headers: { accept: 'text/html' } });
    expect([scanner.status, await startOf(rosa.id)]).toEqual([200, before]);
    // A scanner that sends the form as well is asked for a code like anybody else.
    const later = await stage.person({ viewport, javaScript });
    await later.page.goto(offer);
    await heading(later.page, m.earlier_offer_title({}, es));
    await later.page
      .getByText('miércoles 9 de diciembre, 17:00')
      .or(later.page.getByText('Miércoles 9 de diciembre, 17:00'))
      .waitFor();
    await later.page.getByText(m.earlier_offer_until({ hour: until }, es)).waitFor();
    if (javaScript) expect(await lookOver(later.page)).toEqual([]);
    await press(later.page, m.earlier_take_hour({ hour: '10:00' }, es));
    await later.page.getByRole('heading', { name: m.own_code_title({}, es) }).waitFor();
    expect(await startOf(rosa.id)).toBe(before);
    await prove(later, rosa.mobile, m.earlier_take({}, es));
    await later.page.getByText(m.own_done_moved({}, es)).waitFor();
    expect(await startOf(rosa.id)).toBe(new Date(`${day}T10:00:00+01:00`).toISOString());
    await stage.runDue();
    await stage.message(rosa.mobile, /10:00/);
    expect(troublesOf(one, later)).toEqual([]);
    for (const person of [one, later]) await person.context.close();
  });
});

describe('B8, when somebody else was faster', () => {
  it('reads kindly that the hour is gone, keeps their own, stays on the list, and leaves it by one press', async () => {
    const freed = await booked('2026-11-30', '10:00');
    const rosa = await booked('2026-12-10', '17:00');
    const one = await stage.person({ viewport: phone });
    const { page } = one;
    await signInAsPatient(stage, one, rosa.mobile);
    await page.goto('/citas');
    await page.getByRole('link', { name: m.earlier_card_ask({}, es) }).click();
    await press(page, m.earlier_ask({}, es));
    await heading(page, m.earlier_waiting_title({}, es));
    await cancel(freed.id);
    await page.goto('/citas');
    await page.getByRole('link', { name: m.earlier_badge_offered({}, es) }).click();
    await heading(page, m.earlier_offer_title({}, es));
    await bookVideo(stage, '10:00', '2026-11-30');
    await press(page, m.earlier_take_hour({ hour: '10:00' }, es));
    await page.getByText(m.refusal_offer_gone({}, es)).waitFor();
    // What is gone is offered no more on the page that says so.
    await heading(page, m.earlier_waiting_title({}, es));
    expect(await lookOver(page)).toEqual([]);
    await page.reload();
    await page.goto(`/citas/${rosa.id}/antes`);
    await page.getByText(m.earlier_gone({}, es)).waitFor();
    expect(await startOf(rosa.id)).toBe('2026-12-10T16:00:00.000Z');
    await press(page, m.earlier_leave({}, es));
    await page.getByText(m.earlier_left({}, es)).waitFor();
    expect(troublesOf(one)).toEqual([]);
    await one.context.close();
  });
});
