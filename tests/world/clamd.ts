import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';

/** The file that every scanner knows and that harms nobody, put together so that this file is not it. */
export const eicar = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('');

/** A server that answers INSTREAM as clamd does and knows one signature. */
export async function standInClamd(): Promise<{ server: Server; port: number; sizes: number[] }> {
  const sizes: number[] = [];
  const server = createServer((socket) => {
    let got = Buffer.alloc(0);
    socket.on('error', () => socket.destroy());
    socket.on('data', (data) => {
      got = Buffer.concat([got, data as Buffer]);
      const sent = readStream(got);
      if (!sent) return;
      sizes.push(sent.length);
      socket.end(sent.includes(eicar) ? 'stream: Eicar-Signature FOUND\0' : 'stream: OK\0');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port, sizes };
}

/** All parts of a stream, null while its end is missing. */
function readStream(got: Buffer): Buffer | null {
  const command = 'zINSTREAM\0';
  if (got.subarray(0, command.length).toString('latin1') !== command) return null;
  const parts: Buffer[] = [];
  for (let at = command.length; at + 4 <= got.length; ) {
    const length = got.readUInt32BE(at);
    if (length === 0) return Buffer.concat(parts);
    if (at + 4 + length > got.length) return null;
    parts.push(got.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return null;
}
