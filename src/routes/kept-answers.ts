import type { RequestEvent } from '@sveltejs/kit';
import type { World } from '#ports/world.ts';
import { takesBrotli } from './compress.ts';

/** Pages that are drawn for everybody alike, by what is free at the moment. */
const keptRoutes: readonly string[] = ['/(public)/buscar'];
/** Until then an answer is given again as it is; until the second it still is, while one is drawn anew. */
const freshMs = 3000;
const givenMs = 5000;
/** So many are remembered; whoever asks for more at once gets them drawn. */
const mostAnswers = 256;
/** Pages drawn anew beside those that somebody waits for. */
const mostRenewals = 2;

interface Kept {
  answer: Promise<Whole>;
  machineMs: number;
  productMs: number;
  renewing: boolean;
}
interface Whole {
  status: number;
  headers: [string, string][];
  body: ArrayBuffer;
}
interface Memory {
  answers: Map<string, Kept>;
  renewals: number;
}

const memories = new WeakMap<World['clock'], Memory>();

/**
 * The answer to a public page, drawn once for all who ask for the same address within three seconds of either clock, and
 * at most five seconds old (docs/decisions/0058). What sets a cookie or holds a nonce belongs to one request and is not kept.
 */
export async function keptAnswer(world: Pick<World, 'clock'>, event: RequestEvent, draw: () => Promise<Response>): Promise<Response> {
  const { request, url, route } = event;
  if (request.method !== 'GET' || event.isDataRequest || !keptRoutes.includes(route.id ?? '')) return draw();
  let memory = memories.get(world.clock);
  if (!memory) memories.set(world.clock, (memory = { answers: new Map(), renewals: 0 }));
  const key = `${takesBrotli(request)} ${url.pathname}${url.search}`;
  const [machineMs, productMs] = [world.clock.machineNow().getTime(), world.clock.now().getTime()];
  const age = (one: Kept) => Math.max(machineMs - one.machineMs, Math.abs(productMs - one.productMs));
  const known = memory.answers.get(key);
  if (known && age(known) < freshMs) return shared(await known.answer, draw);
  const drawn = () => ({ answer: draw().then(wholeOf), machineMs, productMs, renewing: false });
  if (!known || age(known) >= givenMs) {
    // In the order of their drawing: the first is the oldest.
    for (const [other, one] of memory.answers) {
      if (age(one) < givenMs) break;
      memory.answers.delete(other);
    }
    if (memory.answers.size >= mostAnswers) return draw();
    const kept = drawn();
    keep(memory, key, kept);
    return answerOf(await kept.answer);
  }
  if (!known.renewing && memory.renewals < mostRenewals) {
    known.renewing = true;
    memory.renewals += 1;
    const renewed = drawn();
    renewed.answer
      .then(() => keep(memory, key, renewed))
      .catch(() => (known.renewing = false))
      .finally(() => (memory.renewals -= 1));
  }
  return shared(await known.answer, draw);
}

/** What was drawn for somebody else, unless it is theirs alone: whoever asked while it was being drawn gets their own. */
function shared(whole: Whole, draw: () => Promise<Response>): Promise<Response> | Response {
  return isOnesOwn(whole) ? draw() : answerOf(whole);
}

/** Puts an answer at the end of the line, unless it turns out to be nobody else's. */
function keep({ answers }: Memory, key: string, kept: Kept): void {
  answers.delete(key);
  answers.set(key, kept);
  const forget = () => answers.get(key) === kept && answers.delete(key);
  kept.answer.then((whole) => isForEverybody(whole) || forget(), forget);
}

async function wholeOf(response: Response): Promise<Whole> {
  return { status: response.status, headers: [...response.headers], body: await response.arrayBuffer() };
}

function answerOf({ status, headers, body }: Whole): Response {
  return new Response(body, { status, headers });
}

function isForEverybody(whole: Whole): boolean {
  return whole.status === 200 && !isOnesOwn(whole);
}

function isOnesOwn({ headers }: Whole): boolean {
  return headers.some(([name, value]) => name === 'set-cookie' || (name === 'content-security-policy' && value.includes("'nonce-")));
}
