import type { FoundPatient } from '../../views.ts';
import { newestAnswer, unanswered } from './newest-answer.ts';

const patience = 8_000;

/** Looks for the practice's patients while somebody types; `found` is null until something was asked. */
export function lookForPatients(address: () => string, start = '') {
  let text = $state(start);
  let found = $state.raw<FoundPatient[] | null>(null);
  let busy = $state(false);
  let failed = $state(false);
  const newest = newestAnswer<FoundPatient[]>(async (wanted) => {
    if (wanted.trim().length < 2) return [];
    const answer = await fetch(`${address()}&texto=${encodeURIComponent(wanted)}`, { signal: AbortSignal.timeout(patience) });
    // Who is signed out meanwhile is led to another page.
    if (!answer.ok || answer.redirected) throw new Error(`answered ${answer.status}`);
    return (await answer.json()) as FoundPatient[];
  });

  async function look(value: string): Promise<void> {
    busy = true;
    const answer = await newest.ask(value);
    if (answer === null) return;
    failed = answer === unanswered;
    found = answer === unanswered ? [] : answer;
    busy = false;
  }

  return {
    get text() {
      return text;
    },
    set text(value: string) {
      if (value === text) return;
      text = value;
      void look(value);
    },
    get found() {
      return found;
    },
    get busy() {
      return busy;
    },
    /** Nobody could be asked: that says nothing about who is a patient. */
    get failed() {
      return failed;
    },
    /** Asks once more for what is typed. */
    again: () => look(text),
    /** Who is found for all that is typed by now: whoever types fast presses Enter before the answer is there. */
    settled: newest.settled,
  };
}

export type PatientLook = ReturnType<typeof lookForPatients>;
