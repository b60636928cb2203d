import type { Actor } from '#domain/people.ts';
import { codeDigits } from '#domain/code.ts';
import { proveBooking, sendBookingCode } from '#features/accounts/codes/booking-code.server.ts';
import { cancelAppointment, rescheduleAppointment } from '#features/booking/change.server.ts';
import { confirmHold } from '#features/booking/confirm.server.ts';
import { releaseHold, reviveHold } from '#features/booking/held.server.ts';
import { extendHeldSlot, holdSlot } from '#features/booking/hold.server.ts';
import { bookForPatient } from '#features/booking/practice.server.ts';
import { settleCheckout } from '#features/payments/settle.server.ts';
import { addTimeOff } from '#features/schedule/hours/exceptions.server.ts';
import { timeOffForm } from '#features/schedule/hours/schema.ts';
import type { World } from '#ports/world.ts';
import { browser, details, type Practice } from '../world/clinic.ts';

type Staff = Practice['actor'];

/** What a client asks of the product; instants as ISO text, for it may travel to another process. */
export type Operation =
  | {
      kind: 'book';
      until: 'held' | 'proved' | 'booked';
      service: string;
      startsAt: string;
      nth: number;
      mobile: string;
      key: string;
    }
  | { kind: 'go-on'; appointmentId: string; nth: number }
  | { kind: 'extend' | 'release'; appointmentId: string; nth: number }
  | { kind: 'revive'; appointmentId: string; nth: number; startsAt: string }
  | { kind: 'move'; appointmentId: string; by: Actor; startsAt: string }
  | { kind: 'cancel'; appointmentId: string; by: Actor }
  | { kind: 'practice-books'; staff: Staff; service: string; day: string; hour: string; nth: number }
  | { kind: 'time-off'; staff: Staff; specialistId: string; day: string }
  | { kind: 'late-card'; appointmentId: string };

/** How it ended: what was acknowledged, or the refusal's kind. */
export type Ending =
  | { done: 'held' | 'proved'; appointmentId: string }
  | { done: 'booked'; appointmentId: string; accountId: string | null }
  | { done: 'extended' | 'released' | 'moved' | 'cancelled' | 'off' | 'paid' }
  | { refused: string };

type Answered = { ok: true } | { ok: false; kind: string };
const ending = (answer: Answered, done: 'extended' | 'released' | 'moved' | 'cancelled' | 'off'): Ending =>
  answer.ok ? { done } : { refused: answer.kind };

/** Does one operation with the commands that the pages and the API call. */
export async function operate(world: World, operation: Operation): Promise<Ending> {
  switch (operation.kind) {
    case 'book':
      return book(world, operation);
    case 'go-on':
      return goOn(world, operation.appointmentId, browser(`client ${operation.nth}`), 'booked');
    case 'extend':
      return ending(await extendHeldSlot(world, browser(`client ${operation.nth}`), operation.appointmentId), 'extended');
    case 'release':
      return ending(await releaseHold(world, browser(`client ${operation.nth}`), operation.appointmentId), 'released');
    case 'revive': {
      const { appointmentId, nth, startsAt } = operation;
      const revived = await reviveHold(world, browser(`client ${nth}`), { appointmentId, startsAt: new Date(startsAt) });
      return revived.ok ? { done: 'held', appointmentId } : { refused: revived.kind };
    }
    case 'move': {
      const { appointmentId, by, startsAt } = operation;
      return ending(await rescheduleAppointment(world, by, { appointmentId, startsAt: new Date(startsAt) }), 'moved');
    }
    case 'cancel':
      return ending(
        await cancelAppointment(world, operation.by, { appointmentId: operation.appointmentId, expectedCostCents: 99_999 }),
        'cancelled',
      );
    case 'practice-books': {
      const { staff, service, day, hour, nth } = operation;
      const form = {
        servicio: service,
        dia: day,
        hora: hour,
        persona: '' as const,
        nombre: `Paciente Número ${nth}`,
        movil: mobileOf(nth),
        correo: `p${nth}@correo.example`,
        fuera: 'si' as const,
      };
      const booked = await bookForPatient(world, staff, form, 'es');
      return booked.ok
        ? { done: 'booked', appointmentId: booked.value.appointmentId, accountId: null }
        : { refused: booked.kind };
    }
    case 'time-off': {
      const { staff, specialistId, day } = operation;
      return ending(await addTimeOff(world, staff, { id: specialistId, zone: 'Europe/Madrid' }, timeOffForm.parse({ desde: day }), 'keep'), 'off');
    }
    case 'late-card':
      return lateCard(world, operation.appointmentId);
  }
}

