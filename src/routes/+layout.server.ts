import type { LayoutServerLoad } from './$types';

/** Asks nobody anything: it must hold while the database is away. */
export const load: LayoutServerLoad = ({ locals }) => ({ locale: locals.locale, rehearsal: locals.world.settings.mode === 'rehearsal' });
