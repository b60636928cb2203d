import { success } from '#domain/result.ts';
import { getSpecialistOperation as operation } from '#features/api/operations/finding.server.ts';
import { getProfile } from '#features/profiles/profile.server.ts';
import { portraitUrl, profileUrl } from '../../addresses.ts';
import { answer, otherwise } from '../../../door.server.ts';

export const GET = answer(operation, async ({ world, params, locale }) => {
  const profile = await getProfile(world, params.slug, locale);
  if (!profile) return { ok: false, kind: 'not-found' };
  const { publicOrigin } = world.settings;
  return success({
    body: {
      ...profile,
      url: profileUrl(publicOrigin, profile.slug, locale),
      portrait: portraitUrl(publicOrigin, profile.portrait),
      services: profile.services.map((service) => ({ ...service, price: { cents: service.priceCents, currency: service.currency } })),
    },
  });
});
export const fallback = otherwise(operation);
