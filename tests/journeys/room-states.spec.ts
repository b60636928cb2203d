import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cancelAppointment } from '#features/booking/change.server.ts';
import { m } from '#texts/compiled/messages.js';
import { askedAboutLine, keepLine, linkOf, nextAppointment, startCall, type RunningCall } from './call-steps.ts';
import { lookOver, withinReach } from './look-over.ts';
import { picture } from './picture.ts';
import { es, hearsTheOther, patient, remoteFrames } from './room-steps.ts';
import { openStage, phone, type Person, type Stage } from './stage.ts';

/**
 * Every state of waiting room, call and after it, looked at on phone and computer, in both schemes, at 320 px and with letters
 * twice as large (`PICTURES=folder` keeps a picture of each). Proven alone; the other journeys look at what most people meet.
 */
const everyState = describe.runIf(process.env['PROVE']);

let stage: Stage;
let wrong: Record<string, string[]> = {};

async function shown(page: Page, state: string): Promise<void> {
  await picture(page, `state-${state}`);
  const found = [...(await lookOver(page)), ...(await withinReach(page))];
  if (found.length > 0) wrong[state] = found;
}
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const says = (page: Page, words: string) => page.getByText(words).first().waitFor();

everyState('before the call', () => {
  let appointmentId: string;
  let carmen: Person;
  let lucia: Person;
  let third: Person;
  beforeAll(async () => {
    stage = await openStage();
    appointmentId = await nextAppointment(stage);
    carmen = await stage.person({ viewport: phone, camera: false });
    lucia = await stage.person();
    third = await stage.person({ viewport: phone });
    await stage.signIn(lucia, stage.practice.accountId);
    wrong = {};
  }, 120_000);
  afterAll(() => stage?.leave());

  const enter = async ({ page }: Person) => {
    await page.goto(linkOf(stage, appointmentId));
    await press(page, m.link_enter({}, es));
    await page.waitForURL('**/sala');
  };

  it('the specialist alone, the patient at the door, in the waiting room and out of it', async () => {
    await lucia.page.goto(`/consulta/${appointmentId}`);
    await says(lucia.page, m.room_consult_nobody({ name: patient.name }, es));
    await shown(lucia.page, 'specialist-alone');
    await carmen.page.goto(linkOf(stage, appointmentId));
    await shown(carmen.page, 'link-open');
    await enter(carmen);
    await says(carmen.page, m.room_knows_you_are_here({}, es));
    await shown(carmen.page, 'waiting-untried');
    await carmen.context.grantPermissions(['camera', 'microphone']);
    await press(carmen.page, m.room_try_devices({}, es));
    await says(carmen.page, m.room_device_heard({}, es));
    const sit = lucia.page.getByRole('button', { name: m.room_consult_enter({}, es) });
    await sit.or(lucia.page.getByRole('button', { name: m.room_admit({}, es) })).first().waitFor();
    if (await sit.isVisible()) await sit.click();
    await lucia.page.getByRole('button', { name: m.room_admit({}, es) }).waitFor();
    await press(lucia.page, m.room_delay_minutes({ minutes: 10 }, es));
    await carmen.page.getByText(/10 minutos de retraso/).first().waitFor();
    await shown(carmen.page, 'waiting-delay');
    await shown(lucia.page, 'specialist-patient-waits');
    await press(carmen.page, m.room_call_me({}, es));
    await says(carmen.page, m.room_call_me_asked({}, es));
    await shown(carmen.page, 'waiting-called-back');
    await carmen.page.goto('about:blank');
    await says(lucia.page, m.room_call_wanted({ name: patient.name }, es));
    await shown(lucia.page, 'specialist-patient-gone');
    expect(wrong).toEqual({});
  });

  it('a third person, somebody who goes on elsewhere, who leaves, and an appointment that is cancelled', async () => {
    await enter(carmen);
    await enter(third);
    await says(third.page, m.room_full_title({}, es));
    await shown(third.page, 'full');
    await third.page.getByRole('link', { name: m.go_on_here({}, es) }).click();
    await third.page.getByRole('button', { name: /612/ }).waitFor();
    await shown(third.page, 'go-on');
    await third.page.goto('/sala/pase/aaaaaaaaaaaaaaaaaaaaaa');
    await shown(third.page, 'pass-over');
    await carmen.page.getByRole('button', { name: m.room_leave({}, es) }).click();
    await says(carmen.page, m.room_left_title({}, es));
    await shown(carmen.page, 'left');
    await enter(carmen);
    await says(carmen.page, m.room_knows_you_are_here({}, es));
    await cancelAppointment(stage.world, stage.practice.actor, { appointmentId, expectedCostCents: 0 });
    for (const [who, { page }] of Object.entries({ carmen, lucia })) {
      await says(page, m.room_cancelled_title({}, es));
      await shown(page, `cancelled-${who}`);
    }
    expect(wrong).toEqual({});
  });
});

