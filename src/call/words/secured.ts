const heldMs = 1000;

/** The lock is shown once the line has held for a second: one side says `connected` for a moment even where the other refuses. */
export function proveSecured(onHeld: () => void) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    get running() {
      return timer !== undefined;
    },
    start() {
      clearTimeout(timer);
      timer = setTimeout(() => {
        timer = undefined;
        onHeld();
      }, heldMs);
    },
    stop() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
