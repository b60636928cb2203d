import type { MailReport } from '#ports/mail.ts';
import type { TextStatus } from '#ports/texts.ts';
import type { Tx, World } from '#ports/world.ts';
import { findAppointment } from './appointments.server.ts';
import { raiseAfterFailure } from './sending/other-channel.server.ts';
import { loadRecipients } from './sending/recipients.server.ts';
import { lockMessage, type MessageRow } from './rows.server.ts';
import { silence } from './wishes/silence.server.ts';

const system = { kind: 'system', job: 'message-status' } as const;

/**
 * Takes what the SMS provider reports of a text (M7): delivered, or undeliverable, which raises the other channel.
 * Right in any order and repeated. False where no message is known by that id: the provider may be quicker than our
 * own commit, so the route answers 404 and it comes again.
 */
export async function applyTextStatus(world: World, status: TextStatus): Promise<boolean> {
  return apply(world, status, (tx) =>
    tx.selectFrom('messages').select('id').where('provider_id', '=', status.providerId).executeTakeFirst(),
  );
}

/** Takes what a mail server or service reports of a mail that it had taken; a mailbox that is none gets no more (quality 67). */
export async function applyMailReport(world: World, report: MailReport): Promise<boolean> {
  const id = /^<?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@/.exec(report.messageId)?.[1];
  if (!id) return false;
  return apply(world, report, (tx) =>
    tx.selectFrom('messages').select('id').where('id', '=', id).where('channel', '=', 'email').executeTakeFirst(),
  );
}

interface Report {
  status: 'sent' | 'delivered' | 'undeliverable';
  why: string | null;
  mailboxIsNone?: boolean;
}

async function apply(world: World, report: Report, find: (tx: Tx) => Promise<{ id: string } | undefined>): Promise<boolean> {
  const now = world.clock.now();
  const known = await world.as(system, async (tx) => {
    const found = await find(tx);
    const row = found && (await lockMessage(tx, found.id));
    if (!row) return null;
    if (row.status !== 'sent' || report.status === 'sent') return { changed: null };
    if (report.status === 'delivered') {
      await tx.updateTable('messages').set({ status: 'delivered', delivered_at: now }).where('id', '=', row.id).execute();
    } else {
      await tx
        .updateTable('messages')
        .set({ status: 'undeliverable', why: report.why ?? 'undeliverable' })
        .where('id', '=', row.id)
        .execute();
      if (report.mailboxIsNone) await silenceMailbox(world, tx, row, now);
      await raiseAfterFailure(world, tx, row, now);
    }
    return { changed: row.specialist_id };
  });
  if (known?.changed) world.live.publish(`specialist:${known.changed}`, { type: 'changed' });
  return known !== null;
}

/** Nothing more to a mailbox that is none. Worker only. */
export async function silenceMailbox(world: Pick<World, 'settings'>, tx: Tx, message: MessageRow, now: Date): Promise<void> {
  const row = message.appointment_id ? await findAppointment(tx, message.appointment_id) : undefined;
  const address = row && (await loadRecipients(world, tx, [row], now))(row, message.audience, 'email').address;
  if (address) await silence(tx, { channel: 'email', address, why: 'bounced' }, now);
}
