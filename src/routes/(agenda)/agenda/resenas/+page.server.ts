import { fail } from '@sveltejs/kit';
import { formatDayLong } from '#domain/time.ts';
import { ratingFigure, ratingOf } from '#domain/reviews.ts';
import { answerReview } from '#features/reviews/commands.server.ts';
import { listPracticeReviews, ratingOfPractice } from '#features/reviews/queries.server.ts';
import { reasonWords } from '#features/reviews/reason-words.ts';
import { answerForm } from '#features/reviews/schema.ts';
import { localizeHref } from '#texts/compiled/runtime.js';
import { refusalText } from '#texts/refusals.ts';
import { practiceDoor } from '../../practice.server.ts';
import { readForm, statusOf } from '../../../forms.server.ts';
import type { Actions, PageServerLoad } from './$types';

const perPage = 20;

export const load: PageServerLoad = async (event) => {
  const { actor, practice } = await practiceDoor(event);
  const { world, locale } = event.locals;
  const unanswered = event.url.searchParams.get('cuales') === 'sin-respuesta';
  const page = Math.max(1, Math.trunc(Number(event.url.searchParams.get('pagina'))) || 1);
  const found = await listPracticeReviews(world, actor, { specialistId: practice.id, unanswered, limit: perPage, offset: (Math.min(page, 10_000) - 1) * perPage });
  const rating = await ratingOfPractice(world, actor, practice.id);
  const mean = ratingOf(rating);
  const shown = unanswered ? found.unanswered : found.total;
  return {
    unansweredOnly: unanswered,
    total: found.total,
    unanswered: found.unanswered,
    page,
    pages: Math.max(1, Math.ceil(shown / perPage)),
    rating: mean === null ? null : { value: mean, figure: ratingFigure(mean, locale) },
    reviews: found.reviews.map(({ createdAt, answerHidden, tookPlaceOn: _on, ...review }) => ({
      ...review,
      day: formatDayLong(practice.zone, createdAt, locale),
      answerHidden: answerHidden && { why: reasonWords(answerHidden.reason, locale), note: answerHidden.note },
      report: localizeHref(`/resenas/${review.id}/denunciar`, { locale }),
    })),
  };
};

export const actions: Actions = {
  responder: async (event) => {
    const { actor } = await practiceDoor(event);
    const typed = await readForm(event.request);
    const parsed = answerForm.safeParse(typed);
    const answer = String(typed['respuesta'] ?? '');
    const which = String(typed['resena'] ?? '');
    if (!parsed.success) {
      const long = parsed.error.issues.some((issue) => issue.code === 'too_big');
      return fail(400, { which, answer, problem: refusalText(long ? 'text-too-long' : 'invalid-input'), done: false });
    }
    const kept = await answerReview(event.locals.world, actor, { reviewId: parsed.data.resena, answer: parsed.data.respuesta });
    if (kept.ok) return { which, answer: '', problem: null, done: true };
    return fail(statusOf(kept.kind), { which, answer, problem: refusalText(kept.fields?.['respuesta'] ?? kept.kind), done: false });
  },
};
