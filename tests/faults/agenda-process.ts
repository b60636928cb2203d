// A process of the product for the test that kills it: does what its parent asks, many things at once, and answers each.
import { movableClock } from '#adapters/clock/movable.ts';
import { memoryLog } from '#adapters/log/memory.ts';
import type { CardProvider } from '#ports/cards.ts';
import type { MailSender } from '#ports/mail.ts';
import type { TextSender } from '#ports/texts.ts';
import { compose, type Parts } from '#server/compose.ts';
import type { Config } from '#server/config.ts';
import { operate, type Ending, type Operation } from './agenda-operations.ts';

export type Asked = { id: number; operation: Operation } | { now: string };
export type Answered = { ready: true } | { id: number; ending: Ending; ms: number } | { id: number; thrown: string };

const orders = JSON.parse(process.env['ORDERS'] ?? '{}') as {
  urls: { app: string; worker: string };
  config: Config & { appKey: number[]; masterKey: number[] };
  now: string;
};
const clock = movableClock();
clock.moveTo(new Date(orders.now));
const config: Config = {
  ...orders.config,
  appKey: new Uint8Array(orders.config.appKey),
  masterKey: new Uint8Array(orders.config.masterKey),
};
// Nothing is sent here: messages are planned by the commands and stay rows.
const { world } = await compose(config, {
  urls: orders.urls,
  pools: { app: 8, worker: 6 },
  clock,
  log: memoryLog(),
  mail: {} as MailSender,
  texts: {} as TextSender,
  cards: {} as CardProvider,
  calendars: {} as Parts['calendars'],
});

const answer = (what: Answered) => process.send?.(what);
process.on('message', (asked: Asked) => {
  if ('now' in asked) return clock.moveTo(new Date(asked.now));
  const began = performance.now();
  operate(world, asked.operation).then(
    (ending) => answer({ id: asked.id, ending, ms: performance.now() - began }),
    (error: unknown) =>
      answer({ id: asked.id, thrown: error instanceof Error ? `${error.message} ${error.stack ?? ''}` : String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));
answer({ ready: true });
