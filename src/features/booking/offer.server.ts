import { sql } from 'kysely';
import { builtOnce } from '#db/built-once.ts';
import { agendaOf, freeSlots, nearestSlots, type AgendaRow, type AgendaTimes, type SlotQuestion } from '#domain/slots.ts';
import type { Tx, World } from '#ports/world.ts';

/** A bookable service with all that decides its slots and its terms. */
export type Offer = Awaited<ReturnType<typeof findOffer>> & {};

const offerOf = builtOnce((tx: Tx, serviceId: string) =>
  tx
    .selectFrom('services as v')
    .innerJoin('specialists as s', 's.id', 'v.specialist_id')
    .innerJoin('specialist_settings as t', 't.specialist_id', 's.id')
    .leftJoin('places as p', 'p.id', 'v.place_id')
    .where('v.id', '=', serviceId)
    .where('v.active', '=', true)
    .where('s.admitted_at', 'is not', null)
    .where((eb) => eb.or([eb('v.modality', '=', 'in_person'), eb('s.video_enabled', '=', true)]))
    .select([
      'v.id as serviceId',
      'v.modality',
      'v.name as serviceName',
      'v.duration_minutes as durationMinutes',
      'v.price_cents as priceCents',
      'v.currency',
      'v.place_id as placeId',
      's.id as specialistId',
      's.slug',
      's.title',
      's.full_name as specialistName',
      's.portrait',
      's.headline',
      's.zone',
      's.country',
      's.phone',
      't.buffer_minutes as bufferMinutes',
      'v.buffer_before_minutes as beforeMinutes',
      'v.buffer_after_minutes as afterMinutes',
      't.minimum_notice_minutes as minimumNoticeMinutes',
      't.horizon_days as horizonDays',
      't.slot_step_minutes as stepMinutes',
      't.cutoff_hours as cutoffHours',
      't.prepayment',
      't.card_payments_paused as cardPaymentsPaused',
      't.charge_when as chargeWhen',
      't.late_fee_cents as lateFeeCents',
      't.other_payment_instructions as otherPaymentInstructions',
      't.video_message as videoMessage',
      'p.name as placeName',
      'p.address as placeAddress',
      'p.city as placeCity',
    ]),
);

/** The service with its specialist's settings; null where it is not offered (not admitted, inactive, video switched off). */
export async function findOffer(tx: Tx, serviceId: string) {
  return offerIn(await offerOf(tx, serviceId).first());
}

type OfferRow = Awaited<ReturnType<ReturnType<typeof offerOf>['first']>>;

function offerIn(row: OfferRow) {
  if (!row) return null;
  // While the provider takes no payments for this specialist the practice is paid instead: it never stands in between.
  const { cardPaymentsPaused, ...offer } = row;
  return { ...offer, prepayment: cardPaymentsPaused && offer.prepayment === 'stripe' ? ('other' as const) : offer.prepayment };
}

/** Busy times that know whether an appointment takes them or a calendar elsewhere (`appointmentId` null), which only warns the practice (B7). */
export type OfferQuestion = Omit<SlotQuestion, 'busy'> & Pick<AgendaTimes, 'busy'>;

/** The question about this offer's slots between two instants; `except` is an appointment that may be moved. */
export async function slotQuestion(
  tx: Tx,
  offer: Offer,
  range: { from: Date; until: Date },
  now: Date,
  except?: string,
): Promise<OfferQuestion> {
  const { rows } = await sql<AgendaRow>`select * from agendas(array[${offer.specialistId}]::uuid[], ${range.from}, ${range.until}, ${now})`.execute(tx);
  return questionOf(offer, rows[0], range, now, except);
}

const agendaOfService = builtOnce((tx: Tx, serviceId: string, from: Date, until: Date, now: Date) => ({
  compile: () => sql<AgendaRow>`select * from agendas(array(select specialist_id from services where id = ${serviceId}::uuid), ${from}, ${until}, ${now})`.compile(tx),
}));

const claimedAgenda = builtOnce((tx: Tx, serviceId: string, from: Date, now: Date) => ({
  compile: () =>
    sql<AgendaRow>`select c.* from services v
      cross join lateral claim_agenda(v.specialist_id, ${from}, ${from}::timestamptz + make_interval(mins => v.duration_minutes), ${now}) c
      where v.id = ${serviceId}::uuid`.compile(tx),
}));

/** An hour of a service as whoever only looks finds it; null where the service is not offered. Two questions in one go, the last of their transaction. */
export async function findChosen(world: Pick<World, 'last'>, tx: Tx, { serviceId, startsAt }: ChosenHour, now: Date): Promise<Chosen | null> {
  const until = justAfter(startsAt);
  const [row, [times]] = await Promise.all([offerOf(tx, serviceId).first(), world.last(tx, agendaOfService(tx, serviceId, startsAt, until, now))]);
  return chosenIn(row, times, startsAt, now);
}

/**
 * The same hour for whoever takes it, after its agenda was locked and stale holds in its way were freed (`claimTime`), in one
 * round trip: it sees what is there under the lock. Fails where the wait for the lock does.
 */
export async function claimChosen(tx: Tx, { serviceId, startsAt }: ChosenHour, now: Date): Promise<Chosen | null> {
  const [row, times] = await Promise.all([offerOf(tx, serviceId).first(), claimedAgenda(tx, serviceId, startsAt, now).first()]);
  return chosenIn(row, times, startsAt, now);
}

const justAfter = (startsAt: Date) => new Date(startsAt.getTime() + 1);

function chosenIn(row: OfferRow, times: AgendaRow | undefined, startsAt: Date, now: Date): Chosen | null {
  const offer = offerIn(row);
  return offer && { offer, question: questionOf(offer, times, { from: startsAt, until: justAfter(startsAt) }, now) };
}

interface ChosenHour {
  serviceId: string;
  startsAt: Date;
}
interface Chosen {
  offer: Offer;
  question: OfferQuestion;
}

function questionOf(offer: Offer, agenda: AgendaRow | undefined, range: { from: Date; until: Date }, now: Date, except?: string): OfferQuestion {
  const { hours, exceptions, busy } = agendaOf(agenda ?? { hours: [], exceptions: [], busy: [] });
  return {
    zone: offer.zone,
    hours,
    exceptions,
    modality: offer.modality,
    placeId: offer.placeId,
    durationMinutes: offer.durationMinutes,
    stepMinutes: offer.stepMinutes,
    bufferMinutes: offer.bufferMinutes,
    beforeMinutes: offer.beforeMinutes,
    afterMinutes: offer.afterMinutes,
    minimumNoticeMinutes: offer.minimumNoticeMinutes,
    horizonDays: offer.horizonDays,
    busy: busy.filter(({ appointmentId }) => appointmentId !== except),
    now,
    from: range.from,
    until: range.until,
  };
}

/** The free slots nearest to one that is gone (B2). */
export async function nearestFreeSlots(tx: Tx, offer: Offer, wanted: Date, now: Date, count = 6): Promise<Date[]> {
  const week = 7 * 86_400_000;
  const range = { from: new Date(Math.max(now.getTime(), wanted.getTime() - week)), until: new Date(wanted.getTime() + week) };
  return nearestSlots(freeSlots(await slotQuestion(tx, offer, range, now)), wanted, count);
}
