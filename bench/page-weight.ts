import type { Page } from 'playwright-core';

export interface Weight {
  /** Bytes over the wire, as compressed, headers included. */
  all: number;
  script: number;
  requests: number;
}

/** Counts what a page brings over the network from now on, cold; `read` tells what has come so far, `heaviest` its largest parts in kB. */
export async function weigh(page: Page): Promise<{ read(): Weight; heaviest(): string[] }> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  const types = new Map<string, string>();
  const weight: Weight = { all: 0, script: 0, requests: 0 };
  const names = new Map<string, string>();
  const sizes: { name: string; kB: number }[] = [];
  session.on('Network.responseReceived', (event) => {
    types.set(event.requestId, event.type);
    names.set(event.requestId, new URL(event.response.url).pathname.split('/').at(-1) ?? '');
  });
  session.on('Network.loadingFinished', (event) => {
    weight.all += event.encodedDataLength;
    weight.requests += 1;
    sizes.push({ name: names.get(event.requestId) || 'page', kB: Math.round(event.encodedDataLength / 100) / 10 });
    if (types.get(event.requestId) === 'Script') weight.script += event.encodedDataLength;
  });
  return {
    read: () => ({ ...weight }),
    heaviest: () => sizes.toSorted((a, b) => b.kB - a.kB).slice(0, 8).map(({ name, kB }) => `${name} ${kB}`),
  };
}