export const mobileOf = (nth: number) => `+346${String(10_000_000 + nth).padStart(8, '0')}`;

async function book(world: World, operation: Extract<Operation, { kind: 'book' }>): Promise<Ending> {
  const { service, startsAt, nth, mobile, key, until } = operation;
  const browserHash = browser(`client ${nth}`);
  const form = details(service, new Date(startsAt), {
    nombre: `Paciente Número ${nth}`,
    movil: mobile,
    correo: `p${nth}@correo.example`,
    clave: key,
  });
  const held = await holdSlot(world, { browserHash, locale: 'es' }, form);
  if (!held.ok) return { refused: held.kind };
  return until === 'held'
    ? { done: 'held', appointmentId: held.value.appointmentId }
    : goOn(world, held.value.appointmentId, browserHash, until);
}

/** Code and confirmation of a hold; the code is derived as its message would carry it. */
async function goOn(world: World, appointmentId: string, browserHash: Uint8Array, until: 'proved' | 'booked'): Promise<Ending> {
  const sent = await sendBookingCode(world, { appointmentId, browserHash, channel: null, once: true, from: null, locale: 'es' });
  if (!sent.ok) return { refused: sent.kind };
  const code = await world.as({ kind: 'system', job: 'test' }, (tx) =>
    tx
      .selectFrom('codes')
      .select(['id', 'salt', 'used_at', 'account_id'])
      .where('appointment_id', '=', appointmentId)
      .orderBy('created_at', 'desc')
      .executeTakeFirstOrThrow(),
  );
  let accountId = code.account_id;
  if (!code.used_at) {
    const proved = await proveBooking(world, {
      appointmentId,
      browserHash,
      code: codeDigits((data) => world.vault.sign('code', data), code.id, code.salt),
    });
    if (!proved.ok) return { refused: proved.kind };
    accountId = proved.value.accountId;
  }
  if (until === 'proved') return { done: 'proved', appointmentId };
  const confirmed = await confirmHold(world, browserHash, appointmentId);
  if (!confirmed.ok) return { refused: confirmed.kind };
  return confirmed.value.next === 'card' ? { done: 'proved', appointmentId } : { done: 'booked', appointmentId, accountId };
}

/** The provider tells that this booking's card was charged, however late and on however many pages: what was shown is settled as in life. */
async function lateCard(world: World, appointmentId: string): Promise<Ending> {
  const id = world.ids.uuid();
  const checkoutId = `cs_${id}`;
  const price = await world.as({ kind: 'system', job: 'test' }, async (tx) => {
    const row = await tx.selectFrom('appointments').select(['price_cents as amount_cents', 'currency']).where('id', '=', appointmentId).executeTakeFirstOrThrow();
    const payment = { id, appointment_id: appointmentId, kind: 'charge', status: 'open', checkout_id: checkoutId } as const;
    await tx.insertInto('payments').values({ ...payment, ...row, created_at: world.clock.now() }).execute();
    return row;
  });
  const paid = { checkoutId, operationId: id, appointmentId, kind: 'charge', status: 'done', intentId: `pi_${id}`, paymentMethodId: `pm_${id}`, customerId: `cus_${id}`, failure: null } as const; // prettier-ignore
  const cards = { ...world.cards, readCheckout: async () => ({ ...paid, amountCents: price.amount_cents }) };
  const settled = await settleCheckout({ ...world, cards }, checkoutId);
  return settled === 'done' ? { done: 'paid' } : { refused: settled };
}
