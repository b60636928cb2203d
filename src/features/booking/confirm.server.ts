import { sql, type Updateable } from 'kysely';
import { builtOnce } from '#db/built-once.ts';
import type { Appointments } from '#db/tables.ts';
import { tellBookingAt } from '#domain/booking.ts';
import type { Confirmation, PaymentFact } from '#domain/appointment.ts';
import { normalise } from '#domain/profile.ts';
import { confirmationAfterCheckout, paymentAfterCheckout, prepaymentPlan } from '#domain/prepayment.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import type { Tx, World } from '#ports/world.ts';
import { isLostRace, lockAgenda } from './agenda-lock.server.ts';
import { isBrowserOf } from './hold.server.ts';

type Booking = Pick<World, 'as' | 'ahead' | 'become' | 'clock' | 'crowded' | 'ids' | 'vault' | 'announce'>;

/** Where a confirmed hold goes on: booked, or to the card page with the hold still running (B4). */
export type Confirmed = { next: 'booked' | 'card'; accountId: string };

const provedHold = builtOnce((tx: Tx, appointmentId: string) =>
  tx
    .selectFrom('appointments as a')
    .select([
      'a.id', 'a.specialist_id', 'a.status', 'a.starts_at', 'a.hold_expires_at', 'a.browser_hash', 'a.person_id', 'a.patient_name', 'a.reason_sealed', 'a.contact_proved_at', 'a.prepayment', 'a.charge_when', 'a.price_cents',
    ]) // prettier-ignore
    // Of the contact that the booking has now: one that was exchanged since proves nothing (B3).
    .select((eb) =>
      eb
        .selectFrom('codes as c')
        .select('c.account_id')
        .whereRef('c.appointment_id', '=', 'a.id')
        .where('c.purpose', '=', 'booking')
        .where('c.used_at', 'is not', null)
        .where((is) => is.or([is('c.address', '=', is.ref('a.patient_mobile')), is('c.address', '=', is.ref('a.patient_email'))]))
        .limit(1)
        .as('proved_account_id'),
    )
    .where('a.id', '=', appointmentId)
    .forUpdate(),
);

const peopleOf = builtOnce((tx: Tx, accountId: string) =>
  tx
    .selectFrom('people as p')
    .innerJoin('accounts as c', 'c.id', 'p.account_id')
    .leftJoin('data_keys as k', 'k.person_id', 'p.id')
    .select(['p.id', 'p.full_name', 'k.wrapped', 'c.message_channel', 'c.message_locale'])
    .where('p.account_id', '=', accountId),
);

const takenOn = builtOnce((tx: Tx, change: Updateable<Appointments>, appointmentId: string) => tx.updateTable('appointments').set(change).where('id', '=', appointmentId));

const takenOver = builtOnce((tx: Tx, change: Updateable<Appointments>, appointmentId: string, owner: { account_id: string }, personId: string) =>
  tx
    .with('person', (db) => db.updateTable('people').set(owner).where('id', '=', personId))
    .updateTable('appointments')
    .set(change)
    .where('id', '=', appointmentId),
);

/**
 * Takes a hold on after its contact was proved by a code: the patient becomes a person of the proved account, and
 * the appointment is booked, or waits for the card where that is part of booking (B3, B4, prepayment table).
 * Asking again after it is booked answers the same. Refuses `not-found`, `code-expired` (nothing proved), `hold-expired`.
 */
export async function confirmHold(world: Booking, browserHash: Uint8Array, appointmentId: string): Promise<Result<Confirmed>> {
  const now = world.clock.now();
  return world.as({ kind: 'guest', appointmentId }, async (tx) => {
    const row = await provedHold(tx, appointmentId).first();
    const accountId = row?.proved_account_id;
    if (!accountId) return refuse('code-expired');
    if (!isBrowserOf(row, browserHash)) return refuse('not-found');
    await world.become(tx, { kind: 'booker', appointmentId, accountId });
    if (row.status === 'booked') return success({ next: 'booked', accountId });
    if (row.status !== 'held' || !row.hold_expires_at || row.hold_expires_at <= now) return refuse('hold-expired');

    const plan = prepaymentPlan({ bookedBy: 'patient', prepayment: row.prepayment, chargeWhen: row.charge_when, priceCents: row.price_cents });
    const adopted = row.contact_proved_at === null ? await adoptPatient(world, tx, row, accountId, now) : null;
    const booked = plan.cardIsPartOfBooking
      ? null
      : { status: 'booked' as const, hold_expires_at: null, booked_at: now, confirmation: plan.confirmation, payment: plan.payment };
    if (adopted ?? booked) {
      const change = { ...adopted, ...booked };
      // The patient of a new name becomes the account's, in the same statement.
      const mine = adopted && !adopted.person_id ? row.person_id : null;
      await world.ahead(tx, mine ? takenOver(tx, change, appointmentId, { account_id: accountId }, mine) : takenOn(tx, change, appointmentId));
    }
    if (!booked) return success({ next: 'card', accountId });
    const tellAt = tellBookingAt({ now, startsAt: row.starts_at, crowded: world.crowded() });
    await world.announce(tx, { type: 'appointment-booked', appointmentId, specialistId: row.specialist_id, tellAt });
    return success({ next: 'booked', accountId });
  });
}

