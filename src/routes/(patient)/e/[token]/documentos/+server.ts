import { redirect } from '@sveltejs/kit';
import { localizeHref } from '#texts/compiled/runtime.js';
import { linkPlace } from '../../../place.server.ts';
import type { RequestHandler } from './$types';

/** Where the news of a document leads: on to the page behind the sign-in, which knows the way back. The link itself shows none. */
export const GET: RequestHandler = async (event) => {
  const { appointment } = await linkPlace(event);
  redirect(303, localizeHref(`/citas/${appointment.id}/documentos`, { locale: event.locals.locale }));
};
