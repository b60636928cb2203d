const name = 'vc-pressed';

/**
 * Remembers for the next page of this tab that a person pressed, and not a script: scanners submit forms too (V2).
 * The browser's own `userActivation` does not tell the two apart: automation counts as activation there.
 */
export function rememberPress(event: Event): void {
  if (!event.isTrusted) return;
  try {
    sessionStorage.setItem(name, 'yes');
  } catch {
    // Without storage the waiting room asks once more.
  }
}

/** Whether the press survived the way; once. */
export function takePress(): boolean {
  try {
    const pressed = sessionStorage.getItem(name) === 'yes';
    sessionStorage.removeItem(name);
    return pressed;
  } catch {
    return false;
  }
}
