import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { linkToken } from '#domain/link.ts';
import { cancelAppointment } from '#features/booking/change.server.ts';
import { admitPractice, bookAsPatient, details } from '../world/clinic.ts';
import { openAttackedClinic, type AttackedClinic } from './attacked-clinic.ts';

const landings = process.env['PROVE'] ? 100 : 10;
const fetches = process.env['PROVE'] ? 1000 : 42;
/** Who opens links before their person does: mail gateways, previews of messengers, crawlers, programs. */
const fetchers = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Safe Links',
  'Mozilla/5.0 (compatible; BarracudaCentral/1.0)',
  'Mozilla/5.0 (compatible; Proofpoint URL Defense)',
  'WhatsApp/2.23.20.0 A',
  'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)',
  'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
  'curl/8.7.1',
];
const methods = ['GET', 'HEAD', 'OPTIONS'];
/** Of the appointment whose link it is: nothing of it stands on the page that anybody's program may read (V2). */
const personal = /Carmen|Ruiz|Zacar|Ontiveros|Luc[ií]a|Ib[aá]ñez|Salvatierra|dermat|lunar|Moretones|linterna|612\D?345\D?678/i;

let clinic: AttackedClinic;
beforeAll(async () => {
  clinic = await openAttackedClinic();
  // Ten minutes before the hour: the room is open, and what was due has gone out.
  await clinic.test.moveTo(new Date('2026-11-25T10:50:00Z'));
  // What providers report of it has come in as well.
  const still = async () => {
    const before = await clinic.rows();
    await clinic.test.runDue();
    return (await clinic.rows()) === before;
  };
  await vi.waitFor(async () => expect(await still()).toBe(true), { timeout: 40_000, interval: 300 });
}, 120_000);
afterAll(() => clinic.stop());

const each = (work: (nth: number, headers: { 'user-agent': string }) => Promise<void>) =>
  Array.from({ length: fetches }).reduce<Promise<void>>((before, _, nth) => before.then(() => work(nth, { 'user-agent': fetchers[nth % fetchers.length] ?? '' })), Promise.resolve());

describe('programs that open a link', () => {
  it('change nothing by looking, whoever they say they are', { timeout: 600_000 }, async () => {
    const links = [`/e/${clinic.mine.token}`, `/en/e/${clinic.theirs.token}`];
    const before = await clinic.rows();
    await each(async (nth, headers) => {
      const answer = await clinic.ask(links[nth % 2] ?? '', { method: methods[nth % methods.length] ?? 'GET', headers });
      expect(answer.status).toBeLessThan(500);
    });
    expect(await clinic.rows()).toBe(before);
    process.stdout.write(`requirement 2: ${fetches} fetches\n`);
  });

  it('take no seat and wake nobody by sending the form and going on to the room', { timeout: 600_000 }, async () => {
    const before = await clinic.rows();
    await each(async (_, headers) => {
      const answer = await clinic.ask(`/e/${clinic.theirs.token}`, { method: 'POST', headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded', origin: clinic.test.config.publicOrigin }, body: '' });
      expect(answer.status).toBe(303);
      const cookie = answer.headers.getSetCookie().map((one) => one.split(';')[0]).join('; ');
      await clinic.ask('/sala', { headers, as: cookie });
    });
    expect(await clinic.rows()).toBe(before);
    process.stdout.write(`fault 26: ${fetches} forms sent\n`);
  });

  it('read no name, no specialty and no reason, in the page or its preview', { timeout: 600_000 }, async () => {
    await each(async (nth, headers) => {
      const { token } = nth % 2 ? clinic.mine : clinic.theirs;
      const { text } = await clinic.ask(`/e/${token}`, { headers });
      expect(text).toMatch(/<title>/);
      // Letters that chance put beside one another are nobody's name.
      const words = text.replaceAll(token, '').replace(/nonce="[^"]*"/g, '').replace(/\/_app\/immutable\/[\w./-]+/g, '');
      expect(personal.exec(words)?.[0] ?? null).toBeNull();
    });
    process.stdout.write(`fault 27: ${fetches} previews\n`);
  });

  it('read nothing of appointments whose every word is known: before the hour, open or cancelled, in both languages (quality 5)', { timeout: 600_000 }, async () => {
    const { world } = clinic.test;
    const letters = (nth: number) => String.fromCharCode(97 + Math.floor(nth / 26), 97 + (nth % 26));
    const seeded = new Set(['Zulema', 'Quintanilla', 'Psoriasis', 'Videncuentro', 'Aldebar', 'linternas', 'endocrin', 'Endocrin']);
    const tokens: string[] = [];
    while (tokens.length < landings) {
      const own = letters(tokens.length);
      const [doctor, place, service] = [`Aldebarana${own}`, `Consulta Albatros${own}`, `Videncuentro ${own}`];
      const practice = await admitPractice(world, {
        fullName: `${doctor} Montesclaros`,
        headline: 'Endocrinología',
        specialties: ['endocrinologia'],
        place: { name: place, shortName: `C/ Albatros${own}`, address: `Calle Albatros${own} 3` },
        services: [{ modality: 'video', name: service, durationMinutes: 30, priceCents: 4321 }],
        video: { enabled: true, message: 'Trae linternas' },
      });
      for (const word of [doctor, `Albatros${own}`, '43,21', practice.admission.slug]) seeded.add(word);
      for (let nth = 0; nth < 5 && tokens.length < landings; nth++) {
        const person = letters(tokens.length);
        // The first of each practice today, the others the day after.
        const start = nth === 0 ? new Date('2026-11-25T14:00:00Z') : new Date(Date.parse('2026-11-26T08:00:00Z') + nth * 3_600_000);
        const movil = `6${String(10_000_019 + tokens.length * 733_331).padStart(8, '0')}`;
        const who = { nombre: `Zulema${person} Quintanilla${person}`, movil, correo: `zulema.${person}@correo.example`, motivo: `Psoriasis ${person}` };
        const { appointmentId, patient } = await bookAsPatient(world, details(practice.videoService, start, who), `browser-${tokens.length}`);
        if (nth === 4) expect((await cancelAppointment(world, patient, { appointmentId, expectedCostCents: 0 })).ok).toBe(true);
        for (const word of [movil, `zulema.${person}`]) seeded.add(word);
        tokens.push(linkToken((data) => world.vault.sign('link', data), appointmentId, 'patient', 1));
      }
    }
    clinic.test.clock.moveTo(new Date('2026-11-25T13:45:00Z'));
    const found: string[] = [];
    const states = new Map<number, number>();
    for (const token of tokens) {
      for (const path of [`/e/${token}`, `/en/e/${token}`]) {
        const { text, status } = await clinic.ask(path);
        states.set(status, (states.get(status) ?? 0) + 1);
        found.push(...[...seeded].filter((word) => text.toLowerCase().includes(word.toLowerCase())).map((word) => `${path}: ${word}`));
      }
    }
    expect(found).toEqual([]);
    // Open or counting down, and cancelled: no link among them was unknown.
    expect(Object.fromEntries(states)).toEqual({ 200: landings * 2 * 0.8, 410: landings * 2 * 0.2 });
    process.stdout.write(`requirement 5: ${landings} appointments\n`);
  });
});
