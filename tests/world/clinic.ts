import { createHash } from 'node:crypto';
import type { Actor } from '#domain/people.ts';
import { codeDigits } from '#domain/code.ts';
import { requestCode, useCode } from '#features/accounts/codes/codes.server.ts';
import { confirmHold } from '#features/booking/confirm.server.ts';
import { holdSlot } from '#features/booking/hold.server.ts';
import type { DetailsForm } from '#features/booking/schema.ts';
import { admitSpecialist, type Admission } from '#features/operator/specialists/admission.server.ts';
import type { World } from '#ports/world.ts';

export interface Practice {
  specialistId: string;
  accountId: string;
  actor: Extract<Actor, { kind: 'specialist' }>;
  videoService: string;
  inPersonService: string;
  admission: Admission;
}

const days = [1, 2, 3, 4, 5];
let count = 0;

/** An admitted dermatologist in Madrid with video and in-person hours every weekday from 9 to 20; change what the test is about. */
export async function admitPractice(world: World, change: Partial<Admission> = {}): Promise<Practice> {
  count += 1;
  const admission: Admission = {
    slug: `lucia-ibanez-${count}`,
    title: 'Dra.',
    fullName: 'Lucía Ibáñez Peñalver',
    headline: 'Dermatóloga',
    biography: 'Acné, lunares, dermatitis y caída del cabello.',
    licence: { kind: 'colegiado', number: '28/2847193' },
    languages: ['es', 'en'],
    portrait: 'lucia',
    country: 'ES',
    city: 'Madrid',
    zone: 'Europe/Madrid',
    phone: '+34910555014',
    currency: 'EUR',
    contacts: [
      { channel: 'email', address: `lucia${count}@clinica.example` },
      { channel: 'sms', address: `+346005${55_000 + count}` },
    ],
    specialties: ['dermatologia'],
    place: { name: 'Consulta Alcalá', shortName: 'C/ Alcala 112', address: 'C/ Alcalá 112' },
    services: [
      { modality: 'video', name: 'Videoconsulta', durationMinutes: 30, priceCents: 5500 },
      { modality: 'in_person', name: 'Consulta presencial', durationMinutes: 40, priceCents: 7000 },
    ],
    hours: days.flatMap((weekday) => (['video', 'in_person'] as const).map((modality) => ({ modality, weekday, startsMinute: 540, endsMinute: 1200 }))),
    video: { enabled: true, message: 'Busca un sitio con luz natural y ten a mano el nombre de tus cremas.' },
    prepayment: { mode: 'off', chargeWhen: 'at_booking', lateFeeCents: 0, instructions: '' },
    packageUnits: 100,
    stepMinutes: 20,
    ...change,
  };
  const { specialistId, accountId } = await admitSpecialist(world, admission);
  const services = await world.as({ kind: 'visitor' }, (tx) => tx.selectFrom('services').selectAll().where('specialist_id', '=', specialistId).execute());
  const of = (modality: string) => services.find((service) => service.modality === modality)?.id ?? '';
  return {
    specialistId,
    accountId,
    actor: { kind: 'specialist', accountId, specialistIds: [specialistId] },
    videoService: of('video'),
    inPersonService: of('in_person'),
    admission,
  };
}

/** A browser as the booking knows it. */
export function browser(name: string): Uint8Array {
  return new Uint8Array(createHash('sha256').update(`browser ${name}`).digest());
}

/** The details form of Carmen, for a service and a start. */
export function details(servicio: string, inicio: Date, change: Partial<DetailsForm> = {}): DetailsForm {
  return {
    servicio,
    inicio: inicio.toISOString(),
    para: 'me',
    nombre: 'Carmen Ruiz Lozano',
    movil: '612 345 678',
    correo: 'carmen.ruiz@correo.example',
    motivo: 'Un lunar que ha cambiado',
    acepto: 'si',
    ...change,
  };
}

export interface Booked {
  appointmentId: string;
  patient: Extract<Actor, { kind: 'patient' }>;
  next: 'booked' | 'card';
}

/** Books as a patient does: hold, code, confirmation. Throws where any step refuses. */
export async function bookAsPatient(world: World, form: DetailsForm, browserName = 'carmen'): Promise<Booked> {
  const browserHash = browser(browserName);
  const held = await holdSlot(world, { browserHash, locale: 'es' }, form);
  if (!held.ok) throw new Error(`hold refused: ${held.kind} ${JSON.stringify(held.fields ?? {})}`);
  const { appointmentId } = held.value;
  const accountId = await proveByCode(world, { browserHash, appointmentId, address: `+34${form.movil.replace(/\D/g, '')}` });
  const confirmed = await confirmHold(world, browserHash, appointmentId);
  if (!confirmed.ok) throw new Error(`confirmation refused: ${confirmed.kind}`);
  return { appointmentId, patient: { kind: 'patient', accountId }, next: confirmed.value.next };
}

/** Proves a mobile number with the code that the message would carry. */
export async function proveByCode(world: World, input: { browserHash: Uint8Array; appointmentId: string; address: string }): Promise<string> {
  const { browserHash, appointmentId, address } = input;
  const contact = { channel: 'sms', address } as const;
  const issued = await requestCode(world, { purpose: 'booking', contact, browserHash, appointmentId, from: null, locale: 'es' });
  if (!issued.ok) throw new Error(`code refused: ${issued.kind}`);
  const { codeId } = issued.value;
  const row = await world.as({ kind: 'system', job: 'test' }, (tx) => tx.selectFrom('codes').select('salt').where('id', '=', codeId).executeTakeFirstOrThrow());
  const code = codeDigits((data) => world.vault.sign('code', data), codeId, row.salt);
  const used = await useCode(world, { purpose: 'booking', address, browserHash, appointmentId, code });
  if (!used.ok) throw new Error(`code not accepted: ${used.kind}`);
  return used.value.accountId;
}
