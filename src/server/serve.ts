import type { Server } from 'node:http';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { collectDefaultMetrics, Registry } from 'prom-client';
import type { Desk } from '#rehearsal/desk.ts';
import type { Composed } from './compose.ts';
import { measureAlarms } from './guard/alarms.ts';
import { answerRequests, originHeaders, type EarlyHandler, type PageHandler } from './http.ts';
import { answerHealth } from './doors/health.ts';
import { attachSockets } from './sockets.ts';
import { answerMessageDoors } from './doors/message-doors.ts';
import { policyReports } from './doors/policy-reports.ts';
import { handleWebhook } from './webhooks.ts';

/** Puts pages, health, webhooks and sockets on a server that already listens, and lets the engine run. */
export async function serve(server: Server, composed: Composed, desk: Desk | null): Promise<void> {
  const { world, engine } = composed;
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  measureAlarms(world, registry);
  const pages = process.env['VC_DEV'] ? await devPages(server, world, desk) : await builtPages();
  const takeReport = policyReports(world);
  const early: EarlyHandler = async (request, response) =>
    (await answerHealth({ composed, registry }, request, response)) ||
    (await handleWebhook(world, request, response)) ||
    (await takeReport(request, response)) ||
    (await answerMessageDoors({ world, mailHookSecret: composed.mailHookSecret }, request, response));
  answerRequests(server, { world, crowd: composed.crowd, desk, pages, early });
  // After the request listener: the sockets' own listener must come first in line.
  const sockets = attachSockets(server, world, { pool: composed.database.workerPool });
  composed.connectLive(sockets);
  composed.beforeClose(() => sockets.close());
  engine.keepRunning(world);
}

async function builtPages(): Promise<PageHandler> {
  process.env['PROTOCOL_HEADER'] = originHeaders.protocol;
  process.env['HOST_HEADER'] = originHeaders.host;
  process.env['ADDRESS_HEADER'] = originHeaders.address;
  // The largest body of any route; hooks.server.ts knows what each may carry.
  process.env['BODY_SIZE_LIMIT'] = '30M';
  const built = pathToFileURL(resolve(import.meta.dirname, '../../build/handler.js')).href;
  const { handler } = (await import(built)) as { handler: PageHandler };
  return handler;
}

/** `npm run dev`: the same server with pages that change as one writes. */
async function devPages(server: Server, world: Composed['world'], desk: Desk | null): Promise<PageHandler> {
  const { createServer } = await import('vite');
  Object.assign(globalThis, { [Symbol.for('videoconsulta.world')]: world, [Symbol.for('videoconsulta.desk')]: desk });
  const vite = await createServer({ server: { middlewareMode: true, hmr: { server } }, appType: 'custom' });
  return vite.middlewares as unknown as PageHandler;
}
