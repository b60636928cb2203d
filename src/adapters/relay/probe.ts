import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { attribute, errorOf, frame, methods, names, readAttributes, signed } from './turn-messages.ts';

const patienceMs = 8000;

export interface TurnAddress {
  host: string;
  port: number;
  way: 'udp' | 'tcp' | 'tls';
}

/** `turn:relay.example:3478?transport=udp` and the like (RFC 7065); null where it is none. */
export function readTurnAddress(url: string): TurnAddress | null {
  const match = /^(turns?):(\[[^\]]+\]|[^:?]+)(?::(\d+))?(?:\?transport=(udp|tcp))?$/.exec(url);
  if (!match?.[2]) return null;
  const secure = match[1] === 'turns';
  return { host: match[2].replaceAll(/[[\]]/g, ''), port: Number(match[3] ?? (secure ? 5349 : 3478)), way: secure ? 'tls' : (match[4] as 'udp' | 'tcp' | undefined) ?? 'udp' };
}

/**
 * Asks a relay for a place, as a browser does, and gives it back: `ok`, or the number of the error that it answers.
 * Throws where nobody answers there. `trust`: certificates besides the system's.
 */
export async function askForPlace(at: TurnAddress, account: { username: string; credential: string }, trust?: { ca: string }): Promise<string> {
  const line = at.way === 'udp' ? await datagrams(at) : await stream(at, trust);
  try {
    const attributes = [attribute(names.transport, Buffer.from([17, 0, 0, 0]))];
    const first = randomBytes(12);
    const challenge = readAttributes(await line.ask(frame(methods.allocate, first, attributes), first));
    const realm = challenge.get(names.realm)?.toString() ?? '';
    const nonce = Buffer.from(challenge.get(names.nonce) ?? '');
    if (errorOf(challenge) !== '401') return errorOf(challenge) || 'open';
    const second = randomBytes(12);
    const answer = readAttributes(await line.ask(signed(methods.allocate, second, attributes, { ...account, realm, nonce }), second));
    return answer.has(names.relayed) ? 'ok' : errorOf(answer);
  } finally {
    line.close();
  }
}

interface Line {
  ask(request: Buffer, transaction: Buffer): Promise<Buffer>;
  close(): void;
}

async function datagrams({ host, port }: TurnAddress): Promise<Line> {
  const socket = createSocket('udp4');
  await new Promise<void>((settle) => socket.bind(0, settle));
  return {
    ask: (request, transaction) =>
      new Promise((settle, fail) => {
        const send = () => socket.send(request, port, host, (error) => error && end(() => fail(error)));
        // A datagram may be lost: the same one is sent again (RFC 8489, 6.2.1).
        const again = setInterval(send, 500);
        const late = setTimeout(() => end(() => fail(new Error('nobody answers there'))), patienceMs);
        const end = (then: () => void) => {
          clearInterval(again);
          clearTimeout(late);
          socket.off('message', hear);
          then();
        };
        const hear = (data: Buffer) => data.subarray(8, 20).equals(transaction) && end(() => settle(data));
        socket.on('message', hear);
        send();
      }),
    close: () => void socket.close(),
  };
}

async function stream({ host, port, way }: TurnAddress, trust?: { ca: string }): Promise<Line> {
  const socket = await new Promise<Socket>((settle, fail) => {
    const opened: Socket = way === 'tls' ? connectTls({ host, port, ...(/^[\d.:]+$/.test(host) ? {} : { servername: host }), ...trust }, () => settle(opened)) : connectTcp({ host, port }, () => settle(opened));
    opened.setTimeout(patienceMs, () => opened.destroy(new Error('nobody answers there')));
    opened.on('error', fail);
  });
  let held = Buffer.alloc(0);
  return {
    ask: (request, transaction) =>
      new Promise((settle, fail) => {
        const hear = (chunk: Buffer) => {
          held = Buffer.concat([held, chunk]);
          const length = held.length >= 20 ? 20 + held.readUInt16BE(2) : Number.POSITIVE_INFINITY;
          if (held.length < length) return;
          const whole = held.subarray(0, length);
          held = Buffer.from(held.subarray(length));
          if (!whole.subarray(8, 20).equals(transaction)) return;
          socket.off('data', hear);
          settle(whole);
        };
        socket.on('data', hear);
        socket.once('error', fail);
        socket.once('close', () => fail(new Error('it hung up')));
        socket.write(request);
      }),
    close: () => void socket.destroy(),
  };
}
