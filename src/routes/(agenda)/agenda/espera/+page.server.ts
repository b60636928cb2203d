import { fail, type RequestEvent } from '@sveltejs/kit';
import { listWaitingFor } from '#features/booking/waiting/practice-list.server.ts';
import { offerHour, removeFromList } from '#features/booking/waiting/practice-offer.server.ts';
import { offerHourForm, removeFromListForm } from '#features/booking/waiting/schema.ts';
import { waitingLines } from '#features/schedule/pages/waiting-list-page.server.ts';
import { practiceDoor } from '../../practice.server.ts';
import { readForm, statusOf } from '../../../forms.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  event.depends('agenda:live');
  const { actor, practice } = await practiceDoor(event);
  const { world, locale } = event.locals;
  const entries = await listWaitingFor(world, actor, practice.id, locale);
  return { waits: waitingLines(entries, practice, world.clock.now(), locale), paused: !(await world.switches.isOn('waiting-list')) };
};

const invalid = (espera: string) => fail(400, { refusal: 'invalid-input' as const, espera });
const idOf = (typed: Record<string, string | string[]>) => String(typed['espera'] ?? '');

export const actions: Actions = {
  ofrecer: async (event: RequestEvent) => {
    const { actor, practice } = await practiceDoor(event);
    const typed = await readForm(event.request);
    const parsed = offerHourForm.safeParse(typed);
    if (!parsed.success) return invalid(idOf(typed));
    const { espera, inicio } = parsed.data;
    if (inicio === '') return fail(400, { refusal: 'choice-missing' as const, espera });
    const offered = await offerHour(event.locals.world, actor, practice.id, { requestId: espera, startsAt: new Date(inicio) });
    return offered.ok ? { done: 'offered' as const, espera } : fail(statusOf(offered.kind), { refusal: offered.kind, espera });
  },
  quitar: async (event: RequestEvent) => {
    const { actor, practice } = await practiceDoor(event);
    const typed = await readForm(event.request);
    const parsed = removeFromListForm.safeParse(typed);
    if (!parsed.success) return invalid(idOf(typed));
    const { espera } = parsed.data;
    const removed = await removeFromList(event.locals.world, actor, practice.id, { requestId: espera });
    return removed.ok ? { done: 'removed' as const, espera } : fail(statusOf(removed.kind), { refusal: removed.kind, espera });
  },
};
