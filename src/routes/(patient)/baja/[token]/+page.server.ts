import { error, redirect } from '@sveltejs/kit';
import { messageOfToken, unsubscribe } from '#features/messages/wishes/unsubscribe.server.ts';
import type { Actions, PageServerLoad } from './$types';

/** Looking changes nothing (V2): who opens the address of a mail program's "unsubscribe" is asked first. */
export const load: PageServerLoad = ({ params, locals, url }) => {
  if (messageOfToken(locals.world, params.token) === null) error(404);
  return { done: url.searchParams.has('hecho') };
};

export const actions: Actions = {
  baja: async ({ params, locals }) => {
    if (!(await unsubscribe(locals.world, params.token))) error(404);
    redirect(303, '?hecho=1');
  },
};
