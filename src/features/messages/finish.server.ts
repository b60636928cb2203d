import type { Delivery } from '#ports/delivery.ts';
import type { Tx, World } from '#ports/world.ts';
import type { Claim } from './claim.server.ts';
import { accountOfPatient, findAppointment } from './facts.server.ts';
import { raiseAfterFailure } from './other-channel.server.ts';
import { lockMessage } from './rows.server.ts';

const system = { kind: 'system', job: 'messages' } as const;

/** Writes down what the provider did, only where nobody has taken the message in the meantime (fault 2). */
export async function finishMessage(world: World, claim: Claim, delivery: Delivery): Promise<void> {
  const now = world.clock.now();
  const raised = await world.as(system, async (tx) => {
    const row = await lockMessage(tx, claim.id);
    // What was accepted is true even where the message was withdrawn or planned again since; the rest is not.
    if (row?.fence !== claim.fence || (delivery.kind !== 'accepted' && !['sending', 'planned', 'queued'].includes(row.status)))
      return null;
    await tx
      .updateTable('messages')
      .set(changeOf(claim, delivery, now))
      .where('id', '=', claim.id)
      .execute();
    if (delivery.kind !== 'refused') return null;
    if (delivery.why === 'opted-out') await optOut(tx, row.appointment_id, now);
    await raiseAfterFailure(world, tx, row, now);
    return row.specialist_id;
  });
  if (raised) world.live.publish(`specialist:${raised}`, { type: 'changed' });
}

function changeOf(claim: Claim, delivery: Delivery, now: Date) {
  switch (delivery.kind) {
    case 'accepted':
      return { status: 'sent', provider_id: delivery.providerId, sent_at: now, lease_until: null, why: null } as const;
    case 'refused':
      return { status: 'undeliverable', why: delivery.why, lease_until: null, sent_at: null, units: 0 } as const;
    case 'later': {
      // An earlier try of unknown fate stays so until it is found.
      const known = claim.unsureSince === null ? { sent_at: null, units: 0 } : { sent_at: claim.unsureSince };
      return { ...again(claim, delivery.why, delivery.retryAfterSeconds, now), ...known } as const;
    }
    case 'unknown':
      return again(claim, delivery.why, 0, now);
  }
}

/** Planned again after what the provider asked for, at least 15 s, twice as long each time, 10 minutes at most (fault 5). */
function again(claim: Claim, why: string, askedSeconds: number, now: Date) {
  const pause = Math.max(askedSeconds, Math.min(600, 15 * 2 ** (claim.attempts - 1)));
  return { status: 'planned', why, due_at: new Date(now.getTime() + pause * 1000), lease_until: null } as const;
}

/** The patient said STOP at the provider: no further SMS to this account (M7). */
async function optOut(tx: Tx, appointmentId: string | null, now: Date): Promise<void> {
  const row = appointmentId ? await findAppointment(tx, appointmentId) : undefined;
  const accountId = row ? await accountOfPatient(tx, row) : null;
  if (!accountId) return;
  await tx
    .updateTable('accounts')
    .set({ sms_opted_out_at: now })
    .where('id', '=', accountId)
    .where('sms_opted_out_at', 'is', null)
    .execute();
}
