import { loadLanding } from '../landing.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ params, locals }) => loadLanding(locals, params.code, null);
