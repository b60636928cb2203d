/** After so long without each other a person would take the telephone (V9). */
const longMs = 30_000;

/** Tells when two who were put together have not reached each other for long, and when they have again. */
export function watchReach(onChange: (long: boolean) => void, afterMs = longMs) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let away = false;
  return {
    /** Whether they are without each other now; said as often as one likes. */
    hear(now: boolean) {
      if (now === away) return;
      away = now;
      clearTimeout(timer);
      if (away) timer = setTimeout(() => onChange(true), afterMs);
      else onChange(false);
    },
    stop: () => clearTimeout(timer),
  };
}
