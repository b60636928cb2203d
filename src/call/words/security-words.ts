import type { Role } from '#domain/people.ts';
import { wordList } from './word-list.ts';

/** The certificates at both ends of one DTLS connection, as this page sees them: `sha-256 AB:CD:…`. */
export interface Fingerprints {
  own: string;
  other: string;
}

/** What goes over the data channel: the promise of a number, the other one's number, then the promised one. */
export type WordsMessage = { words: 'commit' | 'answer' | 'reveal'; value: string };

/** `certificates` names the compared pair: words found to agree hold for it through every new connection. */
export type WordsOutcome = { kind: 'words'; words: string[]; certificates: string } | { kind: 'broken' };

export interface WordsOptions {
  role: Role;
  appointmentId: string;
  fingerprints(): Promise<Fingerprints | null>;
  send(message: WordsMessage): void;
  onOutcome(outcome: WordsOutcome): void;
  random?: () => Uint8Array<ArrayBuffer>;
}

const nonceBytes = 32;
const hexNonce = /^[0-9a-f]{64}$/;

/**
 * Three words that both sides read aloud (V7). They come from both certificates, the appointment and a number of each
 * side; the specialist's page promises its number before it knows the patient's (commit and reveal), so that somebody
 * in between cannot search for certificates whose words agree: one guess in 16.7 million is all there is.
 */
export function createWordsExchange(options: WordsOptions) {
  const { role, send } = options;
  const own = (options.random ?? randomNonce)();
  let promised: string | null = null;
  let other: string | null = null;
  let over = false;

  function finish(outcome: WordsOutcome) {
    if (over) return;
    over = true;
    options.onOutcome(outcome);
  }

  async function compute() {
    const prints = await options.fingerprints();
    if (!prints || !other || over) return;
    const [specialist, patient] = role === 'specialist' ? [prints.own, prints.other] : [prints.other, prints.own];
    const [specialistNonce, patientNonce] = role === 'specialist' ? [hex(own), other] : [other, hex(own)];
    const words = await wordsOf([options.appointmentId, specialist, patient, specialistNonce, patientNonce]);
    finish({ kind: 'words', words, certificates: `${prints.own} ${prints.other}` });
  }

  return {
    /** Called once the channel is open; the specialist's page speaks first. */
    async start(): Promise<void> {
      if (role === 'specialist') send({ words: 'commit', value: await digest(['commit', hex(own)]) });
    },
    /** Takes one message of the other side; anything out of order breaks the comparison, as an attack would. */
    async receive(message: WordsMessage): Promise<void> {
      if (over) return;
      if (!hexNonce.test(message.value)) return finish({ kind: 'broken' });
      if (role === 'patient' && message.words === 'commit' && promised === null) {
        promised = message.value;
        send({ words: 'answer', value: hex(own) });
      } else if (role === 'specialist' && message.words === 'answer' && other === null) {
        other = message.value;
        send({ words: 'reveal', value: hex(own) });
        await compute();
      } else if (role === 'patient' && message.words === 'reveal' && promised !== null && other === null) {
        other = message.value;
        if ((await digest(['commit', message.value])) !== promised) return finish({ kind: 'broken' });
        await compute();
      } else finish({ kind: 'broken' });
    },
  };
}
export type WordsExchange = ReturnType<typeof createWordsExchange>;

/** Reads a message of the exchange; null for anything else on the channel. */
export function readWordsMessage(text: string): WordsMessage | null {
  try {
    const { words, value } = JSON.parse(text) as Record<string, unknown>;
    return (words === 'commit' || words === 'answer' || words === 'reveal') && typeof value === 'string' ? { words, value } : null;
  } catch {
    return null;
  }
}

/** Both certificates out of `getStats` of a connected peer; null where the browser does not tell. */
export function fingerprintsOf(report: Iterable<[string, unknown]>): Fingerprints | null {
  const stats = new Map(report as Iterable<[string, Record<string, unknown>]>);
  const printOf = (id: unknown) => {
    const certificate = typeof id === 'string' ? stats.get(id) : undefined;
    const { fingerprintAlgorithm, fingerprint } = certificate ?? {};
    return typeof fingerprintAlgorithm === 'string' && typeof fingerprint === 'string' ? `${fingerprintAlgorithm} ${fingerprint}`.toLowerCase() : null;
  };
  for (const entry of stats.values()) {
    if (entry['type'] !== 'transport') continue;
    const [own, other] = [printOf(entry['localCertificateId']), printOf(entry['remoteCertificateId'])];
    if (own && other) return { own, other };
  }
  return null;
}

/**
 * For browsers without certificates in their statistics: out of the descriptions that this browser itself holds its
 * DTLS handshake against. Only where each side names one single certificate, or a second one could stand for it.
 */
export function fingerprintsIn(localSdp: string, remoteSdp: string): Fingerprints | null {
  const onlyOne = (sdp: string) => {
    const found = new Set([...sdp.matchAll(/^a=fingerprint:(\S+ [0-9A-Fa-f:]+)\s*$/gm)].map((match) => (match[1] ?? '').toLowerCase()));
    return found.size === 1 ? ([...found][0] ?? null) : null;
  };
  const [own, other] = [onlyOne(localSdp), onlyOne(remoteSdp)];
  return own && other ? { own, other } : null;
}

async function wordsOf(parts: string[]): Promise<string[]> {
  const bytes = (await digest(['words', ...parts])).match(/../g) ?? [];
  return bytes.slice(0, 3).map((byte) => wordList[Number.parseInt(byte, 16)] ?? '');
}

/** SHA-256 over the parts, each with its length before it, so that no two lists read alike. */
async function digest(parts: string[]): Promise<string> {
  const text = ['videoconsulta-words-1', ...parts].map((part) => `${part.length}:${part}`).join('');
  return hex(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))));
}

function randomNonce() {
  return crypto.getRandomValues(new Uint8Array(nonceBytes));
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
