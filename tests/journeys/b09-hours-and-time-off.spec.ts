import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bookForPatient } from '#features/booking/practice.server.ts';
import { m } from '#texts/compiled/messages.js';
import { admitPractice, type Practice } from '../world/clinic.ts';
import { listServiceSlots, servicesOf } from '../world/hours.ts';
import { lookOver } from './look-over.ts';
import { holdScripts, hurryTo } from './page-scripts.ts';
import { picture } from './picture.ts';
import { factsOfAppointment, troublesOf } from './practice-steps.ts';
import { es } from './room-steps.ts';
import { desktop, openStage, phone, sizesFrom, type Person, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.leave());

const saturday = '2026-11-28';
async function keeper(practice: Practice, options: Parameters<Stage['person']>[0] = {}): Promise<Person> {
  const person = await stage.person(options);
  await stage.signIn(person, practice.accountId);
  return person;
}
async function booked(practice: Practice, hora: string, nombre: string, correo: string): Promise<string> {
  const form = { servicio: practice.videoService, dia: '2026-12-01', hora, persona: '', nombre, movil: '', correo, fuera: 'si' as const };
  const answer = await bookForPatient(stage.world, practice.actor, form, 'es');
  if (!answer.ok) throw new Error(answer.kind);
  return answer.value.appointmentId;
}

describe('weekly hours (B1)', () => {
  it('are painted with the mouse and with the keyboard, the slots are in sight before they are saved, and news of others leave them alone', async () => {
    const practice = await admitPractice(stage.world);
    const lucia = await keeper(practice, { viewport: desktop });
    const { page } = lucia;
    await page.goto('/agenda/ajustes/horario');
    const cell = (hour: string) => page.getByRole('gridcell', { name: new RegExp(`^Sábado ${hour},`) });
    const [from, until] = [await cell('10:00').boundingBox(), await cell('11:30').boundingBox()];
    await page.mouse.move((from?.x ?? 0) + 10, (from?.y ?? 0) + 8);
    await page.mouse.down();
    await page.mouse.move((until?.x ?? 0) + 10, (until?.y ?? 0) + 8, { steps: 4 });
    await page.mouse.up();
    await page.getByText(m.hours_preview_slot_new({}, es)).first().waitFor({ state: 'attached' });
    expect(await listServiceSlots(stage.world, practice.videoService, saturday)).toEqual([]);
    // Somebody books meanwhile: what is painted and not saved stands.
    const news = page.waitForResponse(/__data\.json/);
    await booked(practice, '10:00', 'Eva Mora', 'eva.mora@correo.example');
    await news;
    await cell('11:30').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    await page.getByRole('gridcell', { name: `Sábado 12:00, ${m.hours_open({}, es)}` }).waitFor();
    const sent: string[] = [];
    page.on('request', (request) => request.method() === 'POST' && !request.url().includes('/ver') && sent.push(request.url()));
    await page.getByRole('button', { name: m.hours_copy({}, es), exact: true }).click();
    await page.getByText(/^Copiado a/).waitFor();
    expect(sent).toEqual([]);
    await picture(page, 'hours-painted');
    expect(await lookOver(page)).toEqual([]);
    await page.getByRole('button', { name: m.hours_save({}, es) }).click();
    await page.getByText(m.settings_saved({}, es)).waitFor();
    expect(await listServiceSlots(stage.world, practice.videoService, saturday)).toEqual(['10:00', '10:20', '10:40', '11:00', '11:20', '11:40', '12:00']);
    expect(troublesOf(lucia)).toEqual([]);
    await lucia.context.close();
  });

  it('are typed without script too, each place its own, with a look at the result and a word where two meet', async () => {
    const practice = await admitPractice(stage.world);
    const second = await servicesOf(stage.world, practice);
    const lucia = await keeper(practice, { viewport: phone, javaScript: false });
    const { page } = lucia;
    await page.goto('/agenda/ajustes/horario');
    const group = (name: RegExp) => page.getByRole('group', { name });
    await group(/Consulta Alcalá/).getByLabel('Sábado').fill('9-11');
    await group(/Sede Norte/).getByLabel('Sábado').fill('10-12');
    await page.getByLabel(m.hours_preview_service({}, es)).selectOption(practice.inPersonService);
    await page.getByRole('button', { name: m.hours_see({}, es) }).click();
    await page.getByText(m.hours_two_places({}, es)).waitFor();
    await picture(page, 'hours-typed');
    await page.getByText(/Al guardar/).waitFor({ state: 'attached' });
    expect(await listServiceSlots(stage.world, second.serviceId, saturday)).toEqual([]);
    await page.getByRole('button', { name: m.hours_save({}, es) }).click();
    await page.getByText(m.settings_saved({}, es)).waitFor();
    expect(await listServiceSlots(stage.world, second.serviceId, saturday)).toEqual(['10:00', '10:20', '10:40', '11:00', '11:20']);
    expect(await listServiceSlots(stage.world, practice.inPersonService, saturday)).toEqual(['9:00', '9:20', '9:40', '10:00', '10:20']);
    await lucia.context.close();
  });
});