everyState('in the call and after it', () => {
  let call: RunningCall;
  let sides: { patient: Page; specialist: Page };
  beforeAll(async () => {
    stage = await openStage();
    call = await startCall(stage, { patient: { viewport: phone }, prepare: (person) => person.context.addInitScript(keepLine) });
    sides = { patient: call.carmen.page, specialist: call.lucia.page };
    wrong = {};
  }, 180_000);
  afterAll(() => stage?.leave());

  const both = async (state: string) => {
    for (const [side, page] of Object.entries(sides)) await shown(page, `${state}-${side}`);
  };
  const onBoth = async (act: (page: Page) => Promise<unknown>) => {
    for (const page of Object.values(sides)) await act(page);
  };

  it('the words, microphone and camera off, everything of «Más», a photo and the chat', async () => {
    const { patient: mine, specialist } = sides;
    await onBoth((page) => page.getByLabel(m.room_words_label({}, es)).waitFor());
    await both('words');
    await onBoth((page) => press(page, m.room_words_not({}, es)));
    await both('words-differ');
    await onBoth((page) => press(page, m.room_words_read_again({}, es)));
    await press(mine, m.room_words_yes({}, es));
    await press(specialist, m.room_words_agree({}, es));
    await press(mine, m.room_micro({}, es));
    await press(mine, m.room_camera({}, es));
    await says(specialist, m.room_other_no_camera({ name: 'Carmen' }, es));
    await both('muted-and-dark');
    await press(mine, m.room_micro_off({}, es));
    await press(mine, m.room_camera_off({}, es));
    await press(specialist, m.call_more({}, es));
    await press(specialist, m.call_ask_photo({}, es));
    await mine.getByRole('alertdialog').waitFor();
    await both('photo');
    await press(mine, m.call_photo_no({}, es));
    await press(specialist, m.room_understood({}, es));
    await onBoth((page) => page.keyboard.press('c'));
    await specialist.locator('.chat input[type=file]').setInputFiles({ name: 'pauta-con-un-nombre-muy-largo-de-noviembre.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(700_000, 7) });
    await mine.getByRole('link', { name: /^pauta/ }).waitFor();
    await both('chat');
    await onBoth((page) => page.keyboard.press('Escape'));
    expect(wrong).toEqual({});
  });

  it('a bad line, down to the telephone, and a reload on the way', async () => {
    const { patient: mine, specialist } = sides;
    const yes = specialist.getByRole('button', { name: m.call_step_yes({}, es), exact: true });
    for (const step of ['low-video', 'audio', 'telephone']) {
      await (await askedAboutLine(mine, 'bad')).click();
      await yes.waitFor();
      if (step === 'low-video') await both('line-asked');
      await yes.click();
      await yes.waitFor({ state: 'detached' });
      if (step !== 'low-video') await both(`line-${step}`);
    }
    // Whoever reloads goes on where both had agreed to be (docs/decisions/0072).
    await mine.reload();
    await says(mine, m.call_step_call({}, es));
    await hearsTheOther(specialist);
    for (let up = 0; up < 3; up++) {
      await (await askedAboutLine(mine, 'good')).click();
      await yes.click();
      await yes.waitFor({ state: 'detached' });
    }
    await remoteFrames(specialist, 3);
    expect(wrong).toEqual({});
  });

  it('the other side gone for long, with the telephone; hung up, come back, finished, receipt and rating', async () => {
    const { patient: mine, specialist } = sides;
    await specialist.goto('about:blank');
    await mine.getByText(/ha perdido la red/).waitFor();
    await shown(mine, 'other-gone');
    await says(mine, m.call_taking_long({}, es));
    expect(await mine.getByText(m.room_no_way({}, es)).count()).toBe(0);
    expect(await mine.getByRole('link', { name: /^Llamar al/ }).getAttribute('href')).toMatch(/^tel:\+/);
    await shown(mine, 'other-gone-long');
    await specialist.goto(`/consulta/${call.appointmentId}`);
    await remoteFrames(specialist, 3);
    await press(mine, m.room_hang_up({}, es));
    await onBoth((page) => page.getByRole('heading', { name: m.room_hung_up_title({}, es) }).waitFor());
    await both('hung-up');
    await press(specialist, m.room_come_back({}, es));
    await mine.getByText(/ha vuelto a la llamada/).waitFor();
    await shown(mine, 'other-came-back');
    await press(mine, m.room_come_back({}, es));
    await remoteFrames(mine, 3);
    await press(specialist, m.room_finish({}, es));
    await onBoth((page) => says(page, m.room_finished_title({}, es)));
    await both('finished');
    for (const [path, heading] of [['recibo', m.privacy_receipt_title({}, es)], ['valorar', m.call_rating_title({}, es)]] as const) {
      await mine.goto(`/sala/${path}`);
      await mine.getByRole('heading', { name: heading }).waitFor();
      await shown(mine, path);
    }
    expect(wrong).toEqual({});
  });
});
