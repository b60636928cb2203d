import type { FoundPatient } from '../views.ts';

/** Looks for the practice's patients while somebody types; `found` is null until something was asked. */
export function lookForPatients(address: () => string, start = '') {
  let text = $state(start);
  let found = $state.raw<FoundPatient[] | null>(null);
  let busy = $state(false);
  let asked = 0;

  async function look(value: string): Promise<void> {
    const mine = ++asked;
    if (value.trim().length < 2) {
      found = value === start ? null : [];
      return;
    }
    busy = true;
    try {
      const answer = await fetch(`${address()}&texto=${encodeURIComponent(value)}`);
      if (mine === asked && answer.ok) found = (await answer.json()) as FoundPatient[];
    } catch {
      // Without the network what was found stays; the next letter asks again.
    } finally {
      if (mine === asked) busy = false;
    }
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
  };
}
