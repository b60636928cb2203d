import { packageOf } from '#features/messages/package/count.server.ts';
import type { PracticeActor } from '#features/schedule/queries.server.ts';
import type { Locale } from '#domain/people.ts';
import type { World } from '#ports/world.ts';
import { m } from '#texts/compiled/messages.js';

/** The foot of the agenda: how much of the package is used, and that video takes nothing from it (M5). */
export async function packageWords(
  world: World,
  actor: PracticeActor,
  specialistId: string,
  locale: Locale,
): Promise<string | null> {
  const state = await packageOf(world, actor, specialistId);
  if (!state) return null;
  const said = { used: state.used, units: state.units };
  if (state.level === 'used_up' && state.units > 0) return m.agenda_package_line_used_up({}, { locale });
  return state.level === 'nearly' ? m.agenda_package_line_nearly(said, { locale }) : m.agenda_package_line(said, { locale });
}
