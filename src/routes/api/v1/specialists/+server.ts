import { z } from 'zod';
import { success } from '#domain/result.ts';
import { readCursor, writeCursor } from '#features/api/cursor.server.ts';
import { searchSpecialistsOperation as operation } from '#features/api/operations/finding.server.ts';
import { searchSpecialists } from '#features/search/search.server.ts';
import { portraitUrl, profileUrl } from '../addresses.ts';
import { answer, otherwise } from '../../door.server.ts';

const place = z.number().int().min(2).max(500);

export const GET = answer(operation, async ({ world, query, locale }) => {
  const { cursor, ...question } = query;
  const page = cursor === undefined ? 1 : readCursor(place, question, cursor);
  if (page === null) return { ok: false, kind: 'invalid-input', fields: { cursor: 'invalid-input' } };
  const found = await searchSpecialists(world, {
    text: question.q,
    city: question.city,
    modality: question.modality ?? null,
    languages: question.language?.split(',') ?? [],
    maxPrice: question.maxPriceCents === undefined ? null : { cents: question.maxPriceCents, currency: question.currency },
    radiusKm: question.radiusKm,
    minRating: 0,
    onDate: question.date ?? null,
    order: question.order,
    page,
  });
  const { publicOrigin } = world.settings;
  const next = page < found.pages ? writeCursor(question, page + 1) : null;
  return success({
    next,
    body: {
      total: found.total,
      next,
      items: found.hits.map(({ service, slots, other: _other, ...hit }) => ({
        ...hit,
        url: profileUrl(publicOrigin, hit.slug, locale),
        portrait: portraitUrl(publicOrigin, hit.portrait),
        service: { ...service, price: { cents: service.priceCents, currency: service.currency } },
        nextSlots: slots.slice(0, 6).map((slot) => slot.toISOString()),
      })),
    },
  });
});
export const fallback = otherwise(operation);
