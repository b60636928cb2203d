import type { MovableClock } from '#ports/clock.ts';
import type { World } from '#ports/world.ts';
import type { Actor } from '#domain/people.ts';
import { unitsOf } from '#domain/message-package.ts';
import type { MessageKind } from '#domain/reminders.ts';
import { admitAssistant, admitOperator, admitSpecialist } from '#features/operator/specialists/admission.server.ts';
import { submitReview } from '#features/reviews/commands.server.ts';
import { saveOutside } from '#features/schedule/outside.server.ts';
import { markOutcome } from '#features/schedule/commands.server.ts';
import type { Composed } from '#server/compose.ts';
import { bookAlone, bookAtPractice, signUp, slotsBetween } from './book.ts';
import { demoAssistant, demoOperators, demoSpecialists, type DemoSpecialist } from './clinic.ts';
import { demoPatients, demoReviews } from './patients.ts';
import { giveDemoApps } from './second-factor.ts';

const system = { kind: 'system', job: 'demo' } as const;
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

interface Admitted {
  demo: DemoSpecialist;
  actor: Extract<Actor, { kind: 'specialist' }>;
  services: { id: string; modality: 'in_person' | 'video'; zone: string }[];
}

/** A small generator with a fixed seed: the demo is the same on every machine. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * Fills an empty installation with the demo clinic, through the commands that people use, the clock moved to where
 * each thing happened: admitted a month ago, three weeks of past appointments with reviews, a running week ahead.
 * Filling that was broken off is thrown away by `startOver` and begun again.
 */
export async function seedDemo({ world }: Composed, clock: MovableClock, say: (line: string) => void, startOver: () => Promise<void>): Promise<void> {
  const begun = await world.as(system, (tx) => tx.selectFrom('installation').select('value').where('name', '=', 'demo').executeTakeFirst());
  if (begun && isSeeded(begun.value)) return;
  if (begun) await startOver();
  say('clínica de ensayo: se prepara (solo la primera vez)');
  const now = clock.now();
  await world.as(system, (tx) => tx.insertInto('installation').values({ name: 'demo', value: JSON.stringify({ begun: now }) }).execute());
  clock.moveTo(new Date(now.getTime() - 30 * day));
  const admitted: Admitted[] = [];
  for (const demo of demoSpecialists) admitted.push(await admit(world, demo));
  await admitAssistant(world, {
    email: demoAssistant.email,
    specialistIds: admitted.filter(({ demo }) => demoAssistant.serves.includes(demo.as)).flatMap(({ actor }) => actor.specialistIds),
  });
  for (const { email } of demoOperators) await admitOperator(world, { email });
  await giveDemoApps(world);
  for (const patient of demoPatients) await signUp(world, patient);

  const roll = dice(26);
  for (const one of admitted) await seedPast(world, clock, one, now, roll);
  for (const [position, one] of admitted.entries()) await seedAhead(world, clock, one, now, roll, position);
  await seedSoon(world, clock, admitted, now);
  clock.moveTo(now);
  await world.as(system, (tx) => tx.updateTable('installation').set({ value: JSON.stringify({ seeded: now }) }).where('name', '=', 'demo').execute());
}

function isSeeded(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'seeded' in value;
}

/** Who opted into the bulk publication, so that there is something to fetch. */
const publishing = new Set(['lucia', 'ximena']);

async function admit(world: World, demo: DemoSpecialist): Promise<Admitted> {
  const { specialistId, accountId } = await admitSpecialist(world, demo.admission);
  const services = await world.as(system, (tx) => tx.selectFrom('services').select(['id', 'modality']).where('specialist_id', '=', specialistId).execute());
  const actor = { kind: 'specialist', accountId, specialistIds: [specialistId] } as const;
  if (publishing.has(demo.as)) await saveOutside(world, actor, specialistId, { sitios: '', publicar: 'si' });
  return {
    demo,
    actor,
    services: services.map((service) => ({ ...service, zone: demo.admission.zone })),
  };
}

const ofCountry = (country: string) => demoPatients.filter((patient) => patient.country === country && patient.as !== 'carmen-ruiz');
const pick = <T>(list: readonly T[], roll: () => number): T => list[Math.floor(roll() * list.length)] as T;

