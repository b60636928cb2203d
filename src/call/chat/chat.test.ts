import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { createChat, type Chat, type ChatEntry } from './chat.ts';
import { largestFile, readChatMessage } from './chat-protocol.ts';
import type { ContentChannel } from './file-transfer.ts';

interface Side {
  chat: Chat;
  entries: readonly ChatEntry[];
}

let second = 0;
const roles = ['patient', 'specialist'] as const;
let sides: { patient: Side; specialist: Side };
let lines: { up: boolean; deepest: number }[];
let ids = 0;

function side(role: 'patient' | 'specialist'): Side {
  const made = { entries: [] } as unknown as Side;
  made.chat = createChat({
    role,
    onChange: (entries) => (made.entries = entries),
    newId: () => `${role}-item-${ids++}`,
    now: () => new Date(Date.UTC(2026, 10, 23, 18, 40, second++)),
  });
  return made;
}

/** One end of a content channel: what is sent lies in the buffer until the line takes it. */
function contentChannel(line: { up: boolean; deepest: number }, deliver: (frame: string | ArrayBuffer) => void): ContentChannel {
  const waiting: (() => void)[] = [];
  const channel: ContentChannel = {
    get readyState() {
      return line.up ? 'open' : 'closed';
    },
    bufferedAmount: 0,
    bufferedAmountLowThreshold: 0,
    addEventListener(_, listener) {
      waiting.push(listener);
    },
    send(frame) {
      const size = typeof frame === 'string' ? frame.length : frame.byteLength;
      channel.bufferedAmount += size;
      line.deepest = Math.max(line.deepest, channel.bufferedAmount);
      setImmediate(() => {
        channel.bufferedAmount -= size;
        if (line.up) deliver(frame);
        if (channel.bufferedAmount <= channel.bufferedAmountLowThreshold) for (const listener of waiting.splice(0)) listener();
      });
    },
  };
  return channel;
}

function connect(breakAfterFrames = Number.POSITIVE_INFINITY) {
  const line = { up: true, deepest: 0 };
  lines.push(line);
  let frames = 0;
  for (const role of roles) {
    const other = () => sides[role === 'patient' ? 'specialist' : 'patient'].chat;
    sides[role].chat.attach({
      words: {
        get readyState() {
          return line.up ? 'open' : 'closed';
        },
        send: (text) => line.up && queueMicrotask(() => line.up && other().hear(text)),
      },
      content: contentChannel(line, (frame) => {
        if (++frames > breakAfterFrames) line.up = false;
        else other().hearContent(frame);
      }),
    });
  }
}
const disconnect = () => lines.forEach((line) => (line.up = false));
const admit = () => roles.forEach((role) => sides[role].chat.allow(true));
const settle = async () => {
  for (let i = 0; i < 30; i++) await new Promise<void>((resolve) => setImmediate(resolve));
};
const until = async (done: () => boolean) => {
  for (let i = 0; i < 5000 && !done(); i++) await new Promise<void>((resolve) => setImmediate(resolve));
};
const texts = (one: Side) => one.entries.map(({ body }) => (body.kind === 'text' ? body.text : body.name));

beforeEach(() => {
  lines = [];
  sides = { patient: side('patient'), specialist: side('specialist') };
});

describe('chat between the two browsers (V8)', () => {
  it('what is said arrives, in order, and its sender sees that it did', async () => {
    connect();
    admit();
    sides.patient.chat.say('  La crema que uso es esta ');
    sides.specialist.chat.say('Perfecto');
    await settle();
    expect(texts(sides.specialist)).toEqual(['La crema que uso es esta', 'Perfecto']);
    expect(texts(sides.patient)).toEqual(texts(sides.specialist));
    expect(sides.patient.entries[0]).toMatchObject({ mine: true, state: 'there' });
    expect(sides.specialist.entries[0]).toMatchObject({ mine: false, state: 'here' });
  });

  it('nothing is said or heard before admission (V4)', async () => {
    connect();
    sides.specialist.chat.allow(true);
    sides.specialist.chat.say('Hola');
    await settle();
    expect(sides.patient.entries).toEqual([]);
    sides.patient.chat.allow(true);
    await settle();
    expect(texts(sides.patient)).toEqual(['Hola']);
  });

  it('what was said while the line was away is there once it is back, once', async () => {
    connect();
    admit();
    await settle();
    disconnect();
    sides.patient.chat.say('¿Me oye?');
    expect(sides.patient.entries[0]?.state).toBe('waiting');
    connect();
    await settle();
    connect();
    await settle();
    expect(texts(sides.specialist)).toEqual(['¿Me oye?']);
    expect(sides.patient.entries[0]?.state).toBe('there');
  });

  it('a page that reloaded gets again what the other one still knows', async () => {
    connect();
    admit();
    sides.patient.chat.say('Uno');
    sides.specialist.chat.say('Dos');
    await settle();
    disconnect();
    sides.patient = side('patient');
    connect();
    sides.patient.chat.allow(true);
    await settle();
    expect(sides.patient.entries.map(({ mine }) => mine)).toEqual([true, false]);
    expect(texts(sides.patient)).toEqual(['Uno', 'Dos']);
  });

  it.each([
    ['', 'text-missing'],
    ['   ', 'text-missing'],
    ['x'.repeat(2001), 'text-too-long'],
  ])('refuses %j', (text, refusal) => {
    expect(sides.patient.chat.say(text)).toBe(refusal);
    expect(sides.patient.entries).toEqual([]);
  });
});

