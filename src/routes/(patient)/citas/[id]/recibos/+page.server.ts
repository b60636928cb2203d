import { ownPlace } from '../../../place.server.ts';
import { loadReceipts } from '../../../receipts.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => loadReceipts(await ownPlace(event), event.locals);
