import { sql, type RawBuilder } from 'kysely';
import type { SearchPart } from '#domain/patient-search.ts';

/** Every part is found somewhere in the person `p`, in the name with a slip of the finger too (B6). */
export function isMeant(parts: readonly SearchPart[]): RawBuilder<boolean> {
  const each = parts.map(
    ({ text, digits }) => sql<boolean>`(lower(unaccent(p.full_name)) like '%' || lower(unaccent(${text})) || '%' or p.email ilike ${`%${text}%`}
      or (${digits} <> '' and replace(p.mobile, ' ', '') like ${`%${digits}%`})
      or (${text.length > 3} and word_similarity(lower(unaccent(${text})), lower(unaccent(p.full_name))) > 0.5))`,
  );
  return sql<boolean>`(${sql.join(each, sql` and `)})`;
}
