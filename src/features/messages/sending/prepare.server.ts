import type { MessageKind } from '#domain/reminders.ts';
import type { Tx, World } from '#ports/world.ts';
import { findAppointments, type AppointmentRow } from '../appointments.server.ts';
import { moneyMoved, otherDates } from '../facts.server.ts';
import type { MessageRow } from '../rows.server.ts';
import { raise } from './other-channel.server.ts';
import { openPackages } from './package.server.ts';
import { findCodes, prepareCode, prepareInvited, prepareNotice, prepareOffer, preparePackage } from './prepare-others.server.ts';
import { loadRecipients, type RecipientOf } from './recipients.server.ts';
import { renderAppointment, type Content } from './render.server.ts';
import { stillTrue } from './truth.ts';

/** May leave now; rendered only after the claim is committed. */
export interface Ready {
  message: MessageRow;
  units: 0 | 1;
  render(): Content;
}
/** Never to be sent; `raise` asks for the other channel. */
export interface Ended {
  status: 'cancelled' | 'skipped' | 'failed';
  why: string;
  raise: boolean;
}
export type Judged = Ready | Ended | 'left';

/** Judges locked messages: what may leave comes back, what must not is ended; a few may be left for the next look. */
export async function prepareAll(
  world: World,
  tx: Tx,
  due: readonly MessageRow[],
  now: Date,
): Promise<{ ready: Ready[]; ended: number }> {
  const appointments = await findAppointments(
    tx,
    due.flatMap((message) => message.appointment_id ?? []),
  );
  const codes = await findCodes(tx, due);
  const recipientOf = await loadRecipients(world, tx, [...appointments.values()], now);
  const pairs = due.flatMap((message) => {
    const row = appointments.get(message.appointment_id ?? '');
    return row ? [{ message, row }] : [];
  });
  const answerOf = await openPackages(tx, pairs, now);
  const ready: Ready[] = [];
  const over: { message: MessageRow; ended: Ended }[] = [];
  for (const message of due) {
    const row = appointments.get(message.appointment_id ?? '');
    const judged = await judge(message, row);
    if (judged === 'left') continue;
    if (!('status' in judged)) ready.push(judged);
    else {
      over.push({ message, ended: judged });
      if (judged.raise && row) await raise(world, tx, message, { row, recipientOf, now });
    }
  }
  await endAll(tx, over);
  return { ready, ended: over.length };

  async function judge(message: MessageRow, row: AppointmentRow | undefined): Promise<Judged> {
    if (message.code_id) return prepareCode(world, message, codes.get(message.code_id), now);
    if (message.invitation_id) return prepareInvited(world, tx, message);
    if (message.notice_id) return prepareNotice(world, tx, message);
    if (message.package_month) return preparePackage(world, tx, message, now);
    if (!message.offer_id) return row ? prepareAbout(message, row) : { status: 'cancelled', why: 'no-appointment', raise: false };
    const standing = row ? whyNot(message, row, recipientOf) : null;
    if (standing) return { ...standing, raise: false };
    const answer = row ? answerOf(message, row) : { units: 0 as const };
    if (answer === 'left') return answer;
    if ('why' in answer) return { status: 'skipped', why: answer.why, raise: false };
    return prepareOffer(world, tx, message, { units: answer.units, row, recipientOf, now });
  }

  async function prepareAbout(message: MessageRow, row: AppointmentRow): Promise<Judged> {
    const kind = message.kind as MessageKind;
    const truth = stillTrue({
      kind,
      audience: message.audience,
      occurrence: message.occurrence,
      attempts: message.attempts,
      now,
      appointment: {
        status: row.status,
        startsAt: row.starts_at,
        outcome: row.outcome,
        confirmation: row.confirmation,
        payment: row.payment,
      },
    });
    if (!truth.send) return { status: truth.status, why: truth.why, raise: truth.status === 'failed' };
    const not = whyNot(message, row, recipientOf);
    if (not) return not;
    const answer = answerOf(message, row);
    if (answer === 'left') return answer;
    if ('why' in answer) return { status: 'skipped', why: answer.why, raise: true };
    const alsoOn = await otherDates(tx, row, kind);
    const movedCents = await moneyMoved(tx, row, kind);
    return {
      message,
      units: answer.units,
      render: () => renderAppointment(world, message, row, { recipientOf, now, alsoOn, movedCents }),
    };
  }
}

const invitations = ['review_invitation', 'earlier_offer'];

/** Nobody to send to, a STOP, a mailbox that is none: why this channel cannot bring it (M7). */
function whyNot(message: MessageRow, row: AppointmentRow, recipientOf: RecipientOf): Ended | null {
  const { address, silenced, noInvitations } = recipientOf(row, message.audience, message.channel);
  if (!address) return { status: 'skipped', why: 'no-address', raise: true };
  if (silenced) return { status: 'skipped', why: silenced, raise: true };
  return noInvitations && invitations.includes(message.kind) ? { status: 'skipped', why: 'unsubscribed', raise: false } : null;
}

async function endAll(tx: Tx, over: readonly { message: MessageRow; ended: Ended }[]): Promise<void> {
  const groups = Map.groupBy(over, ({ ended }) => `${ended.status} ${ended.why}`);
  for (const group of groups.values()) {
    const [first] = group;
    if (!first) continue;
    await tx
      .updateTable('messages')
      .set((eb) => ({
        status: first.ended.status,
        why: first.ended.why,
        lease_until: null,
        // What surely never left took nothing from the package.
        units: eb.case().when('sent_at', 'is', null).then(0).else(eb.ref('units')).end(),
      }))
      .where(
        'id',
        'in',
        group.map(({ message }) => message.id),
      )
      .execute();
  }
}
