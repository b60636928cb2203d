import pg from 'pg';
import { codeDigits } from '#domain/code.ts';
import { proveBooking, sendBookingCode } from '#features/accounts/codes/booking-code.server.ts';
import { confirmHold } from '#features/booking/confirm.server.ts';
import { holdSlot } from '#features/booking/hold.server.ts';
import { slotsOfService } from '#features/profiles/free-slots.server.ts';
import type { World } from '#ports/world.ts';
import { browser, details } from '../tests/world/clinic.ts';
import type { TestWorld } from '../tests/world/start-world.ts';

export interface FreeSlot {
  serviceId: string;
  startsAt: Date;
}

/**
 * `count` free video hours of the crowd from specialist number `first` on, the last ones of the coming two weeks: `each`
 * of one specialist, and neighbours in the list always of different ones.
 */
export async function freeSlotsOfTheCrowd(world: World, first: number, count: number, each = 1): Promise<FreeSlot[]> {
  const services = await world.as({ kind: 'visitor' }, (tx) =>
    tx
      .selectFrom('services as v')
      .innerJoin('specialists as s', 's.id', 'v.specialist_id')
      .where('v.modality', '=', 'video')
      .orderBy('s.licence_number')
      .offset(first)
      .limit(Math.ceil(count / each) * 2)
      .select('v.id')
      .execute(),
  );
  const turns: FreeSlot[][] = Array.from({ length: each }, () => []);
  for (const { id } of services) {
    const free = (await slotsOfService(world, id, { days: 14 }))?.free ?? [];
    if (free.length < each * 3) continue;
    // Hours that do not overlap: the grid of starts is finer than an appointment is long.
    for (const [turn, list] of turns.entries()) list.push({ serviceId: id, startsAt: free.at(-1 - turn * 3) as Date });
    if ((turns[0]?.length ?? 0) * each >= count) return turns.flat().slice(0, count);
  }
  throw new Error(`fewer than ${count} free hours`);
}

/**
 * A whole booking by the commands that the pages call, one after the other: hold, code, proof, confirmation. Between
 * them only the code is read, past the product: a patient has it from the SMS. Each patient is new. Throws where a step refuses.
 */
export async function bookWhole(world: World, codes: Codes, nth: number, { serviceId, startsAt }: FreeSlot): Promise<string> {
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
  const sent = await sendBookingCode(world, { appointmentId, browserHash, channel: null, once: true, from: null, locale: 'es' });
  if (!sent.ok) throw new Error(`code: ${sent.kind}`);
  const proved = await proveBooking(world, { appointmentId, browserHash, code: await codes.of(appointmentId) });
  if (!proved.ok) throw new Error(`proof: ${proved.kind}`);
  const confirmed = await confirmHold(world, browserHash, appointmentId);
  if (!confirmed.ok || confirmed.value.next !== 'booked')
    throw new Error(`confirmation: ${confirmed.ok ? confirmed.value.next : confirmed.kind}`);
  return appointmentId;
}

export interface Codes {
  /** The digits that the SMS about this appointment holds. */
  of(appointmentId: string): Promise<string>;
  close(): Promise<void>;
}

/** Reads codes as their messages would carry them, each with one statement over connections of its own. */
export function openCodes({ world, database }: TestWorld): Codes {
  const pool = new pg.Pool({ connectionString: database.adminUrl, max: 8 });
  return {
    async of(appointmentId) {
      const { rows } = await pool.query<{ id: string; salt: Buffer }>({ name: 'code', text: 'select id, salt from codes where appointment_id = $1', values: [appointmentId] });
      if (!rows[0]) throw new Error('no code');
      const { id, salt } = rows[0];
      return codeDigits((data) => world.vault.sign('code', data), id, salt);
    },
    close: () => pool.end(),
  };
}
