import type { Page } from 'playwright-core';

export interface Weight {
  /** Bytes over the wire, as compressed, headers included. */
  all: number;
  script: number;
  requests: number;
}

/** Counts what a page brings over the network from now on, cold; `read` tells what has come so far. */
export async function weigh(page: Page): Promise<{ read(): Weight; reset(): void }> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  const types = new Map<string, string>();
  let weight: Weight = { all: 0, script: 0, requests: 0 };
  session.on('Network.responseReceived', (event) => types.set(event.requestId, event.type));
  session.on('Network.loadingFinished', (event) => {
    weight.all += event.encodedDataLength;
    weight.requests += 1;
    if (types.get(event.requestId) === 'Script') weight.script += event.encodedDataLength;
  });
  return {
    read: () => ({ ...weight }),
    reset: () => {
      weight = { all: 0, script: 0, requests: 0 };
    },
  };
}
