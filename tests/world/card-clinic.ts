import type { Actor } from '#domain/people.ts';
import { confirmHold } from '#features/booking/confirm.server.ts';
import { holdSlot } from '#features/booking/hold.server.ts';
import { bookForPatient } from '#features/booking/practice.server.ts';
import { openCheckoutFor } from '#features/payments/checkout.server.ts';
import type { Admission } from '#features/operator/specialists/admission.server.ts';
import { stripeSignature } from '#rehearsal/stripe/webhooks.ts';
import { handleWebhook } from '#server/webhooks.ts';
import { press, typed } from '../contracts/card-world.ts';
import { admitPractice, browser, details, proveByCode, type Practice } from './clinic.ts';
import { listeningServer, startWorld } from './start-world.ts';

export const cardNumbers = {
  good: '4242424242424242',
  declined: '4000000000000002',
  declinedLater: '4000000000000341',
  asksAgain: '4000002760003184',
  disputes: '4000000000000259',
};
export const hour = 3_600_000;
export const monday = new Date('2026-11-23T08:00:00Z');
const system: Actor = { kind: 'system', job: 'test' };

export const guest = (appointmentId: string): Actor => ({ kind: 'guest', appointmentId });
/** Fills in the card page; where the bank asks its customer, they approve. */
export async function pay(url: string, number = cardNumbers.good) {
  const answer = await press(url, typed(number));
  if (!answer.location.startsWith('/c/3ds')) return answer;
  return press(new URL(answer.location, url).toString(), { answer: 'approve' });
}

/** A clinic that charges by card, with the provider's webhooks arriving as they would. */
export async function startCardClinic() {
  const server = await listeningServer();
  const test = await startWorld({ server });
  const { world } = test;
  const { stripe } = test.rehearsal;
  let practice: Practice | null = null;
  let count = 0;
  server.on('request', (request, response) => {
    void handleWebhook(world, request, response).then((answered) => {
      if (!answered) response.writeHead(404).end();
    });
  });
  const here = () => {
    if (!practice) throw new Error('no practice yet');
    return practice;
  };

  /** Delivers what the provider has to tell and runs what follows from it. */
  async function settle(): Promise<void> {
    await stripe.flush();
    await test.runDue();
  }
  async function calmDown(): Promise<void> {
    await stripe.fault(null);
    stripe.webhooks.release();
    await settle();
  }
  async function practiceWith(prepayment: Partial<Admission['prepayment']>): Promise<void> {
    practice = await admitPractice(world, {
      prepayment: { mode: 'stripe', chargeWhen: 'at_booking', lateFeeCents: 2500, instructions: '', ...prepayment },
    });
  }
  /** A start that no other appointment of the test has. */
  function nextStart(): Date {
    count += 1;
    return new Date(
      Date.parse('2026-11-24T09:00:00+01:00') + (count % 4) * 24 * hour + (Math.floor(count / 4) % 14) * 40 * 60_000,
    );
  }
  async function hold(startsAt = nextStart()) {
    const browserHash = browser(`payer ${count}`);
    const movil = `61234${String(1000 + count)}`;
    const held = await holdSlot(world, { browserHash, locale: 'es' }, details(here().videoService, startsAt, { movil }));
    if (!held.ok) throw new Error(held.kind);
    const { appointmentId } = held.value;
    const accountId = await proveByCode(world, { browserHash, appointmentId, address: `+34${movil}` });
    await confirmHold(world, browserHash, appointmentId);
    const patient: Actor = { kind: 'patient', accountId };
    return { appointmentId, patient, startsAt };
  }
  async function bookedByPractice(startsAt = nextStart()): Promise<string> {
    const [dia = '', time = ''] = new Date(startsAt.getTime() + hour).toISOString().split('T');
    const form = {
      servicio: here().videoService,
      dia,
      hora: time.slice(0, 5),
      persona: '' as const,
      nombre: 'Ana Soto',
      movil: '612345678',
      correo: '',
    };
    const booked = await bookForPatient(world, here().actor, form, 'es');
    if (!booked.ok) throw new Error(booked.kind);
    return booked.value.appointmentId;
  }
  function urls(appointmentId: string) {
    const origin = world.settings.publicOrigin;
    return { appointmentId, successUrl: `${origin}/hecho`, cancelUrl: `${origin}/volver` };
  }
  async function page(appointmentId: string, actor: Actor = guest(appointmentId)) {
    const opened = await openCheckoutFor(world, actor, urls(appointmentId));
    if (!opened.ok || opened.value.next !== 'page') throw new Error(JSON.stringify(opened));
    return opened.value;
  }
  function row(appointmentId: string) {
    return world.as(system, (tx) =>
      tx.selectFrom('appointments').selectAll().where('id', '=', appointmentId).executeTakeFirstOrThrow(),
    );
  }
  function payments(appointmentId: string) {
    return world.as(system, (tx) =>
      tx
        .selectFrom('payments')
        .selectAll()
        .where('appointment_id', '=', appointmentId)
        .orderBy('created_at')
        .orderBy('id')
        .execute(),
    );
  }
  /** The consultation took place: the room and the clock say so in their own tests. */
  async function complete(appointmentId: string): Promise<void> {
    const { ends_at } = await row(appointmentId);
    test.clock.moveTo(ends_at);
    const done = { status: 'completed', outcome: 'took_place', completed_at: ends_at } as const;
    await world.as(system, (tx) => tx.updateTable('appointments').set(done).where('id', '=', appointmentId).execute());
  }
  async function post(
    body: string,
    signature: string | null = stripeSignature('whsec_rehearsal', body, test.clock.machineNow()),
  ): Promise<number> {
    const headers = { 'content-type': 'application/json', ...(signature ? { 'stripe-signature': signature } : {}) };
    const answer = await fetch(`${world.settings.publicOrigin}/hooks/stripe`, { method: 'POST', headers, body });
    await answer.arrayBuffer();
    return answer.status;
  }
  const moveBy = (ms: number) => test.moveTo(new Date(test.clock.now().getTime() + ms));
  async function stop(): Promise<void> {
    await test.stop();
    await new Promise((settled) => server.close(settled));
  }
  return {
    test,
    world,
    stripe,
    here,
    settle,
    calmDown,
    practiceWith,
    nextStart,
    hold,
    bookedByPractice,
    urls,
    page,
    row,
    payments,
    complete,
    post,
    moveBy,
    stop,
  };
}
