import fc from 'fast-check';
import * as segments from 'sms-segments-calculator';
import { describe, expect, test } from 'vitest';
import { isGsm7 } from '#domain/sms.ts';
import type { MessageKind } from '#domain/reminders.ts';
import { factsOfCarmen, inPerson } from './sample-facts.ts';
import type { AppointmentFacts } from './facts.ts';
import { renderOfferSms } from './offer.ts';
import { renderCodeSms, renderSms } from './sms.ts';

const link = 'https://vc.example/e/Vq8ZkT3mWcR7yHn2LpXd0A';
const toPatient: MessageKind[] = [
  'confirmation',
  'reminder_1440',
  'rescheduled',
  'cancelled',
  'card_request',
  'card_settled',
  'card_problem',
  'review_invitation',
];
const toSpecialist: MessageKind[] = ['specialist_link', 'booked_notice', 'rescheduled_notice', 'cancelled_notice'];

describe('what an SMS says (M4)', () => {
  const wording = (change: Partial<AppointmentFacts>) => renderSms(factsOfCarmen(change));
  test('the reminder by video: what, who, date, hour, zone, minutes, price, link', () => {
    expect(wording({})).toBe(
      `Videoconsulta con Dra. Lucia Ibañez Peñalver, jue 26 nov 18:40 (Madrid), 30 min, 55 EUR despues. Entrar o cambiar: ${link}`,
    );
    expect(wording({ locale: 'en' })).toBe(
      `Video consultation with Dra. Lucia Ibañez, Thu 26 Nov 18:40 (Madrid), 30 min, 55 EUR afterwards. Join or change: ${link}`,
    );
  });
  test('the reminder in person: the short place instead of the minutes', () => {
    const paid = { ...inPerson, price: { ...factsOfCarmen().price, payment: 'paid' as const } };
    expect(wording(paid)).toBe(
      `Consulta presencial con Lucia Ibañez, jue 26 nov 18:40 (Madrid), C/ Alcala 112, 55 EUR pagada. Detalles o cambiar: ${link}`,
    );
  });
  test('in the receiver’s zone', () => {
    const mexico = {
      zone: 'America/Mexico_City',
      price: { ...factsOfCarmen().price, currency: 'MXN' as const, cents: 120_000, payment: 'none' as const },
    };
    expect(wording(mexico)).toContain('jue 26 nov 11:40 (Ciudad de México), 30 min, 1200 MXN.');
  });
  test('the card: the appointment stands even if it is never given (Y3)', () => {
    const price = { ...factsOfCarmen().price, payment: 'due' as const, confirmation: 'requested' as const };
    expect(wording({ kind: 'card_request', price })).toMatch(
      /confirma con tarjeta. Si no, tu cita sigue siendo valida. .*\/tarjeta$/,
    );
    expect(wording({ kind: 'card_request', locale: 'en', price })).toMatch(/your appointment still stands. .*\/tarjeta$/);
  });
  test('a cancellation says what it costs', () => {
    expect(wording({ kind: 'cancelled', cancellation: { keepCents: 0, giveBackCents: 0 } })).toContain('No se te cobra nada.');
    expect(wording({ kind: 'cancelled', cancellation: { keepCents: 2500, giveBackCents: 0 } })).toContain('Cuesta 25 EUR.');
    expect(wording({ kind: 'cancelled', cancellation: { keepCents: 0, giveBackCents: 5500 } })).toContain(
      'Te devolvemos 55 EUR.',
    );
  });
  test('the specialist’s link leads to their own room and names the patient by first name alone', () => {
    expect(wording({ kind: 'specialist_link', audience: 'specialist' })).toBe(
      `Videoconsulta con Carmen, jue 26 nov 18:40 (Madrid), 30 min. Entrar en la consulta: ${link}`,
    );
  });
  test('a code comes first, names the site and has no link', () => {
    const text = renderCodeSms({ digits: '481920', minutes: 10, locale: 'es' });
    expect(text).toBe('481 920 es tu codigo de Videoconsulta. No lo compartas. Vale 10 minutos.');
    expect(renderCodeSms({ digits: '481920', minutes: 10, locale: 'en' })).toMatch(/^481 920 is your Videoconsulta code/);
  });
  test('a name without a letter that an SMS could carry is an error, not an empty field', () => {
    expect(() => wording({ specialist: { ...factsOfCarmen().specialist, fullName: '李明', title: '' } })).toThrow(RangeError);
  });
});

