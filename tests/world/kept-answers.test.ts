import { expect, it } from 'vitest';
import { keptAnswer } from '../../src/routes/kept-answers.ts';

const results = '/(public)/buscar';
const began = Date.parse('2026-11-23T08:00:00Z');

/** A clock of both kinds that only the test moves, and a page that counts how often it was drawn. */
function shop(answer = () => new Response('hours')) {
  let [machineMs, productMs] = [began, began];
  let drawn = 0;
  const clock = { machineNow: () => new Date(machineMs), now: () => new Date(productMs) };
  const draw = () => {
    drawn += 1;
    const response = answer();
    response.headers.set('x-drawn', String(drawn));
    return Promise.resolve(response);
  };
  return {
    async ask(path = '/buscar?que=piel', more: { route?: string; method?: string; encoding?: string; isDataRequest?: boolean } = {}) {
      const { route = results, method = 'GET', encoding = 'br', isDataRequest = false } = more;
      const url = new URL(path, 'http://localhost');
      const event = { request: new Request(url, { method, headers: { 'accept-encoding': encoding } }), url, route: { id: route }, isDataRequest };
      const response = await keptAnswer({ clock }, event as Parameters<typeof keptAnswer>[1], draw);
      // What is drawn anew beside an answer is there before the next one is asked for.
      await new Promise((settle) => setImmediate(settle));
      return Number(response.headers.get('x-drawn'));
    },
    passes(ms: number) {
      machineMs += ms;
      productMs += ms;
    },
    moveTo: (instant: number) => (productMs = instant),
  };
}

it('a page of results is drawn once for all who ask within three seconds, and given for five at most while it is drawn anew', async () => {
  const { ask, passes } = shop();
  expect(await Promise.all([ask(), ask(), ask()])).toEqual([1, 1, 1]);
  passes(2999);
  expect(await ask()).toBe(1);
  passes(1);
  expect(await ask()).toBe(1);
  expect(await ask()).toBe(2);
  passes(5000);
  expect(await ask()).toBe(3);
});

it('another address, another encoding, and a moved clock are other pages', async () => {
  const { ask, moveTo } = shop();
  expect([await ask('/buscar?que=piel'), await ask('/en/buscar?que=piel'), await ask('/buscar?que=piel', { encoding: 'gzip' })]).toEqual([1, 2, 3]);
  moveTo(began + 3_600_000);
  expect(await ask('/buscar?que=piel')).toBe(4);
});

it('nothing but pages that are read is kept, and nothing that belongs to one request', async () => {
  const { ask } = shop();
  expect([await ask('/agenda', { route: '/(agenda)/agenda' }), await ask('/agenda', { route: '/(agenda)/agenda' })]).toEqual([1, 2]);
  expect([await ask('/buscar', { method: 'POST' }), await ask('/buscar', { isDataRequest: true }), await ask('/buscar', { method: 'HEAD' })]).toEqual([3, 4, 5]);
  for (const headers of [{ 'set-cookie': 'vc_browser=x' }, { 'content-security-policy': "script-src 'nonce-abcdef'" }]) {
    const own = shop(() => new Response('mine', { headers }));
    expect([await own.ask(), await own.ask()]).toEqual([1, 2]);
    expect(await Promise.all([own.ask(), own.ask()])).toEqual([3, 4]);
  }
  const away = shop(() => new Response('later', { status: 503 }));
  expect([await away.ask(), await away.ask()]).toEqual([1, 2]);
});
