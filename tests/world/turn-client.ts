import { createHash, createHmac, randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { isIPv4 } from 'node:net';

/** Speaks just enough TURN (RFC 8656) over UDP to ask a relay for things it should refuse. */
export interface TurnClient {
  /** `ok` or the error's number. */
  allocate(): Promise<string>;
  permit(address: string): Promise<string>;
  close(): void;
}

const cookie = 0x2112a442;
const methods = { allocate: 0x0003, permit: 0x0008 };

export async function openTurnClient(host: string, account: { username: string; credential: string }): Promise<TurnClient> {
  const socket = createSocket('udp4');
  await new Promise<void>((settle) => socket.bind(0, settle));
  let realm = '';
  let nonce = Buffer.alloc(0);

  function send(method: number, attributes: Buffer[]): Promise<Map<number, Buffer> & { ok?: boolean }> {
    const transaction = randomBytes(12);
    const signed = realm ? sign(method, transaction, [...attributes, attribute(0x0006, Buffer.from(account.username)), attribute(0x0014, Buffer.from(realm)), attribute(0x0015, nonce)]) : frame(method, transaction, attributes);
    return new Promise((settle, fail) => {
      // A datagram may be lost: the same one is sent again (RFC 8489, 6.2.1).
      const again = setInterval(() => socket.send(signed, 3478, host), 500);
      const late = setTimeout(() => {
        clearInterval(again);
        fail(new Error('the relay did not answer'));
      }, 15_000);
      const hear = (data: Buffer) => {
        if (!data.subarray(8, 20).equals(transaction)) return;
        clearTimeout(late);
        clearInterval(again);
        socket.off('message', hear);
        settle(Object.assign(read(data), { ok: (data.readUInt16BE(0) & 0x0110) === 0x0100 }));
      };
      socket.on('message', hear);
      socket.send(signed, 3478, host);
    });
  }
  function sign(method: number, transaction: Buffer, attributes: Buffer[]): Buffer {
    const key = createHash('md5').update(`${account.username}:${realm}:${account.credential}`).digest();
    const unsigned = frame(method, transaction, attributes, 24);
    return Buffer.concat([unsigned, attribute(0x0008, createHmac('sha1', key).update(unsigned).digest())]);
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

function frame(method: number, transaction: Buffer, attributes: Buffer[], more = 0): Buffer {
  const body = Buffer.concat(attributes);
  const head = Buffer.alloc(8);
  head.writeUInt16BE(method, 0);
  head.writeUInt16BE(body.length + more, 2);
  head.writeUInt32BE(cookie, 4);
  return Buffer.concat([head, transaction, body]);
}

function attribute(type: number, value: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(type, 0);
  head.writeUInt16BE(value.length, 2);
  return Buffer.concat([head, value, Buffer.alloc((4 - (value.length % 4)) % 4)]);
}

function read(data: Buffer): Map<number, Buffer> {
  const attributes = new Map<number, Buffer>();
  for (let at = 20; at + 4 <= data.length; ) {
    const length = data.readUInt16BE(at + 2);
    attributes.set(data.readUInt16BE(at), data.subarray(at + 4, at + 4 + length));
    at += 4 + length + ((4 - (length % 4)) % 4);
  }
  return attributes;
}

function errorOf(attributes: Map<number, Buffer>): string {
  const error = attributes.get(0x0009);
  return error ? String((error[2] ?? 0) * 100 + (error[3] ?? 0)) : '';
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
