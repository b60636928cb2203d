import type { LayoutServerLoad } from './$types';

/** Asks nobody anything: it must hold while the database is away. */
export const load: LayoutServerLoad = ({ locals: { locale, world } }) => ({
  locale,
  rehearsal: world.settings.mode === 'rehearsal',
  controller: world.settings.privacy.controller.name,
});