describe('a page whose script is late', () => {
  it('keeps what was ticked and opened before', async () => {
    const practice = await admitPractice(stage.world);
    const lucia = await keeper(practice, { viewport: phone });
    const { page } = lucia;
    const come = await holdScripts(lucia);
    await hurryTo(lucia, `${stage.origin}/agenda/ajustes/recordatorios`);
    const day = page.locator('[name=antes][value="2880"]').first();
    const quiet = page.locator('[name=silencio]');
    const service = page.locator('details').filter({ has: page.locator('[name=propios]') }).first();
    const own = service.locator('[name=propios][value=si]');
    await day.check();
    await quiet.selectOption('1380');
    await service.locator('summary').click();
    await own.check();
    come();
    await page.waitForFunction(() => 'listens' in window);
    expect([await day.isChecked(), await own.isChecked(), await quiet.inputValue()]).toEqual([true, true, '1380']);
    await own.waitFor();
    expect(troublesOf(lucia)).toEqual([]);
    await lucia.context.close();
  });
});

describe.each(sizesFrom('phone'))('time off over appointments (B9), on a $size', ({ viewport }) => {
  it('asks what becomes of each, says what it means, does it, and lists who must be called', async () => {
    const practice = await admitPractice(stage.world);
    const tag = viewport === phone ? 'p' : 'd';
    const ana = await booked(practice, '10:00', 'Ana Soto', `ana.${tag}@correo.example`);
    const luis = await booked(practice, '11:00', 'Luis Gil', `luis.${tag}@correo.example`);
    const lucia = await keeper(practice, { viewport });
    const { page } = lucia;
    await page.goto('/agenda/ajustes/libres');
    await page.getByLabel(m.settings_from_day({}, es)).fill('2026-12-01');
    await page.getByRole('button', { name: m.settings_time_off_save({}, es), exact: true }).click();
    await page.getByText(m.off_plan_hint({}, es)).waitFor();
    await picture(page, 'time-off-plan');
    expect(await lookOver(page)).toEqual([]);
    // Said for all it is still a choice for each.
    await page.getByRole('button', { name: m.off_all_keep({}, es) }).click();
    await page.getByRole('group', { name: 'Ana Soto' }).getByRole('radio', { name: m.off_row_move({}, es) }).check();
    await page.getByRole('group', { name: 'Luis Gil' }).getByRole('radio', { name: m.off_row_cancel({}, es) }).check();
    await page.getByRole('button', { name: m.off_review({}, es) }).click();
    await page.getByText(m.off_means_moved({ count: 1 }, es)).waitFor();
    await page.getByText(m.off_means_cancelled({ count: 1 }, es)).waitFor();
    await picture(page, 'time-off-review');
    expect(await lookOver(page)).toEqual([]);
    expect(await factsOfAppointment(stage, luis)).toMatchObject({ status: 'booked' });
    await page.getByRole('button', { name: m.off_confirm_do({ count: 2 }, es) }).click();
    await page.getByText(m.off_all_done({}, es)).waitFor();
    expect(await lookOver(page)).toEqual([]);
    expect(await factsOfAppointment(stage, luis)).toMatchObject({ status: 'cancelled' });
    expect(await factsOfAppointment(stage, ana)).toMatchObject({ status: 'booked' });
    await stage.message(`luis.${tag}@correo.example`, /cancelad/i);
    await stage.message(`ana.${tag}@correo.example`, /cambi|nueva hora/i);
    expect(await listServiceSlots(stage.world, practice.videoService, '2026-12-01')).toEqual([]);

    // The row of a message says that it left only after it was there.
    await stage.runDue();
    await stage.world.as({ kind: 'system', job: 'journey' }, (tx) =>
      tx.updateTable('messages').set({ status: 'undeliverable', why: 'bounced' }).where('appointment_id', '=', luis).where('audience', '=', 'patient').execute(),
    );
    await page.reload();
    await page.getByRole('heading', { name: m.off_call_title({}, es) }).waitFor();
    await picture(page, 'time-off-done');
    await page.getByRole('link', { name: m.off_back({}, es) }).click();
    await page.getByRole('button', { name: m.off_work_again({}, es) }).click();
    await page.getByText(m.off_removed({}, es)).waitFor();
    await page.getByRole('button', { name: m.off_undo({}, es) }).click();
    await page.getByText(m.settings_saved({}, es)).waitFor();
    expect(await listServiceSlots(stage.world, practice.videoService, '2026-12-01')).toEqual([]);
    expect(troublesOf(lucia)).toEqual([]);
    await lucia.context.close();
  });
});
