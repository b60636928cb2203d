export interface Deliveries {
  /** Posts by and by, trying again after each of the delays until the answer is a 2xx. */
  post(url: string, request: () => { headers: Record<string, string>; body: string }): Promise<void>;
  /** Makes `flush` wait for this work too, which posts several times. */
  track(work: Promise<void>): Promise<void>;
  /** Settles when nothing is under way any more, delivered or given up. */
  flush(): Promise<void>;
  stop(): Promise<void>;
}

/** Posts callbacks and webhooks as a provider does, with a short back-off in machine time. */
export function startDeliveries(retryDelaysMs: number[]): Deliveries {
  const underWay = new Set<Promise<void>>();
  const stopping = new AbortController();

  async function attempt(url: string, request: () => { headers: Record<string, string>; body: string }): Promise<void> {
    for (const delay of [...retryDelaysMs, null]) {
      if (stopping.signal.aborted || (await isTaken(url, request()))) return;
      if (delay !== null) await pause(delay);
    }
  }
  async function isTaken(url: string, request: { headers: Record<string, string>; body: string }): Promise<boolean> {
    try {
      const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(10_000)]);
      const answer = await fetch(url, { method: 'POST', redirect: 'manual', signal, ...request });
      await answer.arrayBuffer();
      return answer.ok;
    } catch {
      return false;
    }
  }
  function pause(delay: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, delay);
      stopping.signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
    });
  }
  function track(work: Promise<void>): Promise<void> {
    const tracked = work.finally(() => underWay.delete(tracked));
    underWay.add(tracked);
    return tracked;
  }
  async function flush(): Promise<void> {
    while (underWay.size > 0) await Promise.allSettled(underWay);
  }

  return {
    post: (url, request) => track(attempt(url, request)),
    track,
    flush,
    async stop() {
      stopping.abort();
      await flush();
    },
  };
}
