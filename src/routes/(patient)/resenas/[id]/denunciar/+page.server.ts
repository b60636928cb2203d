import { error, fail } from '@sveltejs/kit';
import { reportReasons } from '#domain/reviews.ts';
import { findPublishedReview, reportReview } from '#features/reviews/report.server.ts';
import { reasonWords } from '#features/reviews/reason-words.ts';
import { reportForm } from '#features/reviews/schema.ts';
import { localizeHref } from '#texts/compiled/runtime.js';
import { refusalText } from '#texts/refusals.ts';
import type { Actions, PageServerLoad } from './$types';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const readable = (id: string) => (uuid.test(id) ? id : error(404));

export const load: PageServerLoad = async ({ params, locals: { world, locale } }) => {
  const review = await findPublishedReview(world, readable(params.id));
  if (!review) error(404);
  return {
    review: { stars: review.stars, author: review.author, body: review.body, answer: review.answer, name: review.specialist.name },
    back: localizeHref(`/especialistas/${review.specialist.slug}#resenas`, { locale }),
    reasons: reportReasons.map((value) => ({ value, words: reasonWords(value, locale) })),
  };
};

export const actions: Actions = {
  default: async ({ params, request, locals: { world, actor, browserHash } }) => {
    const typed = Object.fromEntries(await request.formData());
    const parsed = reportForm.safeParse(typed);
    const text = (name: string) => (typeof typed[name] === 'string' ? typed[name] : '');
    const values = { parte: text('parte'), motivo: text('motivo'), nota: text('nota') };
    if (!parsed.success) return fail(400, { done: false, values, fields: { motivo: refusalText('choice-missing') } as Record<string, string>, problem: refusalText('invalid-input') });
    const { parte, motivo, nota } = parsed.data;
    const reported = await reportReview(world, actor, { reviewId: readable(params.id), part: parte, reason: motivo ?? null, note: nota, browserHash });
    if (reported.ok) return { done: true, values, fields: {} as Record<string, string>, problem: null };
    if (reported.kind === 'not-found') error(404);
    const fields: Record<string, string> = Object.fromEntries(Object.entries(reported.fields ?? {}).map(([name, kind]) => [name, refusalText(kind)]));
    return fail(400, { done: false, values, fields, problem: refusalText(reported.kind) });
  },
};
