import { loadCardPage } from '../../../../card.server.ts';
import { linkPlace } from '../../../../place.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => loadCardPage(await linkPlace(event), event.locals);
