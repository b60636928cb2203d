// A whole process of the product beside this one, on the same database: to be killed, or to share the work.
import type { TestDatabase } from './cluster.ts';
import { listeningServer, startWorld } from './start-world.ts';
import { answerWhileStarting } from '#server/http.ts';
import { serve } from '#server/serve.ts';

const orders = JSON.parse(process.env['ORDERS'] ?? '{}') as { urls: TestDatabase['urls']; adminUrl: string; now: string; host?: string; port: number };
const server = await listeningServer(orders.host, orders.port);
answerWhileStarting(server);
const test = await startWorld({ server, now: new Date(orders.now), database: { urls: orders.urls, adminUrl: orders.adminUrl, drop: async () => {} } });
await serve(server, test.composed, null);
process.on('message', (told: { now: string }) => {
  void test.moveTo(new Date(told.now)).then(() => process.send?.({ moved: told.now }));
});
process.on('disconnect', () => process.exit(0));
process.send?.({ listens: test.config.publicOrigin });
