import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { readChoices } from '#features/schedule/hours/choices.ts';
import { choicesForm } from '#features/schedule/hours/schema.ts';
import { startTimeOff } from '#features/schedule/hours/time-off-run.server.ts';
import { planPage, readPlan } from '#features/schedule/pages/time-off-page.server.ts';
import { localizeHref } from '#texts/compiled/runtime.js';
import { readForm, statusOf } from '../../../../../forms.server.ts';
import { settingsDoor } from '../../../../settings/settings-door.server.ts';
import { afterwards, goOn, runQuery } from '../../../../settings/time-off-door.server.ts';
import type { Actions, PageServerLoad } from './$types';

const back = (practices: readonly unknown[], id: string) => (practices.length > 1 ? `?de=${id}` : '');

/** The time off stands in the address until it is confirmed; `?libre=` is one that is kept already. */
export const load: PageServerLoad = async (event) => {
  const { actor, practice, practices } = await settingsDoor(event);
  const asked = [...event.url.searchParams].filter(([name]) => name !== 'de' && !name.startsWith('/'));
  const form = choicesForm.safeParse(Object.fromEntries(asked));
  const plan = form.success ? await readPlan(event.locals.world, actor, practice, form.data) : null;
  if (!form.success || !plan?.ok) redirect(303, localizeHref(`/agenda/ajustes/libres${back(practices, practice.id)}`));
  return { plan: planPage(plan.value, form.data, practice, event.locals.locale) };
};

async function readPosted(event: RequestEvent) {
  const door = await settingsDoor(event);
  const values = await readForm(event.request);
  const form = choicesForm.safeParse(values);
  if (!form.success) return { ok: false as const, answer: fail(400, { refusal: 'invalid-input' as const, fields: {}, values }) };
  const plan = await readPlan(event.locals.world, door.actor, door.practice, form.data);
  if (!plan.ok)
    return { ok: false as const, answer: fail(statusOf(plan.kind), { refusal: plan.kind, fields: plan.fields ?? {}, values }) };
  return { ok: true as const, door, form: form.data, plan: plan.value };
}

export const actions: Actions = {
  /** What it means in messages and money; nothing is done. */
  revisar: async (event) => {
    const posted = await readPosted(event);
    if (!posted.ok) return posted.answer;
    const { form, plan, door } = posted;
    const page = planPage(plan, form, door.practice, event.locals.locale);
    return page.rows.some((row) => row.meets) ? fail(409, { choices: page }) : { review: page };
  },
  /** Back from the summary to the choices as they were. */
  elegir: async (event) => {
    const posted = await readPosted(event);
    if (!posted.ok) return posted.answer;
    return { choices: planPage(posted.plan, posted.form, posted.door.practice, event.locals.locale) };
  },
  confirmar: async (event) => {
    const posted = await readPosted(event);
    if (!posted.ok) return posted.answer;
    const { form, plan, door } = posted;
    const { world, locale } = event.locals;
    const input = { off: plan.off, groupId: plan.groupId, choices: readChoices(form, plan.planned) };
    const started = await startTimeOff(world, door.actor, door.practice.id, input);
    if (!started.ok) {
      const choices = planPage(plan, form, door.practice, locale);
      return fail(statusOf(started.kind), { refusal: started.kind, fields: {}, values: form, choices });
    }
    const { groupId } = started.value;
    if (plan.planned.length > 0) await goOn(event, door, groupId);
    const to = plan.planned.length > 0 ? `/agenda/ajustes/libres/${groupId}` : '/agenda/ajustes/libres';
    redirect(303, localizeHref(`${to}${runQuery(afterwards(form['luego']), door)}`));
  },
};
