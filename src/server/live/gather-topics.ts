const gatherMs = 50;
/** What goes through PostgreSQL at once must fit into 8,000 bytes (NOTIFY). */
const mostAtOnce = 100;

/**
 * The first topic is told at once; those that follow within a moment go out together when it is over, each once: a hundred
 * bookings a second are twenty notices (docs/decisions/0068).
 */
export function gatherTopics(emit: (topics: string[]) => void): { tell(topic: string): void; close(): void } {
  const waiting = new Set<string>();
  let timer: NodeJS.Timeout | null = null;

  function flush(): void {
    timer = null;
    if (waiting.size > 0) begin(taken());
  }
  function taken(): string[] {
    const topics = [...waiting].slice(0, mostAtOnce);
    for (const topic of topics) waiting.delete(topic);
    return topics;
  }
  function begin(topics: string[]): void {
    timer = setTimeout(flush, gatherMs);
    emit(topics);
  }

  return {
    tell(topic) {
      if (timer) waiting.add(topic);
      else begin([topic]);
    },
    close() {
      if (timer) clearTimeout(timer);
      // Whoever told of a change before the end is heard.
      while (waiting.size > 0) emit(taken());
    },
  };
}
