import { createHash } from 'node:crypto';
import { codeDigits } from '#domain/code.ts';
import { freeSlots } from '#domain/slots.ts';
import { requestCode, useCode } from '#features/accounts/codes/codes.server.ts';
import { confirmHold } from '#features/booking/confirm.server.ts';
import { holdSlot } from '#features/booking/hold.server.ts';
import { findOffer, slotQuestion } from '#features/booking/offer.server.ts';
import { bookForPatient } from '#features/booking/practice.server.ts';
import { findPatients } from '#features/schedule/reads/find-patients.server.ts';
import { instantToWall } from '#domain/time.ts';
import type { Actor } from '#domain/people.ts';
import type { World } from '#ports/world.ts';
import type { DemoPatient } from './patients.ts';

const system = { kind: 'system', job: 'demo' } as const;

/** The browser a demo patient books with. */
function browserOf(patient: DemoPatient): Uint8Array {
  return new Uint8Array(createHash('sha256').update(`demo browser ${patient.as}`).digest());
}

/** Gives a patient an account, as signing in with a code does. */
export async function signUp(world: World, patient: DemoPatient): Promise<void> {
  await prove(world, patient, null, 'sign_in');
}

async function prove(world: World, patient: DemoPatient, appointmentId: string | null, purpose: 'sign_in' | 'booking'): Promise<void> {
  const browserHash = browserOf(patient);
  const contact = { channel: 'sms', address: patient.mobile } as const;
  const issued = await requestCode(world, { purpose, contact, browserHash, appointmentId, from: null, locale: 'es' });
  if (!issued.ok) throw new Error(`the demo got no code: ${issued.kind}`);
  const { codeId } = issued.value;
  const { salt } = await world.as(system, (tx) => tx.selectFrom('codes').select('salt').where('id', '=', codeId).executeTakeFirstOrThrow());
  const code = codeDigits((data) => world.vault.sign('code', data), codeId, salt);
  const used = await useCode(world, { purpose, address: patient.mobile, browserHash, appointmentId, code });
  if (!used.ok) throw new Error(`the demo's code was refused: ${used.kind}`);
}

/** A patient books a free slot by themselves: hold, code, done. Null where somebody was faster. */
export async function bookAlone(world: World, patient: DemoPatient, serviceId: string, startsAt: Date, reason: string): Promise<string | null> {
  const browserHash = browserOf(patient);
  const held = await holdSlot(
    world,
    { browserHash, locale: 'es' },
    {
      servicio: serviceId,
      inicio: startsAt.toISOString(),
      para: 'me',
      nombre: patient.name,
      movil: patient.mobile,
      correo: patient.email,
      motivo: reason,
      acepto: 'si',
    },
  );
  if (!held.ok) return null;
  await prove(world, patient, held.value.appointmentId, 'booking');
  const confirmed = await confirmHold(world, browserHash, held.value.appointmentId);
  return confirmed.ok && confirmed.value.next === 'booked' ? held.value.appointmentId : null;
}

/** The practice books for a patient, inside or outside its hours. Null where the hour is taken. */
export async function bookAtPractice(
  world: World,
  actor: Extract<Actor, { kind: 'specialist' }>,
  patient: DemoPatient,
  service: { id: string; zone: string },
  startsAt: Date,
): Promise<string | null> {
  const wall = instantToWall(service.zone, startsAt);
  const known = (await findPatients(world, actor, { specialistId: actor.specialistIds[0] ?? '', text: patient.mobile }))[0];
  const booked = await bookForPatient(
    world,
    actor,
    {
      servicio: service.id,
      dia: wall.date,
      hora: `${Math.floor(wall.minute / 60)}:${String(wall.minute % 60).padStart(2, '0')}`,
      persona: known?.id ?? '',
      nombre: patient.name,
      movil: patient.mobile,
      correo: patient.email,
      fuera: 'si',
    },
    'es',
  );
  return booked.ok ? booked.value.appointmentId : null;
}

/** The free slots of a service between two instants. */
export async function slotsBetween(world: World, serviceId: string, from: Date, until: Date): Promise<Date[]> {
  return world.as({ kind: 'visitor' }, async (tx) => {
    const offer = await findOffer(tx, serviceId);
    return offer ? freeSlots(await slotQuestion(tx, offer, { from, until }, world.clock.now())) : [];
  });
}
