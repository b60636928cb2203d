import { loadReview, reviewActions } from '../../../review.server.ts';
import { linkPlace } from '../../../place.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => ({
  ...(await loadReview(await linkPlace(event), event.locals)),
  thanks: event.url.searchParams.has('hecho'),
});
export const actions: Actions = reviewActions(linkPlace);
