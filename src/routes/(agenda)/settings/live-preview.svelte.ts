import { deserialize } from '$app/forms';
import type { SlotPreview } from '#features/schedule/hours/preview.ts';

const pauseMs = 350;

/**
 * Asks the page's action `ver` what patients would see, a moment after the last change of the form. What cannot be read
 * yet leaves the last picture standing, marked as not up to date.
 */
export function livePreview() {
  let shown = $state.raw<SlotPreview | null>(null);
  let stale = $state(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked = 0;

  async function ask(form: HTMLFormElement): Promise<void> {
    const mine = ++asked;
    const action = new URL(form.action);
    action.search = action.search.replace(/^\?\/\w+/, '?/ver');
    try {
      const response = await fetch(action, {
        method: 'POST',
        body: new FormData(form),
        headers: { 'x-sveltekit-action': 'true' },
      });
      const answer = deserialize(await response.text());
      if (mine !== asked) return;
      const preview = answer.type === 'success' ? (answer.data?.['preview'] as SlotPreview | null | undefined) : null;
      if (preview) shown = preview;
      stale = !preview;
    } catch {
      if (mine === asked) stale = true;
    }
  }

  return {
    get shown() {
      return shown;
    },
    get stale() {
      return stale;
    },
    /** Something changed: look again in a moment. */
    soon(form: HTMLFormElement | null | undefined) {
      if (!form) return;
      clearTimeout(timer);
      timer = setTimeout(() => void ask(form), pauseMs);
    },
  };
}
