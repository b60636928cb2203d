/** What a question that nobody could answer is answered with: the line is down, or the server did not answer in time. */
export const unanswered = Symbol('unanswered');

/**
 * Questions asked while somebody types: only the newest one's answer counts, whichever comes last. `settled` waits for it and is null
 * before anything was asked; a question that could not be answered is `unanswered`, which is not the same as finding nobody.
 */
export function newestAnswer<Answer>(question: (text: string) => Promise<Answer>) {
  let asked = 0;
  let running: Promise<Answer | typeof unanswered | null> = Promise.resolve(null);
  return {
    /** Null where another question was asked meanwhile. */
    async ask(text: string): Promise<Answer | typeof unanswered | null> {
      const mine = ++asked;
      running = question(text).catch((): typeof unanswered => unanswered);
      const answer = await running;
      return mine === asked ? answer : null;
    },
    async settled(): Promise<Answer | typeof unanswered | null> {
      for (;;) {
        const newest = asked;
        const answer = await running;
        if (newest === asked) return answer;
      }
    },
  };
}