const words = fc.constantFrom(
  'Lucía',
  'José',
  'María',
  'Guadalupe',
  'Íñigo',
  'Ángel',
  'de',
  'la',
  'del',
  'Concepción',
  'Ibáñez',
  'Peñalver',
  'Fernández-Castellanos',
  'Goikoetxea',
  'Muñoz',
  'Etxeberria',
  'Martínez',
  'D’Ambrosio',
  'Vélez',
  'Ömer',
  'Žižek',
  'Wojciechowska',
  'Sánchez',
  'Bartolomé',
  'Núñez',
  'Villaseñor',
  'Çelik',
  'Nguyễn',
);
const zones = fc.constantFrom(
  'Europe/Madrid',
  'Atlantic/Canary',
  'America/Mexico_City',
  'America/Ciudad_Juarez',
  'America/Bahia_Banderas',
  'America/Argentina/Buenos_Aires',
  'Asia/Ho_Chi_Minh',
);
const clinical = /dermat|piel|consulta de |psic|ginec|cardio|enferm|diagn|lunar|dolor/i;

test('2,000 names: one segment of GSM-7, with its link whole and no word of medicine (M8, quality 9)', () => {
  const facts = fc.record({
    kind: fc.constantFrom(...toPatient, ...toSpecialist, 'earlier_offer' as const),
    locale: fc.constantFrom('es' as const, 'en' as const),
    video: fc.boolean(),
    title: fc.constantFrom('Dra.', 'Dr.', 'Lic.', 'Mtra.', ''),
    name: fc.array(words, { minLength: 2, maxLength: 6 }),
    patient: fc.array(words, { minLength: 2, maxLength: 5 }),
    place: fc.constantFrom('C/ Alcalá 112', 'Av. Álvaro Obregón 45-2.º', 'Calle del Doctor Esquerdo', 'Pza. Ñ', 'Gran Vía 1'),
    zone: zones,
    cents: fc.integer({ min: 0, max: 999_999 }),
    currency: fc.constantFrom('EUR' as const, 'MXN' as const),
    payment: fc.constantFrom('none' as const, 'guaranteed' as const, 'paid' as const),
    minutesAhead: fc.integer({ min: 0, max: 500_000 }),
    host: fc.constantFrom('vc.example', 'sixteen-chars.es'),
  });
  fc.assert(
    fc.property(facts, (sample) => {
      const audience = toSpecialist.includes(sample.kind) ? 'specialist' : 'patient';
      const base = factsOfCarmen();
      const site = `https://${sample.host}${sample.locale === 'es' ? '' : '/en'}`;
      const own = `${site}/e/Vq8ZkT3mWcR7yHn2LpXd0A`;
      const links = {
        ...base.links,
        own,
        card: `${own}/tarjeta`,
        review: `${own}/opinion`,
        agenda: `${site}/agenda?vista=dia&dia=2026-11-26`,
      };
      const offered = () =>
        renderOfferSms({
          locale: sample.locale,
          now: base.now,
          modality: sample.video ? 'video' : 'in_person',
          startsAt: new Date(base.startsAt.getTime() + sample.minutesAhead * 60_000),
          minutes: 30,
          until: base.startsAt,
          current: sample.payment === 'none' ? null : base.startsAt,
          zone: sample.zone,
          practiceZone: 'Europe/Madrid',
          specialist: { title: sample.title, fullName: sample.name.join(' ') },
          serviceName: base.serviceName,
          place: null,
          price: { cents: sample.cents, currency: sample.currency },
          link: sample.payment === 'none' ? `${site}/citas` : `${own}/antes`,
        });
      const about = () =>
        renderSms({
          ...base,
          ...(sample.video || sample.kind === 'specialist_link'
            ? {}
            : { ...inPerson, place: { name: 'x', address: 'x', city: 'x', shortName: sample.place } }),
          kind: sample.kind,
          audience,
          locale: sample.locale,
          zone: sample.zone,
          specialist: { ...base.specialist, title: sample.title, fullName: sample.name.join(' ') },
          patient: { ...base.patient, fullName: sample.patient.join(' ') },
          startsAt: new Date(base.startsAt.getTime() + sample.minutesAhead * 60_000),
          price: { ...base.price, cents: sample.cents, currency: sample.currency, payment: sample.payment },
          cancellation: { keepCents: 0, giveBackCents: sample.cents },
          links,
        });
      const text = sample.kind === 'earlier_offer' ? offered() : about();
      const counted = new segments.SegmentedMessage(text);
      expect([counted.encodingName, counted.segmentsCount, isGsm7(text), text.length <= 160]).toEqual(['GSM-7', 1, true, true]);
      expect(text).toMatch(/https:\/\/\S+(\/e\/[\w-]{22}(\/\w+)?|\/agenda\?\S+|\/citas)$/);
      expect(text).not.toMatch(clinical);
      expect(text).not.toMatch(/undefined|null|NaN|\{|, ,|\( ?\)|  /);
    }),
    { numRuns: process.env['PROVE'] ? 10_000 : 2000, seed: 20261126 },
  );
});
