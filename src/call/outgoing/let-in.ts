/** The server has said whether it holds by then, or it does not hold. */
const unconfirmedMs = 8000;

export interface LetInParts {
  /** Whether the patient is there and the connection to them is warm. */
  ready(): boolean;
  /** Tells the patient's page. */
  say(admitted: boolean): void;
  apply(on: boolean): void;
}

/**
 * «Dar paso» goes from page to page as well as through the server, so that no picture waits for a database (V4, S1). It
 * holds until the server's own word comes, and no longer than eight seconds without it.
 */
export function createLetIn({ ready, say, apply }: LetInParts) {
  let doubting: ReturnType<typeof setTimeout> | undefined;
  function now(on: boolean) {
    clearTimeout(doubting);
    if (on) doubting = setTimeout(() => apply(false), unconfirmedMs);
    apply(on);
  }
  function tell(on: boolean) {
    say(on);
    now(on);
  }
  return {
    /** What the specialist's page said. */
    now,
    /** The specialist's press: `ask` tells the server and whether it took it; otherwise both sides go back. */
    async press(ask: () => Promise<boolean>) {
      const asked = ask();
      const ahead = ready();
      if (ahead) tell(true);
      if (!(await asked) && ahead) tell(false);
    },
    end: () => clearTimeout(doubting),
  };
}
