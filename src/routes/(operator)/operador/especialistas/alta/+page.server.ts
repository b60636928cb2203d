import { fail, redirect } from '@sveltejs/kit';
import { admitByOperator, admitForm, listSpecialties } from '#features/operator/specialists/admit.server.ts';
import { localizeHref } from '#texts/compiled/runtime.js';
import { refusalText } from '#texts/refusals.ts';
import { isFreshOperator, operatorDoor } from '../../../operator.server.ts';
import { readForm, statusOf } from '../../../../forms.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  operatorDoor(event);
  return { specialties: await listSpecialties(event.locals.world), fresh: await isFreshOperator(event) };
};

export const actions: Actions = {
  default: async (event) => {
    const actor = operatorDoor(event);
    const { world, locale } = event.locals;
    const values = await readForm(event.request);
    const refused = (kind: Parameters<typeof refusalText>[0], fields: Record<string, string> = {}) => fail(statusOf(kind), { problem: refusalText(kind), fields, values });
    const form = admitForm.safeParse(values);
    if (!form.success) return refused('invalid-input');
    if (!(await isFreshOperator(event))) return refused('sign-in-again');
    const done = await admitByOperator(world, actor, form.data);
    if (!done.ok) return refused(done.kind, Object.fromEntries(Object.entries(done.fields ?? {}).map(([field, kind]) => [field, refusalText(kind)])));
    redirect(303, localizeHref(`/operador/especialistas/${done.value.specialistId}?hecho=alta`, { locale }));
  },
};
