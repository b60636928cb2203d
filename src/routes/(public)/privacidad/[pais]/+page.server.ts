import { error } from '@sveltejs/kit';
import { loadNotice } from '../notice.server.ts';
import type { PageServerLoad } from './$types';

export const csr = false;

const countries = new Map<string, 'ES' | 'MX'>([['espana', 'ES'], ['mexico', 'MX']]);

export const load: PageServerLoad = ({ locals, params }) => loadNotice(locals, countries.get(params.pais) ?? error(404));
