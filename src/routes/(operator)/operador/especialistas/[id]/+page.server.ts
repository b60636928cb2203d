import { error } from '@sveltejs/kit';
import { z } from 'zod';
import { refuse } from '#domain/result.ts';
import { topUpForm, topUpPackage } from '#features/messages/package/top-up.server.ts';
import { operatorDay } from '#features/operator/operator-zone.ts';
import { propose, proposeForm } from '#features/operator/decisions/proposals.server.ts';
import { licenceForm, listLicenceChecks, noteLicenceCheck } from '#features/operator/specialists/licence.server.ts';
import { pauseSpecialist, readSpecialist, resumeSpecialist } from '#features/operator/specialists/standing.server.ts';
import { isFreshOperator, operatorDoor } from '../../../operator.server.ts';
import { isId } from '../../../../documents.server.ts';
import { deciding, idOf } from '../../../deciding.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { world, locale } = event.locals;
  const actor = operatorDoor(event);
  const card = isId(event.params.id) ? await readSpecialist(world, actor, event.params.id) : null;
  if (!card) error(404);
  const day = (instant: Date | null) => instant && operatorDay(instant, locale);
  return {
    card: { ...card, createdAt: day(card.createdAt), admittedAt: day(card.admittedAt), pausedAt: day(card.pausedAt), topups: card.topups.map(({ at, ...one }) => ({ ...one, day: day(at) })) },
    checks: (await listLicenceChecks(world, actor, card.id)).map(({ at, ...one }) => ({ ...one, day: day(at) })),
    done: event.url.searchParams.get('hecho'),
    fresh: await isFreshOperator(event),
  };
};

export const actions: Actions = {
  paquete: deciding({
    form: topUpForm.omit({ slug: true }),
    unread: { units: 'number-invalid' },
    async decide(event, actor, form) {
      const card = await readSpecialist(event.locals.world, actor, idOf(event));
      return card ? topUpPackage(event.locals.world, actor, { ...form, slug: card.slug }) : refuse('not-found');
    },
    done: 'paquete',
  }),
  licencia: deciding({ form: licenceForm, decide: (event, actor, form) => noteLicenceCheck(event.locals.world, actor, idOf(event), form), done: 'licencia' }),
  pausar: deciding({
    form: z.strictObject({ motivo: z.string() }),
    fresh: true,
    decide: (event, actor, { motivo }) => pauseSpecialist(event.locals.world, actor, { id: idOf(event), why: motivo }),
    done: 'pausa',
  }),
  reanudar: deciding({ form: z.strictObject({}), fresh: true, decide: (event, actor) => resumeSpecialist(event.locals.world, actor, idOf(event)), done: 'vuelta' }),
  proponer: deciding({
    form: proposeForm,
    fresh: true,
    decide: (event, actor, { que, motivo }) => propose(event.locals.world, actor, { kind: que, specialistId: idOf(event), reason: motivo }),
    done: 'propuesta',
  }),
};
