import { error, fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { formatPhone } from '#domain/phone.ts';
import { countryOfZone, practiceZone } from '#domain/practice-zones.ts';
import type { Result } from '#domain/result.ts';
import { listPapers } from '#features/applications/own.server.ts';
import { admitApplication, admitApplicationForm, decideApplication, decideForm, readApplication } from '#features/operator/applications/decide.server.ts';
import { operatorDay } from '#features/operator/operator-zone.ts';
import { localizeHref } from '#texts/compiled/runtime.js';
import { refusalText } from '#texts/refusals.ts';
import { isId } from '../../../../documents.server.ts';
import { readForm, statusOf } from '../../../../forms.server.ts';
import { isFreshOperator, operatorDoor } from '../../../operator.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { world, locale } = event.locals;
  const actor = operatorDoor(event);
  const card = isId(event.params.id) ? await readApplication(world, actor, event.params.id) : null;
  if (!card) error(404);
  const day = (instant: Date | null) => instant && operatorDay(instant, locale);
  return {
    card: { ...card, sentAt: day(card.sentAt), decidedAt: day(card.decidedAt) },
    phone: formatPhone(card.phone, countryOfZone(practiceZone(card.zone) ?? 'Europe/Madrid')),
    papers: await listPapers(world, actor, card.id),
    done: event.url.searchParams.get('hecho'),
    fresh: await isFreshOperator(event),
  };
};

type Values = Record<string, string>;
const refused = (kind: Parameters<typeof refusalText>[0], fields: Values, values: Values) => fail(statusOf(kind), { problem: refusalText(kind), fields, values });
function wordsOf(answer: Extract<Result<unknown>, { ok: false }>, values: Values) {
  return refused(answer.kind, Object.fromEntries(Object.entries(answer.fields ?? {}).map(([field, kind]) => [field, refusalText(kind)])), values);
}
const idOf = (event: RequestEvent) => (isId(event.params['id'] ?? '') ? (event.params['id'] ?? '') : '00000000-0000-0000-0000-000000000000');

export const actions: Actions = {
  decidir: async (event) => {
    const actor = operatorDoor(event);
    const values = await readForm(event.request);
    const parsed = decideForm.safeParse(values);
    if (!parsed.success) return refused('invalid-input', {}, values);
    if (!(await isFreshOperator(event))) return refused('sign-in-again', {}, values);
    const done = await decideApplication(event.locals.world, actor, idOf(event), parsed.data);
    if (!done.ok) return wordsOf(done, values);
    redirect(303, `${event.url.pathname}?hecho=${parsed.data.que}`);
  },
  alta: async (event) => {
    const actor = operatorDoor(event);
    const values = await readForm(event.request);
    const parsed = admitApplicationForm.safeParse(values);
    if (!parsed.success) return refused('invalid-input', {}, values);
    if (!(await isFreshOperator(event))) return refused('sign-in-again', {}, values);
    const done = await admitApplication(event.locals.world, actor, idOf(event), parsed.data);
    if (!done.ok) return wordsOf(done, values);
    redirect(303, localizeHref(`/operador/especialistas/${done.value.specialistId}?hecho=alta`, { locale: event.locals.locale }));
  },
};