describe('files (V8)', () => {
  const photo = (bytes: number, name = 'crema.jpg', type = 'image/jpeg') => new File([new Uint8Array(bytes).map((_, i) => i % 251)], name, { type });
  const bytesOf = async (one: Side) => new Uint8Array((await one.entries.at(-1)?.content?.arrayBuffer()) ?? new ArrayBuffer());

  it('arrive whole, with progress, and never more than a megabyte ahead of the line', async () => {
    connect();
    admit();
    sides.patient.chat.sendFile(photo(3_000_000));
    await until(() => sides.specialist.entries[0]?.state === 'here');
    expect(await bytesOf(sides.specialist)).toEqual(new Uint8Array(await photo(3_000_000).arrayBuffer()));
    await until(() => sides.patient.entries[0]?.state === 'there');
    expect(lines[0]?.deepest).toBeLessThanOrEqual(1024 * 1024 + 32 * 1024);
  });

  it('go on where a broken line left them', async () => {
    connect(40);
    admit();
    sides.patient.chat.sendFile(photo(1_500_000));
    await until(() => !lines[0]?.up);
    await settle();
    expect(sides.specialist.entries[0]).toMatchObject({ state: 'coming' });
    connect();
    await until(() => sides.specialist.entries[0]?.state === 'here');
    expect(await bytesOf(sides.specialist)).toEqual(new Uint8Array(await photo(1_500_000).arrayBuffer()));
  });

  it('that nobody has any more are said to be gone', async () => {
    connect(10);
    admit();
    sides.patient.chat.sendFile(photo(900_000));
    await until(() => !lines[0]?.up);
    sides.patient = side('patient');
    connect();
    sides.patient.chat.allow(true);
    await settle();
    expect(sides.specialist.entries[0]?.state).toBe('gone');
  });

  it('are only ever saved unless their type is harmless to look at', async () => {
    connect();
    admit();
    sides.patient.chat.sendFile(photo(100, '../../carta\u202Egpj.html', 'text/html'));
    await until(() => sides.specialist.entries[0]?.state === 'here');
    expect(sides.specialist.entries[0]?.content?.type).toBe('application/octet-stream');
    expect(texts(sides.specialist)).toEqual(['cartagpj.html']);
  });

  it('over 25 MB, and empty ones, are refused before anything is sent', () => {
    expect(sides.patient.chat.sendFile({ size: largestFile + 1, name: 'a', type: '' } as File)).toBe('file-too-large');
    expect(sides.patient.chat.sendFile(photo(0))).toBe('text-missing');
    expect(sides.patient.entries).toEqual([]);
  });

  it('bytes that nobody announced are dropped', async () => {
    connect();
    admit();
    sides.patient.chat.hearContent(JSON.stringify({ file: 'nobody-knows', from: 0 }));
    sides.patient.chat.hearContent(new ArrayBuffer(5000));
    await settle();
    expect(sides.patient.entries).toEqual([]);
  });
});

it('whatever a page may say to the other one, nothing but a well-made message is read', () => {
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string(), fc.json().map((json) => `{"chat":"item","item":${json}}`)), (text) => {
      const message = readChatMessage(text);
      if (message?.chat === 'item') expect(message.item.id).toMatch(/^[\w-]{8,40}$/);
      sides.patient.chat.allow(true);
      sides.patient.chat.hear(text);
    }),
    { seed: 8, numRuns: 500 },
  );
});
