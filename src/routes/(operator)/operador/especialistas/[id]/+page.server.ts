import { error, fail, redirect, type RequestEvent } from '@sveltejs/kit';
import type { Result } from '#domain/result.ts';
import { topUpForm, topUpPackage } from '#features/messages/package/top-up.server.ts';
import { operatorDay } from '#features/operator/operator-zone.ts';
import { propose, proposeForm } from '#features/operator/decisions/proposals.server.ts';
import { licenceForm, listLicenceChecks, noteLicenceCheck } from '#features/operator/specialists/licence.server.ts';
import { pauseSpecialist, readSpecialist, resumeSpecialist } from '#features/operator/specialists/standing.server.ts';
import { refusalText } from '#texts/refusals.ts';
import { isFreshOperator, operatorDoor } from '../../../operator.server.ts';
import { readForm, statusOf } from '../../../../forms.server.ts';
import type { Actions, PageServerLoad } from './$types';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const load: PageServerLoad = async (event) => {
  const { world, locale } = event.locals;
  const actor = operatorDoor(event);
  const card = uuid.test(event.params.id) ? await readSpecialist(world, actor, event.params.id) : null;
  if (!card) error(404);
  const day = (instant: Date | null) => instant && operatorDay(instant, locale);
  return {
    card: { ...card, createdAt: day(card.createdAt), admittedAt: day(card.admittedAt), pausedAt: day(card.pausedAt), topups: card.topups.map(({ at, ...one }) => ({ ...one, day: day(at) })) },
    checks: (await listLicenceChecks(world, actor, card.id)).map(({ at, ...one }) => ({ ...one, day: day(at) })),
    done: event.url.searchParams.get('hecho'),
    fresh: await isFreshOperator(event),
  };
};

type Values = Record<string, string>;
const refused = (kind: Parameters<typeof refusalText>[0], fields: Record<string, string>, values: Values) => fail(statusOf(kind), { problem: refusalText(kind), fields, values });

/** Answers a decision: back to the page that says so, or the words of the refusal with what was typed. */
function answered(event: RequestEvent, result: Result<unknown>, what: string, values: Values) {
  if (result.ok) redirect(303, `${event.url.pathname}?hecho=${what}`);
  const fields = Object.fromEntries(Object.entries(result.fields ?? {}).map(([field, kind]) => [field, refusalText(kind)]));
  return refused(result.kind, fields, values);
}
const idOf = (event: RequestEvent) => (uuid.test(event.params['id'] ?? '') ? (event.params['id'] ?? '') : '00000000-0000-0000-0000-000000000000');

export const actions: Actions = {
  paquete: async (event) => {
    const actor = operatorDoor(event);
    const values = await readForm(event.request);
    const card = await readSpecialist(event.locals.world, actor, idOf(event));
    if (!card) error(404);
    const parsed = topUpForm.safeParse({ ...values, slug: card.slug });
    if (!parsed.success) {
      const wrong = new Set(parsed.error.issues.map((issue) => String(issue.path[0])));
      return refused('invalid-input', wrong.has('units') ? { units: refusalText('number-invalid') } : {}, values);
    }
    return answered(event, await topUpPackage(event.locals.world, actor, parsed.data), 'paquete', values);
  },
  pausar: async (event) => {
    const actor = operatorDoor(event);
    const values = await readForm(event.request);
    if (!(await isFreshOperator(event))) return refused('sign-in-again', {}, values);
    return answered(event, await pauseSpecialist(event.locals.world, actor, { id: idOf(event), why: values['motivo'] ?? '' }), 'pausa', values);
  },
  licencia: async (event) => {
    const actor = operatorDoor(event);
    const values = await readForm(event.request);
    const parsed = licenceForm.safeParse(values);
    if (!parsed.success) return refused('invalid-input', {}, values);
    return answered(event, await noteLicenceCheck(event.locals.world, actor, idOf(event), parsed.data), 'licencia', values);
  },
  proponer: async (event) => {
    const actor = operatorDoor(event);
    const values = await readForm(event.request);
    const parsed = proposeForm.safeParse(values);
    if (!parsed.success) return refused('invalid-input', {}, values);
    if (!(await isFreshOperator(event))) return refused('sign-in-again', {}, values);
    const { que, motivo } = parsed.data;
    return answered(event, await propose(event.locals.world, actor, { kind: que, specialistId: idOf(event), reason: motivo }), 'propuesta', values);
  },
  reanudar: async (event) => {
    const actor = operatorDoor(event);
    if (!(await isFreshOperator(event))) return refused('sign-in-again', {}, {});
    return answered(event, await resumeSpecialist(event.locals.world, actor, idOf(event)), 'vuelta', {});
  },
};
