import { m } from '#texts/compiled/messages.js';
import { answerPicture } from '../../picture-answer.server.ts';
import type { RequestHandler } from './$types';

/** The Open Graph picture of home and landings (P5). */
export const GET: RequestHandler = ({ locals: { world, locale }, request }) =>
  answerPicture(world, request, {
    title: m.site_name({}, { locale }),
    line: m.home_picture_line({}, { locale }),
    rating: null,
    reviews: '',
    kinds: [m.own_video({}, { locale }), m.own_in_person({}, { locale })].join(' · '),
    site: '',
    portrait: null,
  });
