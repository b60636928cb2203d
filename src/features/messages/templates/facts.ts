import type { ChargeWhen, Confirmation, Currency, Modality, PaymentFact, Prepayment } from '#domain/appointment.ts';
import type { Locale } from '#domain/people.ts';
import type { Audience, MessageKind } from '#domain/reminders.ts';

/** Everything a message about an appointment may say, as it is true when it is sent (M4). */
export interface AppointmentFacts {
  kind: MessageKind;
  audience: Audience;
  locale: Locale;
  now: Date;
  modality: Modality;
  startsAt: Date;
  endsAt: Date;
  minutes: number;
  /** The receiver's zone and the other side's (M8, B1). */
  zone: string;
  otherZone: string;
  serviceName: string;
  specialist: { title: string; fullName: string; phone: string; email: string | null };
  patient: { fullName: string; email: string | null; forSomebodyElse: boolean };
  place: { name: string; shortName: string; address: string; city: string } | null;
  price: Price;
  cutoffHours: number;
  lateFeeCents: number;
  cancellation: { keepCents: number; giveBackCents: number } | null;
  /** The specialist's message about video; null where P3 does not allow it. */
  videoMessage: string | null;
  /** The other dates that were booked with it, soonest first (series, B6); told by the confirmation alone. */
  alsoOn: OtherDate[];
  links: Links;
  calendar: EventIdentity;
}

export interface EventIdentity {
  uid: string;
  sequence: number;
  organizer: string;
  createdAt: Date;
  changedAt: Date;
}

/** Another appointment of the series: what differs from the one that the message is about. */
export type OtherDate = Pick<AppointmentFacts, 'startsAt' | 'endsAt' | 'links' | 'calendar'>;

export interface Price {
  cents: number;
  currency: Currency;
  prepayment: Prepayment;
  payment: PaymentFact;
  chargeWhen: ChargeWhen;
  confirmation: Confirmation;
  /** How to pay the practice, in its own words; may be empty. */
  howToPay: string;
  /** Cents that this very message tells of: taken, given back, refused by the bank; 0 in every other. */
  movedCents: number;
}

export interface Links {
  /** The receiver's own link to the appointment (V1), the one that leads to all the rest. */
  own: string;
  change: string;
  card: string;
  /** Where the receipts are. */
  receipts: string;
  /** Where the documents are, behind their sign-in: the patient's and the specialist's page. */
  documents: string;
  record: string;
  review: string;
  calendar: string;
  profile: string;
  agenda: string;
  /** All of the patient's own appointments, behind their sign-in. */
  all: string;
}

export interface CodeFacts {
  digits: string;
  minutes: number;
  locale: Locale;
}

const moneyKinds: string[] = ['charged', 'given_back', 'card_problem'];

/** The name of a field that has nothing to say, null where all is there: such a message is never sent (M4). */
export function emptyField(facts: AppointmentFacts): string | null {
  const fields: Record<string, string | null> = {
    specialist: facts.specialist.fullName,
    phone: facts.specialist.phone,
    patient: facts.patient.fullName,
    service: facts.serviceName,
    zone: facts.zone,
    minutes: facts.minutes > 0 ? String(facts.minutes) : '',
    link: facts.links.own,
    amount: moneyKinds.includes(facts.kind) && facts.price.movedCents <= 0 ? '' : 'told',
    ...(facts.modality === 'in_person'
      ? {
          place: facts.place?.name ?? '',
          address: facts.place?.address ?? '',
          shortPlace: facts.place?.shortName ?? '',
          city: facts.place?.city ?? '',
        }
      : {}),
  };
  return Object.entries(fields).find(([, value]) => value === null || value.trim() === '')?.[0] ?? null;
}
