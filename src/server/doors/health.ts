import type { IncomingMessage, ServerResponse } from 'node:http';
import { sql } from 'kysely';
import type { Registry } from 'prom-client';
import type { Composed } from '../compose.ts';

/**
 * `GET /healthz` (the process lives), `GET /readyz` (the database answers within a second, and this machine's clock is within
 * 30 s of it), `GET /metrics` (to this
 * machine alone, and not through a proxy). Returns whether it answered.
 */
export async function answerHealth(parts: { composed: Composed; registry: Registry }, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false;
  const path = request.url?.split('?')[0];
  if (path === '/healthz') return reply(response, 200, 'ok');
  if (path === '/readyz') {
    if (!(await databaseAnswers(parts.composed))) return reply(response, 503, 'database: no answer. Start PostgreSQL, or make room on its disk; this goes on by itself then.');
    const offBy = Math.round(parts.composed.clockOffBy() / 1000);
    return Math.abs(offBy) > clockTolerance ? reply(response, 503, `clock: ${offBy} s off. Let this machine and the database's set their clocks by NTP.`) : reply(response, 200, 'ready');
  }
  if (path === '/metrics' && isThisMachine(request)) {
    response.writeHead(200, { 'content-type': parts.registry.contentType, 'cache-control': 'no-store' });
    response.end(await parts.registry.metrics());
    return true;
  }
  return false;
}

/** Seconds: more, and one-time codes, certificates and signatures of others begin to fail. */
const clockTolerance = 30;

async function databaseAnswers({ world }: Composed): Promise<boolean> {
  const answer = world.as({ kind: 'visitor' }, (tx) => sql`select 1`.execute(tx)).then(
    () => true,
    () => false,
  );
  return Promise.race([answer, new Promise<boolean>((settle) => setTimeout(() => settle(false), 1000).unref())]);
}

function isThisMachine(request: IncomingMessage): boolean {
  const address = request.socket.remoteAddress ?? '';
  const passedOn = ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'forwarded', 'via'].some((name) => request.headers[name]);
  return ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(address) && !passedOn;
}

function reply(response: ServerResponse, status: number, text: string): true {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  response.end(`${text}\n`);
  return true;
}
