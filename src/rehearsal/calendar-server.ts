import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { Way } from '#adapters/calendars/ways.ts';
import type { Clock } from '#ports/clock.ts';
import { demoCalendar } from './demo/calendar.ts';
import { serveLocally } from './local-server.ts';

/** A name that no server of the world has; the rehearsal alone leads it to the stand-in. */
export const calendarHost = 'calendario.ensayo.example';

/**
 * `gone`, `locked`: 404, 401. `silent`: takes the question and never answers. `trickle`: a byte now and then.
 * `bomb`: a small answer that unfolds to 64 MB. `endless`: never stops sending. `page`: a sign-in page instead.
 */
export type CalendarFault = 'gone' | 'locked' | 'silent' | 'trickle' | 'bomb' | 'endless' | 'page' | 'broken';

export interface CalendarStandIn {
  way: Way;
  addressOf(name: string): string;
  publish(name: string, content: string): void;
  /** Sends whoever asks for `name` on. */
  redirect(name: string, to: string): void;
  fault(kind: CalendarFault | null): void;
  /** Requests so far: path and whether the answer was "unchanged". */
  asked: { path: string; unchanged: boolean }[];
  stop(): Promise<void>;
}

let bomb: Buffer | undefined;
const zeros = Buffer.alloc(1024 * 1024, 'X');

/** A calendar server on 127.0.0.1: calendars as Google, Apple or Outlook publish them, and everything that goes wrong with them. */
export async function startCalendarServer({ clock }: { clock: Pick<Clock, 'now'> }): Promise<CalendarStandIn> {
  const files = new Map<string, string>();
  const redirects = new Map<string, string>();
  const asked: CalendarStandIn['asked'] = [];
  let fault: CalendarFault | null = null;

  const server = await serveLocally(0, (request, response) => {
    const path = request.url ?? '/';
    const name = path.slice(1).split('?')[0] ?? '';
    asked.push({ path, unchanged: false });
    if (fault) return misbehave(fault, response);
    const to = redirects.get(name);
    if (to) return void response.writeHead(302, { location: to }).end();
    const content = name === 'demo.ics' ? demoCalendar(clock.now()) : files.get(name);
    if (content === undefined) return void response.writeHead(404).end();
    const etag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 16)}"`;
    if (request.headers['if-none-match'] === etag) {
      asked.splice(-1, 1, { path, unchanged: true });
      return void response.writeHead(304, { etag }).end();
    }
    response
      .writeHead(200, { 'content-type': 'text/calendar; charset=utf-8', etag, 'content-encoding': 'gzip' })
      .end(gzipSync(content));
  });

  return {
    way: (url) =>
      url.protocol === 'https:' && url.hostname === calendarHost
        ? { secure: false, hostname: '127.0.0.1', port: server.port, agent: false }
        : null,
    addressOf: (name) => `https://${calendarHost}/${name}`,
    publish: (name, content) => void files.set(name, content),
    redirect: (name, to) => void redirects.set(name, to),
    fault(kind) {
      if (kind === 'bomb') bomb ??= gzipSync(Buffer.alloc(64 * zeros.length, 'X'));
      fault = kind;
    },
    asked,
    stop: () => server.stop(),
  };
}

function misbehave(fault: CalendarFault, response: ServerResponse): void {
  switch (fault) {
    case 'gone':
      return void response.writeHead(404).end();
    case 'locked':
      return void response.writeHead(401).end();
    case 'broken':
      return void response.destroy();
    case 'silent':
      return;
    case 'page':
      return void response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Sign in</title>');
    case 'bomb':
      return void response.writeHead(200, { 'content-type': 'text/calendar', 'content-encoding': 'gzip' }).end(bomb);
    case 'trickle': {
      response.writeHead(200, { 'content-type': 'text/calendar' });
      const drip = setInterval(() => response.write('X'), 100);
      return void response.on('close', () => clearInterval(drip));
    }
    case 'endless': {
      response.writeHead(200, { 'content-type': 'text/calendar' });
      const pour = () => {
        while (!response.destroyed && response.write(zeros));
      };
      response.on('drain', pour);
      return pour();
    }
  }
}
