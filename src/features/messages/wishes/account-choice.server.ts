import type { Actor } from '#domain/people.ts';
import type { ChannelChoice } from '#domain/reminders.ts';
import type { Locale } from '#domain/people.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import { may } from '#domain/permissions.ts';
import type { World } from '#ports/world.ts';
import type { NoticesForm } from './choice.server.ts';

export interface AccountChoice {
  channel: ChannelChoice;
  /** Null until they choose: each appointment then speaks the language it was booked in. */
  locale: Locale | null;
}

/** How a patient wants to be told of whatever is booked for them; null for who is no patient. */
export async function accountChoiceOf(world: Pick<World, 'as'>, actor: Actor): Promise<AccountChoice | null> {
  if (!may(actor, 'choose-messages')) return null;
  const row = await world.as(actor, (tx) =>
    tx.selectFrom('accounts').select(['message_channel', 'message_locale']).where('id', '=', actor.accountId).executeTakeFirst(),
  );
  return row ? { channel: row.message_channel ?? 'both', locale: row.message_locale } : null;
}

/**
 * From now on everything comes to this patient by these channels and in this language: what is booked already is planned
 * anew in the same transaction, what they or a practice book later follows it (M7, M8). One appointment may still differ.
 * Refuses `not-allowed` for who is no patient.
 */
export async function chooseForAccount(world: Pick<World, 'as' | 'announce'>, actor: Actor, form: NoticesForm): Promise<Result<null>> {
  if (!may(actor, 'choose-messages')) return refuse('not-allowed');
  return world.as(actor, async (tx) => {
    await tx
      .updateTable('accounts')
      .set({ message_channel: form.canal, message_locale: form.idioma })
      .where('id', '=', actor.accountId)
      .execute();
    const ahead = await tx
      .updateTable('appointments')
      .set({ patient_channel: form.canal, patient_locale: form.idioma })
      .where('status', 'in', ['booked', 'in_progress'])
      .returning('id')
      .execute();
    for (const { id } of ahead) await world.announce(tx, { type: 'notices-chosen', appointmentId: id });
    return success(null);
  });
}
