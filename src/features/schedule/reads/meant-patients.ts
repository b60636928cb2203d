import { sql, type RawBuilder } from 'kysely';
import type { SearchPart } from '#domain/patient-search.ts';

/** Every part is found somewhere in the person `p`, or the whole is a slip of the finger of the name (B6). */
export function isMeant(parts: readonly SearchPart[]): RawBuilder<boolean> {
  const each = parts.map(
    ({ text, digits }) => sql<boolean>`(lower(unaccent(p.full_name)) like '%' || lower(unaccent(${text})) || '%' or p.email ilike ${`%${text}%`}
      or (${digits} <> '' and replace(p.mobile, ' ', '') like ${`%${digits}%`}))`,
  );
  const whole = parts.map(({ text }) => text).join(' ');
  return sql<boolean>`((${sql.join(each, sql` and `)}) or (${whole.length > 3} and word_similarity(lower(unaccent(${whole})), lower(unaccent(p.full_name))) > 0.5))`;
}
