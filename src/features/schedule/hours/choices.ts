import type { Choice } from './time-off-choice.ts';

/** Where an appointment of a time off may go, as far as reading a form needs it. */
interface Movable {
  appointmentId: string;
  proposal: Date | null;
}
const words: Record<string, Choice['choice']> = { mover: 'move', cancelar: 'cancel', dejar: 'keep' };

/**
 * The choices of a form, one for each appointment that stands in the time off. Without a word an appointment moves to
 * its proposal, or stays where there is none; `todas` speaks for all.
 */
export function readChoices(form: Record<string, string>, planned: readonly Movable[]): Choice[] {
  return planned.map(({ appointmentId, proposal }) => {
    const said = words[form['todas'] ?? ''] ?? words[form[`que.${appointmentId}`] ?? ''] ?? (proposal ? 'move' : 'keep');
    const typed = Date.parse(form[`hora.${appointmentId}`] ?? '');
    const moveTo = words[form['todas'] ?? ''] === 'move' || Number.isNaN(typed) ? proposal : new Date(typed);
    if (said !== 'move') return { appointmentId, choice: said, moveTo: null };
    return moveTo ? { appointmentId, choice: 'move', moveTo } : { appointmentId, choice: 'keep', moveTo: null };
  });
}
