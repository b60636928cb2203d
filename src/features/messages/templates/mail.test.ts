import { describe, expect, test } from 'vitest';
import { factsOfCarmen, hour, inPerson } from './sample-facts.ts';
import { emptyField, type AppointmentFacts } from './facts.ts';
import { renderCodeMail, renderMail } from './mail.ts';

const mail = (change: Partial<AppointmentFacts> = {}) => renderMail(factsOfCarmen(change));
/** What a person reads of the HTML. */
const read = (html: string) =>
  html
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replace(/\s+/g, ' ');

test('the reminder holds every detail of the appointment and the link to the waiting room (F10, M4)', () => {
  const { subject, text } = mail();
  expect(subject).toBe('Mañana a las 18:40: tu videoconsulta');
  expect(text).toBe(`Mañana a las 18:40 tienes videoconsulta, Carmen

Con: Dra. Lucía Ibáñez Peñalver
Primera consulta
Cuándo: Jueves 26 de noviembre, 18:40
Hora de Madrid. Dura 30 minutos.
Dónde: Por vídeo, en tu navegador
Precio: 55\u00a0€. Tarjeta guardada, se cobra después.

Entrar en mi sala de espera:
https://vc.example/e/Vq8ZkT3mWcR7yHn2LpXd0A
El enlace es solo tuyo: no lo reenvíes.

De la Dra. Ibáñez, para prepararte
«Busca un sitio con luz natural y ten a mano el nombre de tus cremas y medicinas.»

Prueba tu móvil en 1 minuto: https://vc.example/e/Vq8ZkT3mWcR7yHn2LpXd0A/prueba
Cambiar o cancelar: https://vc.example/e/Vq8ZkT3mWcR7yHn2LpXd0A/cita
Añadir al calendario: https://vc.example/e/Vq8ZkT3mWcR7yHn2LpXd0A/calendario

Cancelar ahora cuesta 25\u00a0€. La hora ya solo se cambia por teléfono. Si algo falla, llama a la consulta: 910 555 014.

Recibes este correo por una cita en Videoconsulta. Sin publicidad ni rastreadores.
`);
});

test('in English the same fields', () => {
  const { subject, text } = mail({ locale: 'en' });
  expect(subject).toBe('Tomorrow at 18:40: your video consultation');
  for (const words of [
    'Tomorrow at 18:40 you have a video consultation, Carmen',
    'With: Dra. Lucía Ibáñez Peñalver',
    'When: Thursday 26 November, 18:40',
    'Madrid time. It lasts 30 minutes.',
    'Where: By video, in your browser',
    'Price: €55. Card saved, charged afterwards.',
    'Enter my waiting room:',
    'From Dra. Ibáñez, to get ready',
    'Change or cancel:',
    '910 555 014',
  ])
    expect(text).toContain(words);
});

test('HTML and text say the same', () => {
  for (const kind of [
    'confirmation',
    'reminder_60',
    'rescheduled',
    'cancelled',
    'card_request',
    'card_settled',
    'card_problem',
    'charged',
    'given_back',
    'review_invitation',
  ] as const) {
    const { html, text } = mail({ kind });
    const shown = read(html);
    for (const line of text.split('\n').flatMap((part) => part.split(/: (?=https)/))) {
      if (line.startsWith('http')) expect(html.replaceAll('&#38;', '&')).toContain(line);
      else
        expect(shown).toContain(
          line
            .replace(/^(Con|Cuándo|Dónde|Precio): /, '$1 ')
            .replace(/:$/, '')
            .replace(/\s+/g, ' ')
            .trim(),
        );
    }
  }
});

test('in person: the place, no waiting room, no message about video (P3)', () => {
  const { text } = mail(inPerson);
  expect(text).toContain('Dónde: Consulta Alcalá, C/ Alcalá 112, 2.º, Madrid');
  expect(text).toContain('Ver mi cita:');
  expect(text).not.toMatch(/sala de espera|prepararte|vídeo/);
});

test('both clocks where they differ (F8, B1)', () => {
  const { text } = mail({ zone: 'America/Mexico_City' });
  expect(text).toContain(
    'Cuándo: Jueves 26 de noviembre, 11:40\nHora de Ciudad de México. Dura 30 minutos.\nPara quien te atiende: jueves 26 de noviembre, 18:40, hora de Madrid.',
  );
});

test('an hour that the clock shows twice says which (fault 7)', () => {
  const { text } = mail({ startsAt: new Date('2026-10-25T01:30:00Z'), now: new Date('2026-10-20T08:00:00Z') });
  expect(text).toContain('Domingo 25 de octubre, 2:30 (UTC+1)');
});