/** Past appointments with what came of them; whoever took part writes a review a day later. */
async function seedPast(world: World, clock: MovableClock, one: Admitted, now: Date, roll: () => number): Promise<void> {
  const patients = ofCountry(one.demo.admission.country);
  for (const daysAgo of [20, 17, 14, 11, 8, 6, 4, 3, 2, 1]) {
    clock.moveTo(new Date(now.getTime() - (daysAgo + 3) * day));
    const service = pick(one.services, roll);
    const from = new Date(now.getTime() - daysAgo * day);
    const slots = await slotsBetween(world, service.id, from, new Date(from.getTime() + day));
    if (slots.length === 0) continue;
    const startsAt = pick(slots, roll);
    if (startsAt.getTime() > now.getTime() - 3 * hour) continue;
    const appointmentId = await bookAtPractice(world, one.actor, pick(patients, roll), service, startsAt);
    if (!appointmentId) continue;
    clock.moveTo(new Date(startsAt.getTime() + 2 * hour));
    await settleMessages(world);
    await markOutcome(world, one.actor, { cita: appointmentId, resultado: 'took_place' });
    if (roll() < 0.75) {
      clock.moveTo(new Date(Math.min(startsAt.getTime() + day, now.getTime() - minute)));
      const review = pick(demoReviews, roll);
      await submitReview(world, { kind: 'guest', appointmentId }, { appointmentId, stars: review.stars, body: review.body, locale: 'es' });
    }
  }
}

/** The running week: some hours taken, by patients themselves and by the practice. */
async function seedAhead(world: World, clock: MovableClock, one: Admitted, now: Date, roll: () => number, position: number): Promise<void> {
  const patients = ofCountry(one.demo.admission.country);
  // Each practice's bookings are some hours after the last one's: no patient asks for too many codes in an hour.
  clock.moveTo(new Date(now.getTime() - 2 * day + position * 4 * hour));
  for (let ahead = 0; ahead <= 7; ahead++) {
    clock.moveTo(new Date(clock.now().getTime() + 25 * minute));
    for (let count = 0; count < 3; count++) {
      const service = pick(one.services, roll);
      const from = new Date(now.getTime() + ahead * day);
      const slots = await slotsBetween(world, service.id, from, new Date(from.getTime() + day));
      if (slots.length === 0) continue;
      const alone = one.demo.admission.prepayment.mode !== 'stripe' && roll() < 0.6;
      const patient = patients[(ahead * 3 + count + position) % patients.length];
      if (!patient) continue;
      if (alone) await bookAlone(world, patient, service.id, pick(slots, roll), '');
      else await bookAtPractice(world, one.actor, patient, service, pick(slots, roll));
    }
  }
  clock.moveTo(now);
  await settleMessages(world);
}

/** Carmen has a video appointment with Lucía in a few minutes, so that the room can be tried without moving the clock. */
async function seedSoon(world: World, clock: MovableClock, admitted: Admitted[], now: Date): Promise<void> {
  const lucia = admitted.find(({ demo }) => demo.as === 'lucia');
  const carmen = demoPatients.find((patient) => patient.as === 'carmen-ruiz');
  const video = lucia?.services.find((service) => service.modality === 'video');
  if (!lucia || !carmen || !video) return;
  clock.moveTo(now);
  const step = 10 * minute;
  const first = Math.ceil((now.getTime() + 12 * minute) / step) * step;
  for (let at = first; at < first + 3 * hour; at += step) {
    if (await bookAtPractice(world, lucia.actor, carmen, video, new Date(at))) return;
  }
}

/** What would have been sent by now counts as sent: the demo's past does not write to anybody today. */
async function settleMessages(world: World): Promise<void> {
  const now = world.clock.now();
  await world.as(system, async (tx) => {
    const due = await tx
      .selectFrom('messages as m')
      .leftJoin('appointments as a', 'a.id', 'm.appointment_id')
      .select(['m.id', 'm.kind', 'm.audience', 'm.channel', 'm.due_at', 'a.modality'])
      .where('m.status', '=', 'planned')
      .where('m.due_at', '<=', now)
      .execute();
    for (const row of due) {
      const units = unitsOf({ channel: row.channel, audience: row.audience, modality: row.modality, kind: row.kind as MessageKind });
      await tx
        .updateTable('messages')
        .set({ status: 'delivered', sent_at: row.due_at, delivered_at: row.due_at, units })
        .where('id', '=', row.id)
        .execute();
    }
  });
}
