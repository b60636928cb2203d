import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openAttackedClinic, type AttackedClinic } from './attacked-clinic.ts';

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
      const { text } = await clinic.ask(`/e/${nth % 2 ? clinic.mine.token : clinic.theirs.token}`, { headers });
      expect(text).toMatch(/<title>/);
      expect(personal.exec(text)?.[0] ?? null).toBeNull();
    });
    process.stdout.write(`fault 27: ${fetches} previews\n`);
  });
});
