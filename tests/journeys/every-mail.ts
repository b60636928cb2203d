import type { OperatorNews, SignInChange } from '#domain/changes.ts';
import type { Locale } from '#domain/people.ts';
import type { MessageKind } from '#domain/reminders.ts';
import type { AppointmentFacts } from '#features/messages/templates/facts.ts';
import { renderInvitationMail } from '#features/messages/templates/invitation-mail.ts';
import { renderCodeMail, renderMail } from '#features/messages/templates/mail.ts';
import { renderNoticeMail } from '#features/messages/templates/notice.ts';
import { renderOfferMail } from '#features/messages/templates/offer.ts';
import { renderNewsMail } from '#features/messages/templates/operator-news.ts';
import { renderPackageMail } from '#features/messages/templates/package-mail.ts';
import { factsOfCarmen, hour, inPerson } from '#features/messages/templates/sample-facts.ts';

const toPatient: MessageKind[] = [
  'confirmation', 'reminder_1440', 'rescheduled', 'cancelled', 'card_request', 'card_settled', 'card_problem', 'charged', 'given_back',
  'review_invitation', 'your_turn', 'document', 'unsuitable',
];
const toSpecialist: MessageKind[] = ['booked_notice', 'specialist_link', 'rescheduled_notice', 'cancelled_notice', 'document_notice'];
/** What carries the specialist's message about video (P3). */
const prepares: MessageKind[] = ['confirmation', 'reminder_1440', 'rescheduled', 'card_settled'];
const changes: SignInChange[] = ['admitted', 'contact-removed', 'recovery-code-used'];
const news: OperatorNews[] = ['application-received', 'application-in-review', 'application-incomplete', 'application-refused', 'profile-paused', 'profile-resumed', 'review-hidden', 'review-shown', 'answer-hidden', 'answer-shown'];
const long = { title: 'Dra.', fullName: 'María Guadalupe Goikoetxea Fernández-Castellanos', phone: '+52 55 5555 0142', email: null };

/** Every mail there is, in one language, with the longest and the barest of what may stand in them. */
export function everyMail(locale: Locale): { name: string; html: string }[] {
  const { price } = factsOfCarmen();
  const of = (name: string, change: Partial<AppointmentFacts>) => ({ name, html: renderMail(factsOfCarmen({ locale, ...change })).html });
  const kind = (one: MessageKind, change: Partial<AppointmentFacts> = {}) =>
    of(`${one}${change.modality === 'in_person' ? ' in person' : ''}`, {
      kind: one,
      ...(toSpecialist.includes(one) ? { audience: 'specialist' } : {}),
      ...(prepares.includes(one) ? {} : { videoMessage: null }),
      ...(one.startsWith('cancelled') ? { cancellation: { keepCents: 2500, giveBackCents: 3000 } } : {}),
      ...(one === 'card_request' ? { price: { ...price, payment: 'due', confirmation: 'requested' } } : {}),
      ...change,
    });
  const offer = {
    ...factsOfCarmen({ locale }),
    until: new Date('2026-11-25T18:40:00Z'),
    practiceZone: 'Europe/Madrid',
    price: { cents: 5500, currency: 'EUR' as const },
    place: null,
    link: 'https://vc.example/e/Vq8ZkT3mWcR7yHn2LpXd0A/antes',
  };
  const packageOf = { locale, used: 80, units: 100, month: locale === 'es' ? 'noviembre' : 'November', link: 'https://vc.example/agenda/mensajes/paquete' };
  const week = (nth: number) => ({ ...factsOfCarmen(), startsAt: new Date(hour.getTime() + nth * 7 * 86_400_000), endsAt: new Date(hour.getTime() + nth * 7 * 86_400_000 + 1_800_000) });
  return [
    ...[...toPatient, ...toSpecialist].map((one) => kind(one)),
    ...[...toPatient, ...toSpecialist].filter((one) => one !== 'specialist_link').map((one) => kind(one, inPerson)),
    of('long names, two zones, paid at the practice', {
      ...inPerson,
      kind: 'confirmation',
      specialist: long,
      otherZone: 'America/Mexico_City',
      price: { ...price, currency: 'MXN', cents: 120_000, prepayment: 'other', payment: 'due', howToPay: 'Transferencia a la cuenta ES91 2100 0418 4502 0005 1332, o en la consulta.' },
    }),
    of('series for somebody else', { kind: 'confirmation', alsoOn: [week(1), week(2), week(3)], patient: { fullName: 'Íñigo Ruiz', email: 'carmen@correo.example', forSomebodyElse: true } }),
    of('cancelled, nothing kept', { kind: 'cancelled', videoMessage: null, cancellation: { keepCents: 0, giveBackCents: 5500 } }),
    { name: 'offer, comes earlier', html: renderOfferMail({ ...offer, current: new Date('2026-12-03T17:40:00Z') }).html },
    { name: 'offer', html: renderOfferMail({ ...offer, current: null }).html },
    { name: 'package nearly', html: renderPackageMail({ ...packageOf, kind: 'package_nearly' }).html },
    { name: 'package used up', html: renderPackageMail({ ...packageOf, kind: 'package_used_up', used: 100 }).html },
    { name: 'code', html: renderCodeMail({ digits: '481920', minutes: 10, locale }).html },
    {
      name: 'invitation',
      html: renderInvitationMail({ locale, name: 'Marta', practice: 'Dra. Lucía Ibáñez Peñalver', link: 'https://vc.example/invitacion/Vq8ZkT3mWcR7yHn2LpXd0A', expires: '3/12/2026' }).html,
    },
    ...news.map((what) => ({ name: what, html: renderNewsMail({ what, words: 'Falta el documento del colegio, con tu número y la fecha de alta.', locale, link: 'https://vc.example/solicitud', objectTo: 'privacidad@clinica.example' }).html })),
    ...changes.map((what) => ({ name: what, html: renderNoticeMail({ what, locale, link: 'https://vc.example/cuenta' }).html })),
  ];
}
