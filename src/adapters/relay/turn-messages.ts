import { createHash, createHmac } from 'node:crypto';

export const cookie = 0x2112a442;
export const methods = { allocate: 0x0003, permit: 0x0008 };
export const names = { error: 0x0009, realm: 0x0014, nonce: 0x0015, relayed: 0x0016, transport: 0x0019 };

/** One request of TURN (RFC 8656); `more`: bytes of a signature that is still to be added. */
export function frame(method: number, transaction: Buffer, attributes: Buffer[], more = 0): Buffer {
  const body = Buffer.concat(attributes);
  const head = Buffer.alloc(8);
  head.writeUInt16BE(method, 0);
  head.writeUInt16BE(body.length + more, 2);
  head.writeUInt32BE(cookie, 4);
  return Buffer.concat([head, transaction, body]);
}

/** The same with who asks and a proof (RFC 8489, 9.2: long-term credentials). */
export function signed(method: number, transaction: Buffer, attributes: Buffer[], by: { username: string; credential: string; realm: string; nonce: Buffer }): Buffer {
  const key = createHash('md5').update(`${by.username}:${by.realm}:${by.credential}`).digest();
  const named = [...attributes, attribute(0x0006, Buffer.from(by.username)), attribute(0x0014, Buffer.from(by.realm)), attribute(0x0015, by.nonce)];
  const unsigned = frame(method, transaction, named, 24);
  return Buffer.concat([unsigned, attribute(0x0008, createHmac('sha1', key).update(unsigned).digest())]);
}

export function attribute(type: number, value: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(type, 0);
  head.writeUInt16BE(value.length, 2);
  return Buffer.concat([head, value, Buffer.alloc((4 - (value.length % 4)) % 4)]);
}

/** The attributes of an answer, by number. */
export function readAttributes(data: Buffer): Map<number, Buffer> {
  const attributes = new Map<number, Buffer>();
  for (let at = 20; at + 4 <= data.length; ) {
    const length = data.readUInt16BE(at + 2);
    attributes.set(data.readUInt16BE(at), data.subarray(at + 4, at + 4 + length));
    at += 4 + length + ((4 - (length % 4)) % 4);
  }
  return attributes;
}

/** The number of the error in them; empty where there is none. */
export function errorOf(attributes: Map<number, Buffer>): string {
  const error = attributes.get(0x0009);
  return error ? String((error[2] ?? 0) * 100 + (error[3] ?? 0)) : '';
}