interface HeldRow {
  id: string;
  person_id: string | null;
  patient_name: string;
  reason_sealed: Buffer | null;
}

/** A name the account knows is that person; another name adds a person and renames nobody (B3). Answers what the appointment then says. */
async function adoptPatient(world: Booking, tx: Tx, row: HeldRow, accountId: string, now: Date) {
  const own = await peopleOf(tx, accountId).execute();
  // How they chose to be told of everything goes with them; the page's language counts where they never chose (M8).
  const wishes = {
    ...(own[0]?.message_channel ? { patient_channel: own[0].message_channel } : {}),
    ...(own[0]?.message_locale ? { patient_locale: own[0].message_locale } : {}),
  };
  const known = own.find((person) => normalise(person.full_name) === normalise(row.patient_name));
  let reason = row.reason_sealed;
  if (known?.wrapped && reason && row.person_id) {
    const entered = await tx.selectFrom('data_keys').select('wrapped').where('person_id', '=', row.person_id).executeTakeFirst();
    const place = `appointments.${row.id}.reason`;
    if (entered) reason = Buffer.from(world.vault.seal(known.wrapped, place, world.vault.open(entered.wrapped, place, reason)));
  }
  return { contact_proved_at: now, booked_by_account_id: accountId, reason_sealed: reason, ...wishes, ...(known ? { person_id: known.id } : {}) };
}

/**
 * Reacts to a card that was charged or saved (B4, Y2, Y3). A hold becomes booked, also after its end where the slot
 * is still free; otherwise the money goes back. On an appointment that is booked only the facts beside it change.
 */
export async function applyCard(world: World, tx: Tx, appointmentId: string): Promise<void> {
  const now = world.clock.now();
  const { specialist_id } = await tx.selectFrom('appointments').select('specialist_id').where('id', '=', appointmentId).executeTakeFirstOrThrow();
  // The agenda first, then the row: the order of every booking, so that the two never wait for each other.
  await lockAgenda(tx, specialist_id);
  const row = await tx.selectFrom('appointments').selectAll().where('id', '=', appointmentId).forUpdate().executeTakeFirstOrThrow();
  const paid = await tx
    .selectFrom('payments')
    .selectAll()
    .where('appointment_id', '=', appointmentId)
    .where('status', '=', 'done')
    // What goes back whole pays for nothing any more.
    .where((eb) => eb.or([eb('kind', '<>', 'charge'), eb('amount_cents', '>', eb.ref('refund_due_cents'))]))
    .orderBy('settled_at', 'desc')
    .executeTakeFirst();
  if (!paid) return;
  const facts = {
    payment: paymentAfterCheckout({ before: row.payment, kind: paid.kind, outcome: 'done' }),
    confirmation: confirmationAfterCheckout(row.confirmation, 'done'),
  };

  if (row.status === 'held' || row.status === 'expired') {
    const booked = await bookUnlessTaken(tx, row, facts, now);
    if (booked) await world.announce(tx, { type: 'appointment-booked', appointmentId });
    else await giveBack(world, tx, paid);
  } else if (row.status === 'cancelled') {
    await giveBack(world, tx, paid);
  } else {
    await tx.updateTable('appointments').set(facts).where('id', '=', appointmentId).execute();
  }
}

async function bookUnlessTaken(
  tx: Tx,
  row: { id: string; specialist_id: string; starts_at: Date; ends_at: Date },
  facts: { payment: PaymentFact; confirmation: Confirmation },
  now: Date,
): Promise<boolean> {
  if (row.starts_at <= now) return false;
  const practises = await tx
    .selectFrom('specialists as s')
    .innerJoin('accounts as c', 'c.id', 's.account_id')
    .select('s.id')
    .where('s.id', '=', row.specialist_id)
    .where('c.erased_at', 'is', null)
    .executeTakeFirst();
  if (!practises) return false;
  await sql`select expire_stale_holds(${row.specialist_id}, tstzrange(${row.starts_at}, ${row.ends_at}), ${now})`.execute(tx);
  await sql`savepoint late_card`.execute(tx);
  try {
    await tx
      .updateTable('appointments')
      .set({ status: 'booked', hold_expires_at: null, booked_at: now, ...facts })
      .where('id', '=', row.id)
      .execute();
    return true;
  } catch (error) {
    if (!isLostRace(error)) throw error;
    await sql`rollback to savepoint late_card`.execute(tx);
    return false;
  }
}

async function giveBack(world: Pick<World, 'queue'>, tx: Tx, paid: { id: string; kind: string; amount_cents: number }): Promise<void> {
  if (paid.kind === 'charge' && paid.amount_cents > 0) {
    await tx.updateTable('payments').set({ refund_due_cents: paid.amount_cents }).where('id', '=', paid.id).execute();
    await world.queue.enqueue(tx, 'refund-payment', [{ paymentId: paid.id, amountCents: paid.amount_cents }]);
  }
}
