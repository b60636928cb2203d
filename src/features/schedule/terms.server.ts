import { parseMoney } from '#domain/money.ts';
import { may } from '#domain/permissions.ts';
import { reminderTimes } from '#domain/reminders.ts';
import { refuse, refuseFields, success, type RefusalKind, type Result } from '#domain/result.ts';
import type { World } from '#ports/world.ts';
import type { PracticeActor } from './queries.server.ts';
import type { BookingRulesForm, PrepaymentForm, ReminderTimesForm, ServiceRemindersForm, VideoMessageForm } from './schema.ts';

type Changes = Pick<World, 'as' | 'announce'>;

/** Buffer, notice, horizon, grid and cut-off as typed. Refuses `invalid-input` with fields. */
export function readBookingRules(form: Omit<BookingRulesForm, 'servicio'> & Partial<BookingRulesForm>) {
  const buffer = wholeNumber(form.descanso, 0, 120);
  const noticeHours = wholeNumber(form.aviso, 0, 336);
  const horizon = wholeNumber(form.horizonte, 1, 366);
  const step = wholeNumber(form.paso, 5, 120);
  const cutoff = wholeNumber(form.limite, 0, 168);
  const refusal = refuseFields({
    descanso: buffer === null ? 'number-invalid' : null,
    aviso: noticeHours === null ? 'number-invalid' : null,
    horizonte: horizon === null ? 'number-invalid' : null,
    paso: step === null ? 'number-invalid' : null,
    limite: cutoff === null ? 'number-invalid' : null,
  });
  if (refusal || buffer === null || noticeHours === null || horizon === null || step === null || cutoff === null) {
    return refusal ?? refuse('invalid-input');
  }
  return success({
    buffer_minutes: buffer,
    minimum_notice_minutes: noticeHours * 60,
    horizon_days: horizon,
    slot_step_minutes: step,
    cutoff_hours: cutoff,
  });
}

/** Keeps buffer, notice, horizon, grid and cut-off (B1, B5). Refuses `not-allowed`, `invalid-input` with fields. */
export async function saveBookingRules(
  world: Pick<World, 'as'>,
  actor: PracticeActor,
  specialistId: string,
  form: Omit<BookingRulesForm, 'servicio'> & Partial<BookingRulesForm>,
): Promise<Result<null>> {
  if (!may(actor, 'run-practice', { specialistId })) return refuse('not-allowed');
  const rules = readBookingRules(form);
  return rules.ok ? save(world, actor, specialistId, rules.value) : rules;
}

/** What patients read only once they go on with booking a video consultation (F5, P3). Empty says nothing. */
export async function saveVideoMessage(
  world: Pick<World, 'as'>,
  actor: PracticeActor,
  specialistId: string,
  form: VideoMessageForm,
): Promise<Result<null>> {
  if (!may(actor, 'run-practice', { specialistId })) return refuse('not-allowed');
  if (form.mensaje.length > 600) return refuse('invalid-input', { mensaje: 'text-too-long' });
  return save(world, actor, specialistId, { video_message: form.mensaje });
}

/** Prepayment for what is booked from now on (F11, Y1–Y4); the late fee is never more than the dearest price. */
export async function savePrepayment(
  world: Pick<World, 'as'>,
  actor: PracticeActor,
  specialistId: string,
  form: PrepaymentForm,
): Promise<Result<null>> {
  if (!may(actor, 'run-practice', { specialistId })) return refuse('not-allowed');
  const fee = form.prepago === 'stripe' && form.tarde !== '' ? parseMoney(form.tarde) : 0;
  const dearest = await world.as(actor, (tx) =>
    tx
      .selectFrom('services')
      .select((eb) => eb.fn.max('price_cents').as('cents'))
      .where('specialist_id', '=', specialistId)
      .where('active', '=', true)
      .executeTakeFirst(),
  );
  const refusal = refuseFields({
    tarde: fee === null || fee > (dearest?.cents ?? 0) ? 'price-invalid' : null,
    instrucciones: instructionsRefusal(form),
  });
  if (refusal || fee === null) return refusal ?? refuse('invalid-input');
  return save(world, actor, specialistId, {
    prepayment: form.prepago,
    ...(form.prepago === 'stripe' ? { charge_when: form.cobro, late_fee_cents: fee, take_after_hours: Number(form.espera) } : {}),
    ...(form.prepago === 'other' ? { other_payment_instructions: form.instrucciones } : {}),
  });
}

function instructionsRefusal(form: PrepaymentForm): RefusalKind | null {
  if (form.prepago !== 'other') return null;
  if (form.instrucciones === '') return 'text-missing';
  return form.instrucciones.length > 400 ? 'text-too-long' : null;
}

/** When patients are reminded (M2); for video one time by SMS and e-mail always stays (F9). Planned messages follow at once. */
export async function saveReminderTimes(
  world: Changes,
  actor: PracticeActor,
  specialistId: string,
  form: ReminderTimesForm,
): Promise<Result<null>> {
  if (!may(actor, 'run-practice', { specialistId })) return refuse('not-allowed');
  const extra = form.otro === '' ? null : wholeNumber(form.otro, 1, 336);
  if (form.otro !== '' && extra === null) return refuse('invalid-input', { otro: 'number-invalid' });
  const times = reminderTimes([...form.antes, ...(extra === null ? [] : [extra * 60])], 'in_person');
  await world.as(actor, async (tx) => {
    await tx
      .updateTable('specialist_settings')
      .set({ reminder_minutes: times, quiet_from_minute: form.silencio, quiet_until_minute: form.hasta })
      .where('specialist_id', '=', specialistId)
      .execute();
    await world.announce(tx, { type: 'reminder-times-changed', specialistId });
  });
  return success(null);
}

/** When the reminders of one service go out, where it wants other times than the rest (M2). Refuses `not-allowed`, `not-found`. */
export async function saveServiceReminders(
  world: Changes,
  actor: PracticeActor,
  specialistId: string,
  form: ServiceRemindersForm,
): Promise<Result<null>> {
  if (!may(actor, 'run-practice', { specialistId })) return refuse('not-allowed');
  const times = form.propios === 'si' ? reminderTimes(form.antes, 'in_person') : null;
  return world.as(actor, async (tx) => {
    const changed = await tx
      .updateTable('services')
      .set({ reminder_minutes: times })
      .where('id', '=', form.servicio)
      .where('specialist_id', '=', specialistId)
      .executeTakeFirst();
    if (changed.numUpdatedRows === 0n) return refuse('not-found');
    await world.announce(tx, { type: 'reminder-times-changed', specialistId });
    return success(null);
  });
}

async function save(
  world: Pick<World, 'as'>,
  actor: PracticeActor,
  specialistId: string,
  values: Partial<{
    buffer_minutes: number;
    minimum_notice_minutes: number;
    horizon_days: number;
    slot_step_minutes: number;
    cutoff_hours: number;
    video_message: string;
    prepayment: PrepaymentForm['prepago'];
    charge_when: PrepaymentForm['cobro'];
    late_fee_cents: number;
    take_after_hours: number;
    other_payment_instructions: string;
  }>,
): Promise<Result<null>> {
  const changed = await world.as(actor, (tx) =>
    tx.updateTable('specialist_settings').set(values).where('specialist_id', '=', specialistId).executeTakeFirst(),
  );
  return changed.numUpdatedRows === 0n ? refuse('not-found') : success(null);
}

function wholeNumber(typed: string, least: number, most: number): number | null {
  if (!/^\d{1,4}$/.test(typed)) return null;
  const number = Number(typed);
  return number >= least && number <= most ? number : null;
}
