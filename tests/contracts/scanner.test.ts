import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { clamdScanner } from '#adapters/scanner/clamd.ts';
import { eicar, standInClamd } from '../world/clamd.ts';

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

/** A scanner that asks a server which behaves like this. */
async function asking(behave: (socket: Socket) => void) {
  const server = createServer(behave).listen(0, '127.0.0.1');
  open.push(server);
  await once(server, 'listening');
  return clamdScanner({ host: '127.0.0.1', port: (server.address() as AddressInfo).port, patienceMs: 300 });
}

describe('a scanner that speaks clamd’s INSTREAM', () => {
  it('tells harmful from clean, whatever the size', async () => {
    const clamd = await standInClamd();
    open.push(clamd.server);
    const scanner = clamdScanner({ host: '127.0.0.1', port: clamd.port });
    expect(await scanner.scan(Buffer.from('%PDF-1.7'))).toBe('clean');
    expect(await scanner.scan(Buffer.alloc(0))).toBe('clean');
    expect(await scanner.scan(Buffer.alloc(300_000, 'a'))).toBe('clean');
    expect(await scanner.scan(Buffer.concat([Buffer.alloc(200_000), Buffer.from(eicar)]))).toBe('harmful');
    expect(clamd.sizes).toEqual([8, 0, 300_000, 200_000 + eicar.length]);
  });

  it('is away where nobody listens, nobody answers, or the answer is another', async () => {
    expect(await clamdScanner({ host: '127.0.0.1', port: 1 }).scan(Buffer.from('x'))).toBe('away');
    expect(await (await asking((socket) => socket.resume())).scan(Buffer.from('x'))).toBe('away');
    expect(await (await asking((socket) => socket.destroy())).scan(Buffer.from('x'))).toBe('away');
    expect(await (await asking((socket) => socket.end('INSTREAM size limit exceeded. ERROR\0'))).scan(Buffer.from('x'))).toBe('away');
    expect(await (await asking((socket) => socket.end('stream: OK or so'))).scan(Buffer.from('x'))).toBe('away');
  });
});
