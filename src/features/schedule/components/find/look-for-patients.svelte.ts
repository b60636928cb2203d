import type { FoundPatient } from '../../views.ts';
import { newestAnswer } from './newest-answer.ts';

/** Looks for the practice's patients while somebody types; `found` is null until something was asked. */
export function lookForPatients(address: () => string, start = '') {
  let text = $state(start);
  let found = $state.raw<FoundPatient[] | null>(null);
  let busy = $state(false);
  const newest = newestAnswer<FoundPatient[]>(async (wanted) => {
    if (wanted.trim().length < 2) return [];
    const answer = await fetch(`${address()}&texto=${encodeURIComponent(wanted)}`);
    if (!answer.ok) throw new Error(`answered ${answer.status}`);
    return (await answer.json()) as FoundPatient[];
  }, []);

  async function look(value: string): Promise<void> {
    busy = true;
    const answer = await newest.ask(value);
    if (answer === null) return;
    found = answer;
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
    /** Who is found for all that is typed by now: whoever types fast presses Enter before the answer is there. */
    settled: newest.settled,
  };
}
