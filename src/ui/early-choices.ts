import { onMount } from 'svelte';

/**
 * What a person ticked, chose or opened before the page's script came stays so: Svelte, going on with a page, sets all of it to
 * what the server drew. Called by the outermost layout, whose beginning comes before that and whose mounting after it.
 */
export function keepEarlyChoices(): void {
  if (typeof document === 'undefined') return;
  const find = <Kind extends Element>(selector: string) => [...document.querySelectorAll<Kind>(selector)];
  const ticked = find<HTMLInputElement>('input[type=radio], input[type=checkbox]')
    .filter((one) => one.checked !== one.defaultChecked)
    .map((one) => ({ one, was: one.checked }));
  const chosen = find<HTMLSelectElement>('select')
    .filter((one) => [...one.options].some((option) => option.selected !== option.defaultSelected))
    .map((one) => ({ one, was: one.value }));
  const opened = find<HTMLDetailsElement>('details[open]');
  onMount(() => {
    // A press, so that whoever listens hears of it; a radio is left by another one's press.
    for (const { one, was } of ticked) if (one.checked !== was && (was || one.type === 'checkbox')) one.click();
    for (const { one, was } of chosen) {
      if (one.value === was) continue;
      one.value = was;
      one.dispatchEvent(new Event('change', { bubbles: true }));
    }
    for (const one of opened) one.open = true;
  });
}
