import { createHash } from 'node:crypto';
import type { Locale } from '#domain/people.ts';
import { m } from '#texts/compiled/messages.js';
import type { World } from '#ports/world.ts';

/** Raised with every change of the words that people agree to. */
const version = '2026-11';

/** The row that keeps that the patient agreed, to which words and when; written together with what they agreed to (G1). */
export function consentGiven(world: Pick<World, 'clock' | 'ids'>, consent: { appointmentId: string; locale: Locale }) {
  const words = m.booking_consent({}, { locale: consent.locale });
  return {
    id: world.ids.uuid(),
    appointment_id: consent.appointmentId,
    purpose: 'health_data_of_an_appointment',
    text_version: version,
    text_hash: createHash('sha256').update(words).digest(),
    locale: consent.locale,
    channel: 'web',
    given_at: world.clock.now(),
  };
}
