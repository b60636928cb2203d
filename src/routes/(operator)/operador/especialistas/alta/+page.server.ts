import { admitByOperator, admitForm, listSpecialties } from '#features/operator/specialists/admit.server.ts';
import { localizeHref } from '#texts/compiled/runtime.js';
import { deciding } from '../../../deciding.server.ts';
import { isFreshOperator, operatorDoor } from '../../../operator.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  operatorDoor(event);
  return { specialties: await listSpecialties(event.locals.world), fresh: await isFreshOperator(event) };
};

export const actions: Actions = {
  default: deciding({
    form: admitForm,
    fresh: true,
    decide: ({ locals }, actor, form) => admitByOperator(locals.world, actor, form),
    done: (_, { specialistId }, { locals }) => localizeHref(`/operador/especialistas/${specialistId}?hecho=alta`, { locale: locals.locale }),
  }),
};
