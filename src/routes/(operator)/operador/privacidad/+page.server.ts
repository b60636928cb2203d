import { fail, redirect } from '@sveltejs/kit';
import { pageAsked } from '#domain/paging.ts';
import { closeRequest, closeRequestForm, enterRequest, listRequests, newRequestForm } from '#features/operator/requests/requests.server.ts';
import type { RefusalKind } from '#domain/result.ts';
import { refusalText } from '#texts/refusals.ts';
import { operatorDoor } from '../../operator.server.ts';
import { readForm, statusOf } from '../../../forms.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const query = event.url.searchParams;
  const asked = { q: (query.get('q') ?? '').slice(0, 80), estado: query.get('estado') === 'todas' ? 'todas' : '' };
  const found = await listRequests(event.locals.world, operatorDoor(event), { words: asked.q, only: asked.estado ? 'all' : 'open' }, pageAsked(query.get('pagina')));
  return { asked, found, done: query.get('hecho') };
};

const refused = (kind: RefusalKind, fields: Record<string, RefusalKind>, values: Record<string, string>) =>
  fail(statusOf(kind), {
    problem: refusalText(kind),
    fields: Object.fromEntries(Object.entries(fields).map(([field, its]) => [field, refusalText(its)])) as Record<string, string>,
    values,
  });

export const actions: Actions = {
  nueva: async (event) => {
    const actor = operatorDoor(event);
    const values = await readForm(event.request);
    const parsed = newRequestForm.safeParse(values);
    if (!parsed.success) {
      const kinds: Record<string, RefusalKind> = { quien: 'name-missing', recibida: 'date-invalid', texto: 'text-too-long' };
      const wrong = parsed.error.issues.flatMap((issue) => (kinds[String(issue.path[0])] ? [[String(issue.path[0]), kinds[String(issue.path[0])] ?? 'invalid-input'] as const] : []));
      return refused('invalid-input', Object.fromEntries(wrong), values);
    }
    const entered = await enterRequest(event.locals.world, actor, parsed.data);
    if (!entered.ok) return refused(entered.kind, entered.fields ?? {}, values);
    redirect(303, `${event.url.pathname}?hecho=nueva`);
  },
  cerrar: async (event) => {
    const actor = operatorDoor(event);
    const values = await readForm(event.request);
    const parsed = closeRequestForm.safeParse(values);
    if (!parsed.success) return refused('invalid-input', {}, values);
    const closed = await closeRequest(event.locals.world, actor, parsed.data);
    if (!closed.ok) return refused(closed.kind, closed.fields ?? {}, values);
    redirect(303, `${event.url.pathname}?hecho=${parsed.data.como}`);
  },
};
