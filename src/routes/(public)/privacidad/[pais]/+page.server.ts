import { error } from '@sveltejs/kit';
import { loadNotice } from '../notice.server.ts';
import type { PageServerLoad } from './$types';

export const csr = false;

const countries: Record<string, 'ES' | 'MX'> = { espana: 'ES', mexico: 'MX' };

export const load: PageServerLoad = ({ locals, params }) => loadNotice(locals, countries[params.pais] ?? error(404));
