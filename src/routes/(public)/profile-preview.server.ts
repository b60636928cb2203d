import type { Locale } from '#domain/people.ts';
import { ratingFigure } from '#domain/reviews.ts';
import type { Preview } from '#features/previews/preview.server.ts';
import type { Profile } from '#features/profiles/profile.server.ts';
import { m } from '#texts/compiled/messages.js';

/** What the picture of a profile says where its address is shared (P5). */
export function profilePreview(profile: Profile, locale: Locale): Preview {
  const has = (modality: 'video' | 'in_person') => profile.services.some((service) => service.modality === modality);
  const kinds = [...(has('video') ? [m.own_video({}, { locale })] : []), ...(has('in_person') ? [m.own_in_person({}, { locale })] : [])];
  return {
    title: profile.name,
    line: [profile.headline, profile.city].join(' · '),
    rating: profile.rating === null ? null : ratingFigure(profile.rating, locale),
    reviews: profile.ratingCount === 1 ? m.profile_one_review_count({}, { locale }) : m.profile_review_count({ count: profile.ratingCount }, { locale }),
    kinds: kinds.join(' · '),
    site: m.site_name({}, { locale }),
    portrait: profile.portrait,
  };
}
