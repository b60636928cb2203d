import { codeDigits } from '#domain/code.ts';
import { proveBooking, sendBookingCode } from '#features/accounts/booking-code.server.ts';
import { confirmHold } from '#features/booking/confirm.server.ts';
import { holdSlot } from '#features/booking/hold.server.ts';
import { slotsOfService } from '#features/profiles/free-slots.server.ts';
import type { World } from '#ports/world.ts';
import { browser, details } from '../tests/world/clinic.ts';

export interface FreeSlot {
  serviceId: string;
  startsAt: Date;
}

/** One free video hour each of `count` specialists of the crowd, from number `first` on. */
export async function freeSlotsOfTheCrowd(world: World, first: number, count: number): Promise<FreeSlot[]> {
  const services = await world.as({ kind: 'visitor' }, (tx) =>
    tx
      .selectFrom('services as v')
      .innerJoin('specialists as s', 's.id', 'v.specialist_id')
      .where('v.modality', '=', 'video')
      .orderBy('s.licence_number')
      .offset(first)
      .limit(count * 2)
      .select('v.id')
      .execute(),
  );
  const slots: FreeSlot[] = [];
  for (const { id } of services) {
    const found = await slotsOfService(world, id, { days: 14 });
    const startsAt = found?.free.at(-1);
    if (startsAt) slots.push({ serviceId: id, startsAt });
    if (slots.length === count) return slots;
  }
  throw new Error(`only ${slots.length} of ${count} specialists have a free hour`);
}

/**
 * A whole booking by the commands that the pages call, one after the other: hold, code, proof, confirmation. Between
 * them only the code is read, derived as its message would carry it. Each patient is new. Throws where a step refuses.
 */
export async function bookWhole(world: World, nth: number, { serviceId, startsAt }: FreeSlot): Promise<string> {
  const browserHash = browser(`bench ${nth}`);
  const movil = `+346${String(50_000_000 + nth).padStart(8, '0')}`;
  const form = details(serviceId, startsAt, {
    nombre: `Paciente Número ${nth}`,
    movil,
    correo: `bench${nth}@correo.example`,
    clave: `bench-key-${nth}-0123456789`,
  });
  const held = await holdSlot(world, { browserHash, locale: 'es' }, form);
  if (!held.ok) throw new Error(`hold: ${held.kind}`);
  const { appointmentId } = held.value;
  const sent = await sendBookingCode(world, { appointmentId, browserHash, channel: null, once: true, locale: 'es' });
  if (!sent.ok) throw new Error(`code: ${sent.kind}`);
  const proved = await proveBooking(world, { appointmentId, browserHash, code: await readCode(world, appointmentId) });
  if (!proved.ok) throw new Error(`proof: ${proved.kind}`);
  const confirmed = await confirmHold(world, browserHash, appointmentId);
  if (!confirmed.ok || confirmed.value.next !== 'booked')
    throw new Error(`confirmation: ${confirmed.ok ? confirmed.value.next : confirmed.kind}`);
  return appointmentId;
}

/** The digits that the code's SMS holds. */
async function readCode(world: World, appointmentId: string): Promise<string> {
  const { id, salt } = await world.as({ kind: 'system', job: 'bench' }, (tx) =>
    tx.selectFrom('codes').select(['id', 'salt']).where('appointment_id', '=', appointmentId).executeTakeFirstOrThrow(),
  );
  return codeDigits((data) => world.vault.sign('code', data), id, salt);
}
