import { loadCardPage } from '../../../../card.server.ts';
import { ownPlace } from '../../../../place.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => loadCardPage(await ownPlace(event), event.locals);
