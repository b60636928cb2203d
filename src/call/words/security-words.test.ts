import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createWordsExchange, fingerprintsOf, readWordsMessage, type Fingerprints, type WordsMessage, type WordsOutcome } from './security-words.ts';
import { wordList } from './word-list.ts';

const appointmentId = '0198c0de-0000-7000-8000-000000000001';
const print = (name: string) => `sha-256 ${createHash('sha256').update(name).digest('hex')}`;
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Two pages and whoever carries (and may change) what they say to each other. */
async function compare(
  specialist: Fingerprints,
  patient: Fingerprints,
  between: (message: WordsMessage, from: 'specialist' | 'patient') => WordsMessage = (message) => message,
) {
  const outcomes: { specialist?: WordsOutcome; patient?: WordsOutcome } = {};
  const queue: { to: 'specialist' | 'patient'; message: WordsMessage }[] = [];
  const sides = {
    specialist: createWordsExchange({ role: 'specialist', appointmentId, fingerprints: async () => specialist, send: (message) => queue.push({ to: 'patient', message: between(message, 'specialist') }), onOutcome: (outcome) => (outcomes.specialist = outcome) }),
    patient: createWordsExchange({ role: 'patient', appointmentId, fingerprints: async () => patient, send: (message) => queue.push({ to: 'specialist', message: between(message, 'patient') }), onOutcome: (outcome) => (outcomes.patient = outcome) }),
  };
  await sides.specialist.start();
  for (let next = queue.shift(); next; next = queue.shift()) await sides[next.to].receive(next.message);
  await settle();
  return outcomes;
}
const wordsIn = (outcome: WordsOutcome | undefined) => (outcome?.kind === 'words' ? outcome.words.join(' ') : null);

describe('three words that prove nobody sits in between (V7)', () => {
  test('both sides read the same three words when they see the same two certificates', async () => {
    const said = await compare({ own: print('s'), other: print('p') }, { own: print('p'), other: print('s') });
    expect(wordsIn(said.specialist)).not.toBeNull();
    expect(wordsIn(said.specialist)).toBe(wordsIn(said.patient));
    expect(wordsIn(said.specialist)?.split(' ')).toHaveLength(3);
  });

  test('a server that puts its own certificates on both legs makes the words differ (quality 52, fault 40)', async () => {
    let equal = 0;
    const rounds = process.env['PROVE'] ? 10_000 : 400;
    for (let i = 0; i < rounds; i++) {
      const said = await compare({ own: print(`s${i}`), other: print(`m${i}`) }, { own: print(`p${i}`), other: print(`n${i}`) });
      if (wordsIn(said.specialist) === wordsIn(said.patient)) equal++;
    }
    expect(equal).toBeLessThanOrEqual(1);
  });

  test('certificates prepared beforehand do not help: the promised number is not known while there is a choice', async () => {
    // Somebody in between answers the specialist with the number that suits, after seeing the promise alone.
    const seen: string[] = [];
    const said = await compare({ own: print('s'), other: print('m') }, { own: print('p'), other: print('n') }, (message, from) => {
      seen.push(message.words);
      return from === 'patient' ? { ...message, value: randomBytes(32).toString('hex') } : message;
    });
    expect(seen).toEqual(['commit', 'answer', 'reveal']);
    expect(wordsIn(said.specialist)).not.toBe(wordsIn(said.patient));
  });

  test('a number other than the promised one breaks the comparison', async () => {
    const said = await compare({ own: print('s'), other: print('p') }, { own: print('p'), other: print('s') }, (message) =>
      message.words === 'reveal' ? { ...message, value: 'ab'.repeat(32) } : message,
    );
    expect(said.patient).toEqual({ kind: 'broken' });
  });

  test.each<[string, WordsMessage[]]>([
    ['a reveal before any promise', [{ words: 'reveal', value: 'ab'.repeat(32) }]],
    ['two promises', [{ words: 'commit', value: 'ab'.repeat(32) }, { words: 'commit', value: 'cd'.repeat(32) }]],
    ['something that is no number', [{ words: 'commit', value: 'x' }]],
  ])('%s breaks the comparison', async (_, messages) => {
    const outcomes: WordsOutcome[] = [];
    const patient = createWordsExchange({ role: 'patient', appointmentId, fingerprints: async () => null, send: () => {}, onOutcome: (outcome) => outcomes.push(outcome) });
    for (const message of messages) await patient.receive(message);
    expect(outcomes).toEqual([{ kind: 'broken' }]);
  });

  test('a browser that does not tell its certificates shows no words instead of wrong ones', async () => {
    const outcomes: WordsOutcome[] = [];
    const specialist = createWordsExchange({ role: 'specialist', appointmentId, fingerprints: async () => null, send: () => {}, onOutcome: (outcome) => outcomes.push(outcome) });
    await specialist.start();
    await specialist.receive({ words: 'answer', value: 'ab'.repeat(32) });
    expect(outcomes).toEqual([]);
  });

  test('certificates are read from the statistics of the transport', () => {
    const report = new Map<string, unknown>([
      ['T', { type: 'transport', localCertificateId: 'A', remoteCertificateId: 'B' }],
      ['A', { type: 'certificate', fingerprintAlgorithm: 'sha-256', fingerprint: 'AA:BB' }],
      ['B', { type: 'certificate', fingerprintAlgorithm: 'sha-256', fingerprint: 'CC:DD' }],
    ]);
    expect(fingerprintsOf(report)).toEqual({ own: 'sha-256 aa:bb', other: 'sha-256 cc:dd' });
    report.delete('B');
    expect(fingerprintsOf(report)).toBeNull();
  });

  test.each(['', '{}', '[]', 'null', '{"words":"commit"}', '{"words":"other","value":"x"}', '{"live":true}'])('%s is no message of the exchange', (text) => {
    expect(readWordsMessage(text)).toBeNull();
  });
});

describe('the words themselves', () => {
  test('there are 256, each once', () => {
    expect(wordList).toHaveLength(256);
    expect(new Set(wordList).size).toBe(256);
  });

  test('any two are at least three sounds apart, on both shores and over a bad line', () => {
    const sounds = wordList.map(soundOf);
    const close = sounds.flatMap((sound, i) => sounds.slice(i + 1).filter((other) => distance(sound, other) < 3).map((other) => `${sound} ${other}`));
    expect(close).toEqual([]);
  });
});

/** Spanish as it is heard: accents gone, b = v, c/s/z alike (seseo), ll = y (yeísmo), h silent. */
function soundOf(word: string): string {
  return word
    .replaceAll('ñ', 'N')
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/qu(?=[ei])/g, 'k')
    .replace(/gu(?=[ei])/g, 'g')
    .replace(/g(?=[ei])/g, 'j')
    .replace(/c(?=[ei])/g, 's')
    .replaceAll('ch', 'C')
    .replaceAll('c', 'k')
    .replaceAll('z', 's')
    .replaceAll('v', 'b')
    .replaceAll('ll', 'y')
    .replaceAll('rr', 'R')
    .replaceAll('h', '')
    .replaceAll('x', 'ks');
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
