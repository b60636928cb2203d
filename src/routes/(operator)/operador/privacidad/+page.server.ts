import { pageAsked } from '#domain/paging.ts';
import { operatorDay } from '#features/operator/operator-zone.ts';
import { closeRequest, closeRequestForm, enterRequest, listRequests, newRequestForm } from '#features/operator/requests/requests.server.ts';
import { deciding } from '../../deciding.server.ts';
import { operatorDoor } from '../../operator.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const query = event.url.searchParams;
  const asked = { q: (query.get('q') ?? '').slice(0, 80), estado: query.get('estado') === 'todas' ? 'todas' : '' };
  const found = await listRequests(event.locals.world, operatorDoor(event), { words: asked.q, only: asked.estado ? 'all' : 'open' }, pageAsked(query.get('pagina')));
  const day = (on: string) => operatorDay(new Date(`${on}T12:00:00Z`), event.locals.locale);
  return { asked, found: { ...found, rows: found.rows.map((row) => ({ ...row, receivedOn: day(row.receivedOn), dueOn: day(row.dueOn) })) }, done: query.get('hecho') };
};

export const actions: Actions = {
  nueva: deciding({
    form: newRequestForm,
    unread: { quien: 'name-missing', recibida: 'date-invalid', texto: 'text-too-long' },
    decide: ({ locals }, actor, form) => enterRequest(locals.world, actor, form),
    done: 'nueva',
  }),
  cerrar: deciding({ form: closeRequestForm, decide: ({ locals }, actor, form) => closeRequest(locals.world, actor, form), done: ({ como }) => como }),
};
