import type { AppointmentFacts } from './facts.ts';

/** Thursday 26 November 2026, 18:40 in Madrid; told the day before at the same hour. */
export const hour = new Date('2026-11-26T17:40:00Z');
const own = 'https://vc.example/e/Vq8ZkT3mWcR7yHn2LpXd0A';

/** Carmen's video consultation with Dr. Ibáñez, as in the pictures; change what the test is about. */
export function factsOfCarmen(change: Partial<AppointmentFacts> = {}): AppointmentFacts {
  return {
    kind: 'reminder_1440',
    audience: 'patient',
    locale: 'es',
    now: new Date(hour.getTime() - 86_400_000),
    modality: 'video',
    startsAt: hour,
    endsAt: new Date(hour.getTime() + 30 * 60_000),
    minutes: 30,
    zone: 'Europe/Madrid',
    otherZone: 'Europe/Madrid',
    serviceName: 'Primera consulta',
    specialist: { title: 'Dra.', fullName: 'Lucía Ibáñez Peñalver', phone: '910 555 014', email: null },
    patient: { fullName: 'Carmen Ruiz Lozano', email: 'carmen@correo.example', forSomebodyElse: false },
    place: null,
    price: {
      cents: 5500,
      currency: 'EUR',
      prepayment: 'stripe',
      payment: 'guaranteed',
      chargeWhen: 'after',
      confirmation: 'given',
      howToPay: '',
      movedCents: 5500,
    },
    cutoffHours: 24,
    lateFeeCents: 2500,
    cancellation: null,
    videoMessage: 'Busca un sitio con luz natural y ten a mano el nombre de tus cremas y medicinas.',
    alsoOn: [],
    links: {
      own,
      change: `${own}/cita`,
      card: `${own}/tarjeta`,
      receipts: `${own}/recibos`,
      documents: `${own}/documentos`,
      record: 'https://vc.example/agenda/cita/01a206ae-3d53-7d54-9aba-e7aa862dfbb7',
      review: `${own}/opinion`,
      calendar: `${own}/calendario`,
      all: 'https://vc.example/citas',
      profile: 'https://vc.example/especialistas/lucia-ibanez',
      agenda: 'https://vc.example/agenda?vista=dia&dia=2026-11-26',
    },
    calendar: {
      uid: '01a206ae-3d53-7d54-9aba-e7aa862dfbb7@vc.example',
      sequence: 0,
      organizer: 'citas@vc.example',
      createdAt: new Date('2026-11-20T09:00:00Z'),
      changedAt: new Date('2026-11-20T09:04:00Z'),
    },
    ...change,
  };
}

export const inPerson: Partial<AppointmentFacts> = {
  modality: 'in_person',
  videoMessage: null,
  place: { name: 'Consulta Alcalá', shortName: 'C/ Alcala 112', address: 'C/ Alcalá 112, 2.º', city: 'Madrid' },
};
