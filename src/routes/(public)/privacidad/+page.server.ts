import { loadNotice } from './notice.server.ts';
import type { PageServerLoad } from './$types';

export const csr = false;

export const load: PageServerLoad = ({ locals }) => loadNotice(locals, locals.world.settings.privacy.country);
