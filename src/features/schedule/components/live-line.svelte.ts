import { getContext, setContext } from 'svelte';
import { watchAgenda } from './watch-agenda.ts';

/** The practice's live line, one for all pages of the agenda. */
export interface LiveLine {
  /** False while changes of others do not arrive by themselves. */
  readonly stands: boolean;
  /** While held nothing on the page changes; what came meanwhile is asked for afterwards. */
  hold(held: boolean): void;
  /** Starts listening; returns how to stop. */
  listen(): () => void;
}

const key = Symbol('agenda live line');

/** Makes the line and hands it to the pages below; `refresh` asks for what changed. */
export function openLiveLine(refresh: () => Promise<unknown>): LiveLine {
  let stands = $state(true);
  let held = false;
  let missed = false;
  const changed = async () => {
    missed = held;
    if (!held) await refresh();
  };
  const line: LiveLine = {
    get stands() {
      return stands;
    },
    hold(now) {
      held = now;
      if (held || !missed) return;
      missed = false;
      void refresh();
    },
    listen: () => watchAgenda(changed, (now) => (stands = now)),
  };
  setContext(key, line);
  return line;
}

export function liveLine(): LiveLine {
  return getContext<LiveLine>(key);
}
