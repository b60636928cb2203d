import { error } from '@sveltejs/kit';
import { formatPhone } from '#domain/phone.ts';
import { countryOfZone, practiceZone } from '#domain/practice-zones.ts';
import { listPapers } from '#features/applications/own.server.ts';
import { admitApplication, admitApplicationForm, decideApplication, decideForm, readApplication } from '#features/operator/applications/decide.server.ts';
import { operatorDay } from '#features/operator/operator-zone.ts';
import { localizeHref } from '#texts/compiled/runtime.js';
import { isId } from '../../../../documents.server.ts';
import { deciding, idOf } from '../../../deciding.server.ts';
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

export const actions: Actions = {
  decidir: deciding({
    form: decideForm,
    fresh: true,
    decide: (event, actor, form) => decideApplication(event.locals.world, actor, idOf(event), form),
    done: ({ que }) => que,
  }),
  alta: deciding({
    form: admitApplicationForm,
    fresh: true,
    decide: (event, actor, form) => admitApplication(event.locals.world, actor, idOf(event), form),
    done: (_, { specialistId }, { locals }) => localizeHref(`/operador/especialistas/${specialistId}?hecho=alta`, { locale: locals.locale }),
  }),
};
