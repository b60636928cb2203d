import type { Forbidden, MoveWarning } from '#domain/agenda-move.ts';
import { m } from '#texts/compiled/messages.js';
import { hourText } from '../../hours/hours-line.ts';
import type { CursorPlace } from './cursor.svelte.ts';
import type { Lifted, Place } from './drag.svelte.ts';

const never: Record<Forbidden, () => string> = {
  'over-appointment': m.agenda_drop_over_appointment,
  'over-hold': m.agenda_drop_over_hold,
  'in-the-past': m.agenda_drop_in_the_past,
  'beyond-the-day': m.agenda_drop_beyond_the_day,
  'too-short': m.agenda_drop_too_short,
};
const warned: Record<MoveWarning, () => string> = {
  'outside-hours': m.agenda_drop_outside_hours,
  'into-buffer': m.agenda_drop_into_buffer,
  'over-external': m.agenda_drop_over_external,
};

export function forbiddenWords(forbidden: Forbidden): string {
  return never[forbidden]();
}

/** 'Fuera de tu horario. Toca el descanso.' */
export function warningWords(warnings: readonly MoveWarning[]): string {
  return warnings.map((warning) => warned[warning]()).join(' ');
}

/** 'jueves 26 de noviembre, 9:20 a 9:50'. */
export function placeWords({ column, startsMinute, endsMinute }: Place): string {
  return m.agenda_drop_place({ day: column.name, from: hourText(startsMinute), until: hourText(endsMinute) });
}

/** What a reader hears while it is in the air. */
export function spokenPlace(lifted: Lifted): string {
  const { forbidden, warnings } = lifted.verdict;
  return [placeWords(lifted), forbidden ? forbiddenWords(forbidden) : warningWords(warnings)].filter(Boolean).join('. ');
}

/** What stands where the cursor is: whose appointment, why none may begin there, or that it is free. */
export function cursorWords({ over, verdict }: CursorPlace): string {
  if (over) return m.agenda_cursor_over({ name: over.patientName });
  if (verdict.forbidden) return forbiddenWords(verdict.forbidden);
  return verdict.warnings.length > 0 ? warningWords(verdict.warnings) : m.agenda_cursor_free();
}
