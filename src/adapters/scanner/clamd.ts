import { connect } from 'node:net';
import type { Scanner } from '#ports/files/scanner.ts';

const partBytes = 64 * 1024;

/**
 * ClamAV's daemon over TCP (`zINSTREAM`: parts with their length of 4 bytes, then a length of 0). Everything but its own two
 * answers, and silence of `patienceMs`, is `away`.
 */
export function clamdScanner({ host, port, patienceMs = 20_000 }: { host: string; port: number; patienceMs?: number }): Scanner {
  return {
    scan: (bytes) =>
      new Promise((settle) => {
        let answer = '';
        const socket = connect({ host, port });
        socket.setTimeout(patienceMs, () => socket.destroy());
        socket.setEncoding('utf8');
        socket.on('data', (text: string) => {
          answer += text;
          if (answer.length > 4096 || answer.includes('\0')) socket.destroy();
        });
        socket.on('error', () => socket.destroy());
        socket.on('close', () => settle(verdict(answer)));
        socket.on('connect', () => {
          socket.write('zINSTREAM\0');
          for (let from = 0; from < bytes.length; from += partBytes) {
            const part = bytes.subarray(from, from + partBytes);
            socket.write(lengthOf(part.length));
            socket.write(part);
          }
          socket.write(lengthOf(0));
        });
      }),
  };
}

function verdict(answer: string): 'clean' | 'harmful' | 'away' {
  if (/^stream: OK\0/.test(answer)) return 'clean';
  return /^stream: .+ FOUND\0/.test(answer) ? 'harmful' : 'away';
}

function lengthOf(bytes: number): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes);
  return length;
}
