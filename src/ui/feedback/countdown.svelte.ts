/**
 * Counts down from what the server said was left; the browser's own clock is never asked for the time of day.
 * `remaining` is read again when it changes (an extension). Before the script runs, `left` is what the server said.
 */
export function countdown(remaining: () => number, ontick?: (left: number) => void): { readonly left: number } {
  let passed = $state(0);
  let given = 0;

  $effect(() => {
    given = remaining();
    passed = 0;
    const began = performance.now();
    const tick = () => {
      passed = performance.now() - began;
      ontick?.(Math.max(0, given - passed));
      if (passed >= given) clearInterval(timer);
    };
    const timer = setInterval(tick, 250);
    document.addEventListener('visibilitychange', tick);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', tick);
    };
  });

  return {
    get left() {
      return Math.max(0, remaining() - passed);
    },
  };
}
