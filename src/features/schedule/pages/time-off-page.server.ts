import { formatMoney } from '#domain/money.ts';
import { meetingMoves } from '#domain/planned-moves.ts';
import type { Locale } from '#domain/people.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import { dayOfInstant, formatDayLong, formatHour } from '#domain/time.ts';
import type { World } from '#ports/world.ts';
import { readChoices } from '../hours/choices.ts';
import { listExceptions } from '../hours/exception-list.server.ts';
import { parseTimeOff, type TimeOff } from '../hours/exceptions.server.ts';
import { hourText } from '../hours/hours-line.ts';
import { timeOffForm, type ChoicesForm } from '../hours/schema.ts';
import type { Choice } from '../hours/time-off-choice.ts';
import { planTimeOff, type PlannedMove } from '../hours/time-off-plan.server.ts';
import { listSteps } from '../hours/time-off-run.server.ts';
import type { Practice, PracticeActor } from '../queries.server.ts';
import { dayBrief, dayName } from './agenda-words.ts';
import { formOf } from './hours-page.server.ts';

type Reads = Pick<World, 'as' | 'clock' | 'ids' | 'note'>;

export interface TimeOffPlan {
  off: TimeOff;
  /** The time off is kept already and this is its group. */
  groupId: string | null;
  planned: PlannedMove[];
  /** What the form repeats. */
  fields: Record<string, string>;
}

/**
 * A time off as the address or the form names it, or one that is kept (`libre`), with the appointments that stand in
 * it. Refuses `not-found`, `invalid-input`.
 */
export async function readPlan(
  world: Reads,
  actor: PracticeActor,
  practice: Practice,
  form: ChoicesForm,
): Promise<Result<TimeOffPlan>> {
  const today = dayOfInstant(practice.zone, world.clock.now());
  const kept = form['libre']
    ? (await listExceptions(world, actor, practice, today)).find((one) => one.groupId === form['libre'] && one.kind === 'off')
    : null;
  if (form['libre'] && !kept) return refuse('not-found');
  const { desde, hasta, inicio, fin, ambito, motivo } = kept ? formOf(kept) : form;
  const fields = {
    desde: desde ?? '',
    hasta: hasta ?? '',
    inicio: inicio ?? '',
    fin: fin ?? '',
    ambito: ambito ?? 'todo',
    motivo: motivo ?? '',
  };
  const parsed = timeOffForm.safeParse(fields);
  if (!parsed.success) return refuse('invalid-input');
  const off = await parseTimeOff(world, actor, practice, parsed.data);
  if (!off.ok) return off;
  const planned = await planTimeOff(world, actor, practice, off.value);
  return success({
    off: off.value,
    groupId: kept?.groupId ?? null,
    planned,
    fields: kept ? keptFields(kept.groupId, form) : fields,
  });
}

function keptFields(libre: string, { luego }: ChoicesForm): Record<string, string> {
  return luego ? { libre, luego } : { libre };
}

/** The page that asks what becomes of each appointment, with what is chosen so far. */
export function planPage(plan: TimeOffPlan, form: ChoicesForm, practice: Practice, locale: Locale) {
  const { zone } = practice;
  const when = (instant: Date) => `${formatDayLong(zone, instant, locale)}, ${formatHour(zone, instant)}`;
  const choices = readChoices(form, plan.planned);
  const met = meetingOf(plan.planned, choices);
  const nameOf = (id: string | undefined) => plan.planned.find((one) => one.appointmentId === id)?.patientName ?? null;
  return {
    ...whenOff(plan.off, locale),
    label: plan.off.label,
    kept: plan.groupId !== null,
    fields: plan.fields,
    rows: plan.planned.map((one, index) => ({
      appointmentId: one.appointmentId,
      patientName: one.patientName,
      when: when(one.startsAt),
      modality: one.modality,
      what: one.placeName ? `${one.serviceName} · ${one.placeName}` : one.serviceName,
      choice: choices[index]?.choice ?? 'keep',
      hour: choices[index]?.moveTo?.toISOString() ?? '',
      /** Who goes to that hour already, by an earlier row. */
      meets: nameOf(met.get(one.appointmentId)),
      hours: [...(one.proposal ? [one.proposal] : []), ...one.others].map((slot, place) => ({
        value: slot.toISOString(),
        label: `${dayBrief(dayOfInstant(zone, slot), locale)}, ${formatHour(zone, slot)}`,
        nearest: place === 0 && one.proposal !== null,
      })),
    })),
    summary: summaryOf(plan.planned, choices, locale),
  };
}

/** Which choices would put two patients into one time: each with the earlier one. */
function meetingOf(planned: readonly PlannedMove[], choices: readonly Choice[]): Map<string, string> {
  return meetingMoves(
    planned.flatMap(({ appointmentId: id, startsAt: from, endsAt }, index) => {
      const startsAt = choices[index]?.moveTo;
      return startsAt ? [{ id, startsAt, endsAt: new Date(startsAt.getTime() + endsAt.getTime() - from.getTime()) }] : [];
    }),
  );
}

/** What the choices mean in messages and money, before anything is done. */
function summaryOf(planned: readonly PlannedMove[], choices: readonly Choice[], locale: Locale) {
  const of = (choice: Choice['choice']) => planned.filter((_, index) => choices[index]?.choice === choice);
  const [moved, cancelled] = [of('move'), of('cancel')];
  const told = [...moved, ...cancelled];
  const paid = cancelled.filter((one) => one.payment === 'paid');
  const back = paid.reduce((sum, one) => sum + one.priceCents, 0);
  const currency = paid[0]?.currency === 'MXN' ? 'MXN' : 'EUR';
  return {
    moved: moved.length,
    cancelled: cancelled.length,
    kept: of('keep').length,
    bySms: told.filter((one) => one.hasMobile).length,
    byEmail: told.filter((one) => one.hasEmail).length,
    byNothing: told.filter((one) => !one.hasMobile && !one.hasEmail).length,
    back: back > 0 ? formatMoney(back, currency, locale) : null,
    cardsFreed: cancelled.filter((one) => one.payment === 'guaranteed').length,
  };
}

/** How far a time off is: every appointment with what was chosen and whether it is done. Null where it is not theirs. */
export async function readRunPage(world: Reads, actor: PracticeActor, practice: Practice, groupId: string, locale: Locale) {
  const steps = await listSteps(world, actor, practice.id, groupId);
  if (steps.length === 0) return null;
  const when = (instant: Date) => `${formatDayLong(practice.zone, instant, locale)}, ${formatHour(practice.zone, instant)}`;
  return {
    groupId,
    left: steps.filter((step) => step.state === 'pending').length,
    ask: steps.filter((step) => step.state === 'slot-taken').length,
    total: steps.length,
    /** Appointments whose patients were told. */
    told: steps.filter((step) => step.state === 'done' && step.choice !== 'keep').length,
    rows: steps.map((step) => ({ ...step, when: when(step.startsAt), to: step.moveTo ? when(step.moveTo) : null })),
  };
}

function whenOff(off: TimeOff, locale: Locale) {
  const [first = '', last = ''] = [off.days[0], off.days.at(-1)];
  return {
    first: dayName(first, locale),
    last: last === first ? null : dayName(last, locale),
    hours: off.stretch ? `${hourText(off.stretch.startsMinute)}–${hourText(off.stretch.endsMinute)}` : null,
  };
}
