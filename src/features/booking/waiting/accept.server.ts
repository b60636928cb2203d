import { sql } from 'kysely';
import type { Actor } from '#domain/people.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import type { Tx, World } from '#ports/world.ts';
import { rescheduleAppointment } from '../change.server.ts';

type Booking = Pick<World, 'as' | 'clock' | 'announce'>;
interface OfferOfAppointment {
  appointmentId: string;
  offerId: string;
}

/**
 * Takes an offered earlier hour: the same appointment moves there, with the same links (B5, B8). The first to confirm
 * gets it. Refuses `offer-gone` (somebody was faster, or its time is over; they stay on the list), `not-found`, and
 * what `rescheduleAppointment` refuses.
 */
export async function acceptOffer(world: Booking, actor: Actor, input: OfferOfAppointment): Promise<Result<null>> {
  const now = world.clock.now();
  const offer = await world.as(actor, (tx) => offerOf(tx, input));
  if (!offer) return refuse('not-found');
  const answer = await rescheduleAppointment(
    world,
    actor,
    { appointmentId: input.appointmentId, startsAt: offer.starts_at },
    {
      async mayGoOn(tx) {
        const still = await offerOf(tx, input);
        return still?.status === 'open' && still.expires_at > now ? null : refuse('offer-gone');
      },
      async done(tx, { specialistId, startsAt, endsAt }) {
        await tx.updateTable('waiting_offers').set({ status: 'accepted', ended_at: now }).where('id', '=', offer.id).execute();
        await tx
          .updateTable('waiting_requests')
          .set({ ended_at: now, ended_why: 'moved' })
          .where('id', '=', offer.request_id)
          .execute();
        await sql`select lose_offers(${specialistId}, tstzrange(${startsAt}, ${endsAt}), ${offer.id}, ${now})`.execute(tx);
      },
    },
  );
  if (answer.ok) return success(null);
  const gone = answer.kind === 'slot-taken' || answer.kind === 'slot-not-offered' || answer.kind === 'offer-gone';
  if (!gone) return refuse(answer.kind);
  await endOffer(world, actor, input, 'lost');
  return refuse('offer-gone');
}

/** Keeps the hour they have; they stay on the list for others (B8). Answers the same when pressed twice. */
export async function declineOffer(world: Booking, actor: Actor, input: OfferOfAppointment): Promise<Result<null>> {
  return (await endOffer(world, actor, input, 'declined')) ? success(null) : refuse('not-found');
}

async function endOffer(world: Booking, actor: Actor, input: OfferOfAppointment, status: 'lost' | 'declined'): Promise<boolean> {
  const ended_at = world.clock.now();
  return world.as(actor, async (tx) => {
    const offer = await offerOf(tx, input);
    if (!offer) return false;
    await tx
      .updateTable('waiting_offers')
      .set({ status, ended_at })
      .where('id', '=', offer.id)
      .where('status', '=', 'open')
      .execute();
    return true;
  });
}

async function offerOf(tx: Tx, { appointmentId, offerId }: OfferOfAppointment) {
  return tx
    .selectFrom('waiting_offers as o')
    .innerJoin('waiting_requests as w', 'w.id', 'o.request_id')
    .selectAll('o')
    .where('o.id', '=', offerId)
    .where('w.appointment_id', '=', appointmentId)
    .executeTakeFirst();
}
