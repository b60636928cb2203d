import { fail, redirect } from '@sveltejs/kit';
import { announceDelay } from '#features/room/commands.server.ts';
import { delayForm } from '#features/schedule/schema.ts';
import { localizeHref } from '#texts/compiled/runtime.js';
import { practiceDoor } from '../../practice.server.ts';
import { readForm, statusOf } from '../../../forms.server.ts';
import type { Actions, PageServerLoad } from './$types';

/** Nobody comes here by themselves: it answers the form of the waiting banner, and shows why it was refused. */
export const load: PageServerLoad = async (event) => {
  await practiceDoor(event);
  if (event.request.method === 'GET') redirect(303, localizeHref('/agenda'));
  return { back: backOf(event.url) };
};

export const actions: Actions = {
  default: async (event) => {
    const { actor } = await practiceDoor(event);
    const parsed = delayForm.safeParse(await readForm(event.request));
    if (!parsed.success) return fail(400, { refusal: 'invalid-input' as const });
    const told = await announceDelay(event.locals.world, actor, {
      appointmentId: parsed.data.cita,
      minutes: parsed.data.minutos,
    });
    if (!told.ok) return fail(statusOf(told.kind), { refusal: told.kind });
    redirect(303, backOf(event.url));
  },
};

/** A path of the agenda and nothing else. */
function backOf(url: URL): string {
  const back = url.searchParams.get('volver') ?? '';
  return /^(\/en)?\/agenda(\/[a-z]+)?(\?[^#]*)?$/.test(back) ? back : localizeHref('/agenda');
}
