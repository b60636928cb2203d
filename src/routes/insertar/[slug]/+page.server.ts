import { error } from '@sveltejs/kit';
import { frameAncestors } from '#domain/embedding.ts';
import { formatMoney } from '#domain/money.ts';
import { dayBoard } from '#features/profiles/day-board.server.ts';
import { slotsOfService } from '#features/profiles/free-slots.server.ts';
import { findFramingSites, getProfile } from '#features/profiles/profile.server.ts';
import { ratingFigure } from '#domain/reviews.ts';
import type { PageServerLoad } from './$types';

const daysShown = 14;

/** A specialist's page for their own site: who it is and when, nothing to press but the hour (issue 3, decision 0023). */
export const load: PageServerLoad = async ({ params, locals, url }) => {
  const { world, locale } = locals;
  const profile = await getProfile(world, params.slug, locale);
  if (!profile) error(404, 'not-found');
  locals.frameAncestors = frameAncestors(await findFramingSites(world, profile.id));
  const asked = url.searchParams.get('servicio');
  const service = profile.services.find((one) => one.id === asked) ?? profile.services.find((one) => one.modality === 'video') ?? profile.services[0];
  const slots = service ? await slotsOfService(world, service.id, { days: daysShown + 1 }) : null;
  const theme = url.searchParams.get('tema');
  return {
    slug: profile.slug,
    name: profile.name,
    headline: profile.headline,
    portrait: profile.portrait,
    rating: profile.rating === null ? null : { value: profile.rating, figure: ratingFigure(profile.rating, locale), count: profile.ratingCount },
    services: profile.services.map((one) => ({
      id: one.id,
      modality: one.modality,
      name: one.name,
      minutes: one.durationMinutes,
      price: formatMoney(one.priceCents, one.currency, locale),
      place: one.place ? `${one.place.address}, ${one.place.city}` : null,
    })),
    chosen: service?.id ?? null,
    board: slots && dayBoard(slots, { zone: null, date: url.searchParams.get('dia'), month: null, now: world.clock.now(), days: daysShown, locale }),
    theme: theme === 'claro' || theme === 'oscuro' ? theme : null,
  };
};
