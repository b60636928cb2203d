/**
 * Questions asked while somebody types: only the newest one's answer counts, whichever comes last. `settled` waits for it and is null
 * before anything was asked; a question that nobody could answer has the answer `none`.
 */
export function newestAnswer<Answer>(question: (text: string) => Promise<Answer>, none: Answer) {
  let asked = 0;
  let running: Promise<Answer | null> = Promise.resolve(null);
  return {
    /** Null where another question was asked meanwhile. */
    async ask(text: string): Promise<Answer | null> {
      const mine = ++asked;
      running = question(text).catch(() => none);
      const answer = await running;
      return mine === asked ? answer : null;
    },
    async settled(): Promise<Answer | null> {
      for (;;) {
        const newest = asked;
        const answer = await running;
        if (newest === asked) return answer;
      }
    },
  };
}
