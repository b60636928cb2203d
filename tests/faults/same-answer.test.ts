import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signInWhole } from '../world/sign-in.ts';
import { browser } from '../world/clinic.ts';
import { browserOf, openAttackedClinic, type AttackedClinic } from './attacked-clinic.ts';

/** `npm run prove Q14` takes the full count and looks at the times; on a busy machine only words are compared. */
const full = Boolean(process.env['PROVE']);
const requests = full ? 2000 : 24;
const contacts = full ? 40 : 6;

let clinic: AttackedClinic;
beforeAll(async () => {
  clinic = await openAttackedClinic();
  for (const contact of known) {
    clinic.test.clock.moveTo(new Date(clinic.test.clock.now().getTime() + 1000));
    await signInWhole(clinic.test, contact, browser(contact.address));
  }
}, 300_000);
afterAll(() => clinic.stop());

const mail = (kind: string, nth: number) => `${kind}${String(nth).padStart(3, '0')}@correo.example`;
const known = Array.from({ length: contacts }, (_, nth) => (nth % 2 ? { channel: 'email', address: mail('conocida', nth) } as const : { channel: 'sms', address: `+3469911${String(1000 + nth)}` } as const));
const unknown = known.map(({ channel }, nth) => (channel === 'email' ? mail('estreno', nth) : `+3469922${String(1000 + nth)}`));

interface Shown {
  status: number;
  text: string;
}
/** What a page is but for what was typed into it and what is drawn anew each time. */
const masked = (text: string, contact: string) =>
  text
    .replaceAll(contact, 'CONTACT')
    .replaceAll(/nonce="[^"]+"|nonce-[\w+/=-]+|__sveltekit_\w+|\b6\d\d ··· \d{3}|\w···@correo\.example|[0-9a-f]{8}-[0-9a-f-]{27}/g, 'MASKED');

const ask = async (path: string, fields: Record<string, string>): Promise<Shown> => {
  const { status, text, headers } = await clinic.ask(path, { method: 'POST', as: clinic.cookies.anybody, body: new URLSearchParams(fields) });
  return { status, text: `${headers.get('location') ?? ''}\n${text}` };
};

const median = (sorted: number[]) => sorted[Math.floor(sorted.length / 2)] ?? 0;

/** Kolmogorov–Smirnov for two samples: how likely times so different are of one and the same cause (asymptotic). */
function ksProbability(a: number[], b: number[]): number {
  const [x, y] = [a.toSorted((p, q) => p - q), b.toSorted((p, q) => p - q)];
  let [i, j, distance] = [0, 0, 0];
  while (i < x.length && j < y.length) {
    const value = Math.min(x[i] ?? 0, y[j] ?? 0);
    while (i < x.length && (x[i] ?? 0) <= value) i += 1;
    while (j < y.length && (y[j] ?? 0) <= value) j += 1;
    distance = Math.max(distance, Math.abs(i / x.length - j / y.length));
  }
  const size = Math.sqrt((x.length * y.length) / (x.length + y.length));
  const lambda = (size + 0.12 + 0.11 / size) * distance;
  let sum = 0;
  for (let k = 1; k <= 100; k++) sum += 2 * (-1) ** (k - 1) * Math.exp(-2 * k * k * lambda * lambda);
  return lambda < 0.2 ? 1 : Math.min(1, Math.max(0, sum));
}

/** The same question about known and unknown contacts by turns: words equal, and at full count times too. */
async function compare(question: (contact: string, nth: number) => Promise<Shown>) {
  const times: { known: number[]; unknown: number[] } = { known: [], unknown: [] };
  const shapes = new Set<string>();
  const kinds = ['known', 'unknown'] as const;
  // Codes that were asked for before count no more.
  clinic.test.clock.moveTo(new Date(clinic.test.clock.now().getTime() + 2 * 3_600_000));
  for (let nth = 0; nth < requests; nth++) {
    // Two and two by turns in both orders, so that neither is always the first; nobody is asked three times in an hour.
    const kind = kinds[(nth + (nth >> 1)) % 2] ?? 'known';
    const at = (nth >> 1) % contacts;
    if (nth > 0 && nth % (contacts * 2) === 0) clinic.test.clock.moveTo(new Date(clinic.test.clock.now().getTime() + 61 * 60_000));
    const contact = kind === 'known' ? (known[at]?.address ?? '') : (unknown[at] ?? '');
    const start = performance.now();
    const { status, text } = await question(contact, nth);
    times[kind].push(performance.now() - start);
    shapes.add(`${at % 2 ? 'mail' : 'mobile'} ${status} ${masked(text, contact)}`);
  }
  // A mobile and a mail address differ from one another, known and unknown do not.
  expect(shapes.size).toBe(2);
  if (!full) return;
  const [ours, theirs] = [times.known.slice(20), times.unknown.slice(20)];
  const apart = Math.abs(median(ours.toSorted((a, b) => a - b)) - median(theirs.toSorted((a, b) => a - b)));
  const probability = ksProbability(ours, theirs);
  process.stdout.write(`known and unknown: medians ${apart.toFixed(2)} ms apart, p ${probability.toFixed(3)}\n`);
  expect(apart).toBeLessThan(5);
  expect(probability).toBeGreaterThan(0.01);
}

describe('a contact that is known here and one that is not (quality 14, fault 33)', { timeout: 900_000 }, () => {
  it('are answered alike who asks for a code at the door', () => compare((contact) => ask('/entrar?/pedir', { contact })));
  it('are answered alike who types a wrong code', () => compare((contact) => ask('/entrar?/entrar', { contact, code: '000000' })));
  it('are answered alike who adds a contact to their account', async () => {
    const as = clinic.cookies.patient;
    await compare(async (contact) => {
      const { status, text } = await clinic.ask('/cuenta/contacto?/pedir', { method: 'POST', as, body: new URLSearchParams({ contacto: contact }) });
      return { status, text };
    });
  });
  it('are answered alike who books', () => {
    const start = Date.parse('2026-12-03T08:00:00Z');
    return compare(async (contact, nth) => {
      const startsAt = new Date(start + (nth % 12) * 40 * 60_000 + Math.floor((nth % 84) / 12) * 7 * 86_400_000);
      const who = contact.includes('@') ? { movil: `611${200_000 + nth}`, correo: contact } : { movil: contact, correo: 'quien@correo.example' };
      const shown = await ask(`/reservar?servicio=${clinic.own.videoService}&inicio=${startsAt.toISOString()}`, { servicio: clinic.own.videoService, inicio: startsAt.toISOString(), para: 'me', nombre: 'Quien Sea', motivo: '', acepto: 'si', clave: `same answer ${browserOf('anybody')} ${nth}`, ...who });
      return { status: shown.status, text: shown.status === 303 ? shown.text : shown.text.slice(0, 200) };
    });
  });
});
