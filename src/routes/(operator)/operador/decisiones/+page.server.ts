import { fail, redirect } from '@sveltejs/kit';
import { pageAsked } from '#domain/paging.ts';
import type { RefusalKind } from '#domain/result.ts';
import { confirmProposal, listProposals, withdrawProposal } from '#features/operator/decisions/proposals.server.ts';
import { proposeReset, proposeResetForm } from '#features/operator/decisions/propose-reset.server.ts';
import { operatorDay } from '#features/operator/operator-zone.ts';
import { refusalText } from '#texts/refusals.ts';
import { isFreshOperator, operatorDoor } from '../../operator.server.ts';
import { readForm, statusOf } from '../../../forms.server.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const load: PageServerLoad = async (event) => {
  const { world, locale } = event.locals;
  const query = event.url.searchParams;
  const only = query.get('estado') === 'todas' ? 'all' : 'open';
  const asked = { q: (query.get('q') ?? '').slice(0, 80), estado: only === 'all' ? 'todas' : '' };
  const found = await listProposals(world, operatorDoor(event), { only, words: asked.q }, pageAsked(query.get('pagina')));
  const day = (at: Date | null) => at && operatorDay(at, locale);
  return {
    only,
    asked,
    done: query.get('hecho'),
    fresh: await isFreshOperator(event),
    found: { ...found, rows: found.rows.map(({ proposedAt, decidedAt, ...one }) => ({ ...one, since: day(proposedAt), decided: day(decidedAt) })) },
  };
};

const refused = (kind: RefusalKind, fields: Partial<Record<string, RefusalKind>> = {}, values: Record<string, string> = {}) =>
  fail(statusOf(kind), {
    problem: refusalText(kind),
    fields: Object.fromEntries(Object.entries(fields).flatMap(([field, its]) => (its ? [[field, refusalText(its)]] : []))) as Record<string, string>,
    values,
  });

async function chosen(event: RequestEvent): Promise<string | null> {
  const { cual = '' } = await readForm(event.request);
  return uuid.test(cual) ? cual : null;
}

export const actions: Actions = {
  confirmar: async (event) => {
    const actor = operatorDoor(event);
    const id = await chosen(event);
    if (!id) return refused('invalid-input');
    if (!(await isFreshOperator(event))) return refused('sign-in-again');
    const confirmed = await confirmProposal(event.locals.world, actor, id);
    if (!confirmed.ok) return refused(confirmed.kind);
    redirect(303, `${event.url.pathname}?hecho=${confirmed.value.kind}`);
  },
  proponer: async (event) => {
    const actor = operatorDoor(event);
    const values = await readForm(event.request);
    const parsed = proposeResetForm.safeParse(values);
    if (!parsed.success) return refused('invalid-input', {}, values);
    if (!(await isFreshOperator(event))) return refused('sign-in-again', {}, values);
    const proposed = await proposeReset(event.locals.world, actor, parsed.data);
    if (!proposed.ok) return refused(proposed.kind, proposed.fields ?? {}, values);
    redirect(303, `${event.url.pathname}?hecho=propuesta`);
  },
  retirar: async (event) => {
    const actor = operatorDoor(event);
    const id = await chosen(event);
    if (!id) return refused('invalid-input');
    const withdrawn = await withdrawProposal(event.locals.world, actor, id);
    if (!withdrawn.ok) return refused(withdrawn.kind);
    redirect(303, `${event.url.pathname}?hecho=retirada`);
  },
};
