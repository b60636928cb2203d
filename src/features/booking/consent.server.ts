import { createHash } from 'node:crypto';
import type { Locale } from '#domain/people.ts';
import { m } from '#texts/compiled/messages.js';
import type { Tx, World } from '#ports/world.ts';

/** Raised with every change of the words that people agree to. */
const version = '2026-11';

/** Keeps that the patient agreed, to which words and when, in the transaction of what they agreed to (G1). */
export async function recordConsent(world: Pick<World, 'clock' | 'ids'>, tx: Tx, consent: { appointmentId: string; locale: Locale }): Promise<void> {
  const words = m.booking_consent({}, { locale: consent.locale });
  await tx
    .insertInto('consents')
    .values({
      id: world.ids.uuid(),
      appointment_id: consent.appointmentId,
      purpose: 'health_data_of_an_appointment',
      text_version: version,
      text_hash: createHash('sha256').update(words).digest(),
      locale: consent.locale,
      channel: 'web',
      given_at: world.clock.now(),
    })
    .execute();
}
