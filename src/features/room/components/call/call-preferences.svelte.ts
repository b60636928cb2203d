const name = 'vc-call-keys';

/** What a person chose for this call; the keys alone are remembered, in this browser. */
export interface CallPreferences {
  /** Their picture is not drawn and one's own is off. */
  voiceOnly: boolean;
  speakerId: string;
  /** M, V and C do what they do (WCAG 2.1.4). */
  keys: boolean;
}

export function callPreferences(): CallPreferences {
  const preferences = $state({ voiceOnly: false, speakerId: '', keys: readKeys() });
  return preferences;
}

export function rememberKeys(on: boolean): void {
  try {
    localStorage.setItem(name, on ? 'on' : 'off');
  } catch {
    // Without storage they are on the next time.
  }
}

function readKeys(): boolean {
  try {
    return localStorage.getItem(name) !== 'off';
  } catch {
    return true;
  }
}
