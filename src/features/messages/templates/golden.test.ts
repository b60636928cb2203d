import { describe, expect, test } from 'vitest';
import type { Locale } from '#domain/people.ts';
import type { MessageKind } from '#domain/reminders.ts';
import { factsOfCarmen, inPerson } from './sample-facts.ts';
import type { AppointmentFacts } from './facts.ts';
import { renderMail } from './mail.ts';
import { renderOfferMail, renderOfferSms } from './offer.ts';
import { renderPackageMail } from './package-mail.ts';
import { renderSms } from './sms.ts';

const toPatient: MessageKind[] = [
  'confirmation',
  'reminder_1440',
  'reminder_60',
  'rescheduled',
  'cancelled',
  'card_request',
  'card_settled',
  'review_invitation',
  'unsuitable',
  'card_problem',
  'charged',
  'given_back',
  'your_turn',
  'document',
];
/** What money is told by mail alone, and a turn by SMS where there is a mobile. */
const mailAlone: MessageKind[] = ['charged', 'given_back'];
const toSpecialist: MessageKind[] = ['booked_notice', 'specialist_link', 'rescheduled_notice', 'cancelled_notice', 'document_notice'];
const locales: Locale[] = ['es', 'en'];
const modalities = ['video', 'in_person'] as const;

function factsOf(kind: MessageKind, locale: Locale, modality: (typeof modalities)[number]): AppointmentFacts {
  const audience = toSpecialist.includes(kind) ? 'specialist' : 'patient';
  const cancelled = kind === 'cancelled' || kind === 'cancelled_notice';
  return factsOfCarmen({
    ...(modality === 'in_person' ? inPerson : {}),
    ...(audience === 'specialist' ? { videoMessage: null } : {}),
    ...(cancelled ? { cancellation: { keepCents: 2500, giveBackCents: 3000 } } : {}),
    kind,
    locale,
    audience,
  });
}

/** What a message says that the confirmation of the same appointment does not: the rest is the same words. */
function ownWords(text: string, confirmation: string): string {
  const known = new Set(confirmation.split('\n'));
  return text
    .split('\n')
    .filter((line) => line !== '' && !known.has(line))
    .join('\n')
    .replaceAll('\u00a0', ' ')
    .replaceAll('https://vc.example/e/Vq8ZkT3mWcR7yHn2LpXd0A', '<link>');
}

describe.each(locales)('what every message says, in %s', (locale) => {
  test.each(modalities)('%s', (modality) => {
    const confirmation = renderMail(factsOf('confirmation', locale, modality)).text;
    const golden = [...toPatient, ...toSpecialist]
      .filter((kind) => modality === 'video' || kind !== 'specialist_link')
      .map((kind) => {
        const facts = factsOf(kind, locale, modality);
        const mail = renderMail(facts);
        const sms = mailAlone.includes(kind)
          ? '–'
          : kind === 'reminder_60'
            ? '(the same)'
            : renderSms(facts).replace(/https:\S+?(?=\/\w+$|$)/, '<link>');
        const words = ownWords(mail.text, kind === 'confirmation' ? '' : confirmation);
        return `## ${kind}\nSMS: ${sms}\nSubject: ${mail.subject}\n${words}`;
      });
    expect(golden.join('\n\n')).toMatchSnapshot();
  });

  test('offers of freed hours, and the package', () => {
    const offer = (current: boolean) => ({
      ...factsOfCarmen({ locale }),
      until: new Date('2026-11-25T18:40:00Z'),
      current: current ? new Date('2026-12-03T17:40:00Z') : null,
      practiceZone: 'Europe/Madrid',
      price: { cents: 5500, currency: 'EUR' as const },
      place: null,
      link: '<link>',
    });
    const said = { locale, used: 80, units: 100, month: locale === 'es' ? 'noviembre' : 'November', link: '<link>' };
    const golden = [
      ...[true, false].map(
        (current) =>
          `SMS: ${renderOfferSms(offer(current))}\nSubject: ${renderOfferMail(offer(current)).subject}\n${ownWords(renderOfferMail(offer(current)).text, '')}`,
      ),
      ...(['package_nearly', 'package_used_up'] as const).map((kind) => {
        const mail = renderPackageMail({ ...said, kind });
        return `Subject: ${mail.subject}\n${ownWords(mail.text, '')}`;
      }),
    ];
    expect(golden.join('\n\n')).toMatchSnapshot();
  });
});
