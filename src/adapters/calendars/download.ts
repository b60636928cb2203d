import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { CalendarFailure } from '#domain/external-calendar.ts';
import type { CalendarVersion } from '#ports/calendars.ts';
import type { Way } from './ways.ts';

export const limits = { bytes: 5 * 1024 * 1024, milliseconds: 10_000, redirects: 3 };

export type Downloaded =
  ({ kind: 'file'; text: string } & CalendarVersion) | { kind: 'unchanged' } | { kind: 'failed'; why: CalendarFailure };

/**
 * Fetches a file within its limits: 5 MB after unpacking, 10 s in all, three redirects of which each is judged anew by
 * `way`. Never throws for what the other side does.
 */
export async function download(way: Way, address: string, seen: CalendarVersion | null, within = limits): Promise<Downloaded> {
  const signal = AbortSignal.timeout(within.milliseconds);
  let url = new URL(address);
  try {
    for (let hops = 0; hops <= within.redirects; hops++) {
      const answer = await ask(way, url, seen, signal);
      if (!answer) return failed('unreachable');
      const status = answer.statusCode ?? 0;
      if (status >= 200 && status < 300) return await readFile(answer, within.bytes, signal);
      answer.destroy();
      if (status === 304 && seen) return { kind: 'unchanged' };
      const next = answer.headers.location;
      if (![301, 302, 303, 307, 308].includes(status) || !next || !URL.canParse(next, url)) return failed(whyOf(status));
      url = new URL(next, url);
    }
    return failed('unreachable');
  } catch {
    return failed(signal.aborted ? 'too-slow' : 'unreachable');
  }
}

function ask(way: Way, url: URL, seen: CalendarVersion | null, signal: AbortSignal): Promise<IncomingMessage | null> {
  const reached = way(url);
  if (!reached) return Promise.resolve(null);
  const { secure, ...options } = reached;
  const headers = {
    accept: 'text/calendar, text/plain;q=0.5, */*;q=0.1',
    'accept-encoding': 'gzip, br, deflate',
    'user-agent': 'Videoconsulta calendar reader',
    host: url.host,
    ...(seen?.etag ? { 'if-none-match': seen.etag } : {}),
    ...(seen?.lastModified ? { 'if-modified-since': seen.lastModified } : {}),
  };
  return new Promise((settle, fail) => {
    const send = secure ? httpsRequest : httpRequest;
    const call = send(
      { ...options, path: `${url.pathname}${url.search}`, method: 'GET', headers, signal, maxHeaderSize: 32 * 1024 },
      settle,
    );
    call.on('error', fail);
    call.end();
  });
}

async function readFile(answer: IncomingMessage, most: number, signal: AbortSignal): Promise<Downloaded> {
  if (Number(answer.headers['content-length'] ?? 0) > most) {
    answer.destroy();
    return failed('too-large');
  }
  const packed = unpacked(answer);
  const chunks: Buffer[] = [];
  let size = 0;
  // Leaving the loop destroys the stream: what a gzip bomb would still unfold is never unfolded.
  for await (const chunk of packed as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > most) return failed('too-large');
    if (signal.aborted) return failed('too-slow');
    chunks.push(chunk);
  }
  const { etag = null, 'last-modified': lastModified = null } = answer.headers;
  return {
    kind: 'file',
    text: Buffer.concat(chunks)
      .toString('utf8')
      .replace(/^\uFEFF/, ''),
    etag: shortened(etag),
    lastModified: shortened(lastModified),
  };
}

function unpacked(answer: IncomingMessage): NodeJS.ReadableStream {
  const encoding = answer.headers['content-encoding']?.trim().toLowerCase();
  const unpack =
    encoding === 'gzip' || encoding === 'x-gzip'
      ? createGunzip()
      : encoding === 'br'
        ? createBrotliDecompress()
        : encoding === 'deflate'
          ? createInflate()
          : null;
  if (!unpack) return answer;
  answer.on('error', (error) => unpack.destroy(error));
  unpack.on('close', () => answer.destroy());
  return answer.pipe(unpack);
}

/** A version is sent back to the same server alone; one that is longer than a version is none. */
function shortened(version: string | null): string | null {
  return version && version.length <= 200 ? version : null;
}

function whyOf(status: number): CalendarFailure {
  if (status === 401 || status === 403) return 'locked';
  return status === 404 || status === 410 ? 'gone' : 'unreachable';
}

function failed(why: CalendarFailure): Downloaded {
  return { kind: 'failed', why };
}
