const name = 'vc-bell';

/** Whether this browser rings when somebody starts to wait; a person may have switched it off (V3). */
export function isBellOff(): boolean {
  try {
    return localStorage.getItem(name) === 'off';
  } catch {
    return false;
  }
}

/** The other way round; answers whether it is off now. */
export function toggleBell(): boolean {
  const off = !isBellOff();
  try {
    localStorage.setItem(name, off ? 'off' : 'on');
  } catch {
    // Without storage it rings.
  }
  return off;
}
