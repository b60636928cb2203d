import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { isIPv4 } from 'node:net';
import { attribute, cookie, errorOf, frame, methods, readAttributes, signed } from '#adapters/relay/turn-messages.ts';

/** Speaks just enough TURN (RFC 8656) over UDP to ask a relay for things it should refuse. */
export interface TurnClient {
  /** `ok` or the error's number. */
  allocate(): Promise<string>;
  permit(address: string): Promise<string>;
  close(): void;
}

export async function openTurnClient(host: string, account: { username: string; credential: string }): Promise<TurnClient> {
  const socket = createSocket('udp4');
  await new Promise<void>((settle) => socket.bind(0, settle));
  let realm = '';
  let nonce = Buffer.alloc(0);

  function send(method: number, attributes: Buffer[]): Promise<Map<number, Buffer> & { ok?: boolean }> {
    const transaction = randomBytes(12);
    const request = realm ? signed(method, transaction, attributes, { ...account, realm, nonce }) : frame(method, transaction, attributes);
    return new Promise((settle, fail) => {
      // A datagram may be lost: the same one is sent again (RFC 8489, 6.2.1).
      const again = setInterval(() => socket.send(request, 3478, host), 500);
      const late = setTimeout(() => {
        clearInterval(again);
        fail(new Error('the relay did not answer'));
      }, 15_000);
      const hear = (data: Buffer) => {
        if (!data.subarray(8, 20).equals(transaction)) return;
        clearTimeout(late);
        clearInterval(again);
        socket.off('message', hear);
        settle(Object.assign(readAttributes(data), { ok: (data.readUInt16BE(0) & 0x0110) === 0x0100 }));
      };
      socket.on('message', hear);
      socket.send(request, 3478, host);
    });
  }
  async function ask(method: number, attributes: Buffer[]): Promise<string> {
    let answer = await send(method, attributes);
    const challenged = errorOf(answer) === '401' && !realm;
    if (challenged || errorOf(answer) === '438') {
      realm = answer.get(0x0014)?.toString() ?? '';
      nonce = Buffer.from(answer.get(0x0015) ?? '');
      answer = await send(method, attributes);
    }
    return answer.ok ? 'ok' : errorOf(answer);
  }
  return {
    allocate: () => ask(methods.allocate, [attribute(0x0019, Buffer.from([17, 0, 0, 0]))]),
    permit: (address) => ask(methods.permit, [attribute(0x0012, xorAddress(address))]),
    close: () => void socket.close(),
  };
}

/** The transaction's id would hide an IPv6 address further; a relay that refuses it does not get so far as to care. */
function xorAddress(address: string): Buffer {
  const four = isIPv4(address);
  const bytes = four ? Buffer.from(address.split('.').map(Number)) : bytesOf(address);
  const cookieBytes = Buffer.alloc(4);
  cookieBytes.writeUInt32BE(cookie);
  const masked = bytes.map((byte, at) => (at < 4 ? byte ^ (cookieBytes[at] ?? 0) : byte));
  return Buffer.concat([Buffer.from([0, four ? 1 : 2, (9 ^ 0x21), (0 ^ 0x12)]), masked]);
}

function bytesOf(address: string): Buffer {
  const plain = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, a, b, c, d) => `${((Number(a) << 8) | Number(b)).toString(16)}:${((Number(c) << 8) | Number(d)).toString(16)}`);
  const [left = '', right] = plain.split('::');
  const words = (part: string) => (part ? part.split(':') : []);
  const middle = right === undefined ? [] : Array.from({ length: 8 - words(left).length - words(right).length }, () => '0');
  const bytes = Buffer.alloc(16);
  [...words(left), ...middle, ...words(right ?? '')].forEach((word, at) => bytes.writeUInt16BE(Number.parseInt(word, 16), at * 2));
  return bytes;
}
