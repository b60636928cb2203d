/** One thing already done, said at the foot of the page for six seconds; never an error. */
export interface Toast {
  id: number;
  words: string;
  undo?: { word: string; run: () => void };
}

let next = 1;
const shown = $state<{ list: Toast[] }>({ list: [] });

/** What stands at the foot of the page now; one at a time, the newest. */
export function currentToast(): Toast | undefined {
  return shown.list.at(-1);
}

/** Says that something was done; `undo` takes it back. */
export function toast(words: string, undo?: Toast['undo']): void {
  shown.list = [undo ? { id: next++, words, undo } : { id: next++, words }];
}

export function dismissToast(id: number): void {
  shown.list = shown.list.filter((one) => one.id !== id);
}
