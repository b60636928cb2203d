import { z } from 'zod';
import type { ChannelChoice } from '#domain/reminders.ts';
import type { Actor, Locale } from '#domain/people.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import type { World } from '#ports/world.ts';

export const noticesForm = z.strictObject({
  canal: z.enum(['both', 'sms', 'email']).default('both'),
  idioma: z.enum(['es', 'en']),
});
export type NoticesForm = z.infer<typeof noticesForm>;

export interface NoticesChoice {
  channel: ChannelChoice;
  locale: Locale;
  hasMobile: boolean;
  hasEmail: boolean;
}

/** How its patient is told of an appointment; null where it is not theirs or is over. */
export async function noticesOf(world: Pick<World, 'as'>, actor: Actor, appointmentId: string): Promise<NoticesChoice | null> {
  const row = await world.as(actor, (tx) =>
    tx
      .selectFrom('appointments')
      .select(['patient_channel', 'patient_locale', 'patient_mobile', 'patient_email'])
      .where('id', '=', appointmentId)
      .where('status', 'in', ['booked', 'in_progress'])
      .executeTakeFirst(),
  );
  if (!row) return null;
  return {
    channel: row.patient_channel,
    locale: row.patient_locale,
    hasMobile: row.patient_mobile !== null,
    hasEmail: row.patient_email !== null,
  };
}

/**
 * From now on the appointment's messages come by these channels and in this language; what lies ahead is planned anew in
 * the same transaction (M7, M8). Never by none: an undeliverable one still raises the other. Refuses `not-found`.
 */
export async function chooseNotices(
  world: Pick<World, 'as' | 'announce'>,
  actor: Actor,
  appointmentId: string,
  form: NoticesForm,
): Promise<Result<null>> {
  return world.as(actor, async (tx) => {
    const changed = await tx
      .updateTable('appointments')
      .set({ patient_channel: form.canal, patient_locale: form.idioma })
      .where('id', '=', appointmentId)
      .where('status', 'in', ['booked', 'in_progress'])
      .executeTakeFirst();
    if (changed.numUpdatedRows === 0n) return refuse('not-found');
    await world.announce(tx, { type: 'notices-chosen', appointmentId });
    return success(null);
  });
}
