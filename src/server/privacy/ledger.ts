import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { consentVersion, type Consent } from '#domain/privacy/consents.ts';

/** The line and, where nobody agreed to them before, its words, in one statement. */
export function ledgerLine(line: Consent, id: string, now: Date) {
  const hash = createHash('sha256').update(line.words).digest();
  return sql`
    with text as (
      insert into consent_texts (hash, purpose, version, locale, words, first_used_at)
      values (${hash}, ${line.purpose}, ${consentVersion}, ${line.locale}, ${line.words}, ${now}) on conflict do nothing
    )
    insert into consents (id, account_id, appointment_id, kind, purpose, text_version, text_hash, locale, channel, at)
    values (${id}, ${line.accountId}, ${line.appointmentId}, ${line.kind}, ${line.purpose}, ${consentVersion}, ${hash}, ${line.locale}, ${line.channel}, ${now})`;
}
