// A second process of the product beside the bench's own that sends what is due, until it is killed (S17).
import { movableClock } from '#adapters/clock/movable.ts';
import { memoryLog } from '#adapters/log/memory.ts';
import { compose } from '#server/compose.ts';
import { startWorld } from '../tests/world/start-world.ts';
import type { TestDatabase } from '../tests/world/cluster.ts';
import { sendersTo, type SinkPlaces } from './start-sinks.ts';

export interface SendingOrders {
  urls: TestDatabase['urls'];
  adminUrl: string;
  now: string;
  sinks: SinkPlaces;
}

const orders = JSON.parse(process.env['ORDERS'] ?? '{}') as SendingOrders;
const clock = movableClock();
clock.moveTo(new Date(orders.now));
const test = await startWorld({
  now: new Date(orders.now),
  database: { urls: orders.urls, adminUrl: orders.adminUrl, drop: async () => {} },
});
const { cards, calendars } = test.rehearsal;
const composed = await compose(test.config, {
  urls: orders.urls,
  pools: { app: 8, worker: 8 },
  clock,
  log: memoryLog(),
  ...sendersTo(orders.sinks, test.config.publicOrigin),
  cards,
  calendars,
});
composed.engine.keepRunning(composed.world);
process.on('disconnect', () => process.exit(0));
process.send?.('sends');
