import { z } from 'zod';
import { pageAsked } from '#domain/paging.ts';
import { confirmProposal, listProposals, withdrawProposal } from '#features/operator/decisions/proposals.server.ts';
import { proposeReset, proposeResetForm } from '#features/operator/decisions/propose-reset.server.ts';
import { operatorDay } from '#features/operator/operator-zone.ts';
import { deciding } from '../../deciding.server.ts';
import { isFreshOperator, operatorDoor } from '../../operator.server.ts';
import type { Actions, PageServerLoad } from './$types';

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

const chosen = z.strictObject({ cual: z.uuid() });

export const actions: Actions = {
  confirmar: deciding({ form: chosen, fresh: true, decide: ({ locals }, actor, { cual }) => confirmProposal(locals.world, actor, cual), done: (_, { kind }) => kind }),
  proponer: deciding({ form: proposeResetForm, fresh: true, decide: ({ locals }, actor, form) => proposeReset(locals.world, actor, form), done: 'propuesta' }),
  retirar: deciding({ form: chosen, decide: ({ locals }, actor, { cual }) => withdrawProposal(locals.world, actor, cual), done: 'retirada' }),
};