describe('the price and whether it is paid', () => {
  const price = (change: Partial<AppointmentFacts['price']>, more: Partial<AppointmentFacts> = {}) =>
    /Precio: (.*)/.exec(mail({ ...more, price: { ...factsOfCarmen().price, ...change } }).text)?.[1]?.replaceAll('\u00a0', ' ');
  const asked = { payment: 'due', confirmation: 'requested' } as const;
  test.each([
    [{ cents: 0 }, 'Sin coste.'],
    [{ payment: 'paid' }, '55 €. Ya está pagada.'],
    [{ payment: 'guaranteed' }, '55 €. Tarjeta guardada, se cobra después.'],
    [{ prepayment: 'off', payment: 'none' }, '55 €. Se paga directamente a la consulta.'],
    [{ prepayment: 'other', payment: 'due', howToPay: 'Bizum al 600 555 010.' }, '55 €. Bizum al 600 555 010.'],
    [asked, '55 €. Confirma con tu tarjeta cuando puedas. Tu cita sigue siendo válida aunque no lo hagas.'],
    [
      { ...asked, payment: 'failed' },
      '55 €. El banco no aceptó la tarjeta. Tu cita sigue siendo válida; puedes probar con otra.',
    ],
  ] as [Partial<AppointmentFacts['price']>, string][])('%j: %s', (change, words) => expect(price(change)).toBe(words));
  test('in person without prepayment it is paid there', () =>
    expect(price({ prepayment: 'off', payment: 'none' }, inPerson)).toBe('55 €. Se paga en la consulta.'));
});

describe('the terms of changing', () => {
  const terms = (hoursAhead: number, price: Partial<AppointmentFacts['price']> = {}) =>
    mail({
      kind: 'confirmation',
      now: new Date(hour.getTime() - hoursAhead * 3_600_000),
      price: { ...factsOfCarmen().price, ...price },
    }).text.replaceAll('\u00a0', ' ');
  test('with a late fee: free until the cut-off', () =>
    expect(terms(49)).toContain('Cancelas gratis hasta mañana a las 18:40; después cuesta 25 €.'));
  test('without a card nothing can be charged', () =>
    expect(terms(72, { prepayment: 'off', payment: 'none' })).toContain(
      'Puedes cambiar la hora hasta el miércoles 25 a las 18:40 y cancelar sin coste hasta que empiece.',
    ));
});

test('asking for the card says that the appointment stands without it, and what is charged (Y2, Y3)', () => {
  const after = mail({ kind: 'card_request' });
  expect(after.text).toContain('Confirma con tu tarjeta cuando puedas. Tu cita sigue siendo válida aunque no lo hagas.');
  expect(after.text.replaceAll('\u00a0', ' ')).toContain('Hoy no pagas nada: después de la consulta se cobran 55 € como máximo.');
  expect(after.text).toContain('Confirmar con mi tarjeta:\nhttps://vc.example/e/Vq8ZkT3mWcR7yHn2LpXd0A/tarjeta');
});

test('to whoever booked for somebody else the patient is named as the other', () => {
  const patient = { ...factsOfCarmen().patient, forSomebodyElse: true };
  expect(mail({ patient }).text).toMatch(/^Mañana a las 18:40: videoconsulta de Carmen/);
});

test('the specialist reads who comes, and the link 10 minutes before leads to their own room', () => {
  const link = mail({
    kind: 'specialist_link',
    audience: 'specialist',
    videoMessage: null,
    now: new Date(hour.getTime() - 600_000),
  });
  expect(link.subject).toBe('Hoy a las 18:40: tu videoconsulta');
  expect(link.text).toMatch(/^Hoy a las 18:40 tienes videoconsulta con Carmen\n\nPaciente: Carmen Ruiz Lozano\n/);
  expect(link.text).toContain('Entrar en la consulta:\nhttps://vc.example/e/');
  expect(mail({ kind: 'booked_notice', audience: 'specialist', videoMessage: null }).text).toContain(
    'Ver en mi agenda:\nhttps://vc.example/agenda?vista=dia&dia=2026-11-26',
  );
});

test('what people typed stays text (fault 39)', () => {
  const { html } = mail({
    videoMessage: '<script>alert(1)</script>\n"comillas" & más',
    patient: { ...factsOfCarmen().patient, fullName: '<b>Ana</b> Gil' },
  });
  expect(html).not.toMatch(/<script|<b>/);
  expect(html).toContain('&#60;script&#62;');
});

test('nothing is loaded from anywhere and no picture follows the reader (G4)', () => {
  expect(mail().html).not.toMatch(/<img|<link|url\(|src=/);
});

test('a code by mail has nothing to press', () => {
  const code = renderCodeMail({ digits: '481920', minutes: 10, locale: 'es' });
  expect(code.subject).toBe('481 920 es tu código de Videoconsulta');
  expect(code.text).toContain('No lo compartas. Vale 10 minutos y una sola vez.');
  expect(code.html + code.text).not.toMatch(/https?:/);
});

test('a field that has nothing to say is found by name', () => {
  expect(emptyField(factsOfCarmen())).toBeNull();
  expect(emptyField(factsOfCarmen({ serviceName: '' }))).toBe('service');
  expect(emptyField(factsOfCarmen({ ...inPerson, place: null }))).toBe('place');
  expect(emptyField(factsOfCarmen({ specialist: { ...factsOfCarmen().specialist, fullName: ' ' } }))).toBe('specialist');
});
