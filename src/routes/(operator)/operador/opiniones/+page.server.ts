import { decisionReasons } from '#domain/reviews.ts';
import { operatorDay } from '#features/operator/operator-zone.ts';
import { decideReview, listReportedReviews } from '#features/reviews/moderation.server.ts';
import { reasonWords } from '#features/reviews/reason-words.ts';
import { decisionForm } from '#features/reviews/schema.ts';
import { deciding } from '../../deciding.server.ts';
import { operatorDoor } from '../../operator.server.ts';
import type { Actions, PageServerLoad } from './$types';

const uuidOfCase = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}:(review|answer)$/;

export const load: PageServerLoad = async (event) => {
  const { world, locale } = event.locals;
  const actor = operatorDoor(event);
  const query = event.url.searchParams;
  const state = query.get('estado') === 'decided' ? 'decided' : 'open';
  const asked = query.get('antes');
  const words = (query.get('q') ?? '').slice(0, 80);
  const found = await listReportedReviews(world, actor, { state, words, before: asked && uuidOfCase.test(asked) ? asked : null });
  const day = (at: Date) => operatorDay(at, locale);
  return {
    state,
    words,
    done: query.get('hecho'),
    next: found.next,
    reasons: decisionReasons.map((value) => ({ value: value as string, label: reasonWords(value, locale) })),
    cases: found.cases.map(({ firstAt, reports, decisions, ...one }) => ({
      ...one,
      since: day(firstAt),
      reports: reports.map(({ at, reason, ...report }) => ({ ...report, why: reasonWords(reason, locale), day: day(at) })),
      decisions: decisions.map(({ at, reason, ...one }) => ({ ...one, why: reasonWords(reason, locale), day: day(at) })),
    })),
  };
};

export const actions: Actions = {
  default: deciding({
    form: decisionForm,
    unread: { motivo: 'choice-missing' },
    decide: ({ locals }, actor, { resena, parte, decision, motivo, nota }) => decideReview(locals.world, actor, { reviewId: resena, part: parte, decision, reason: motivo ?? null, note: nota }),
    done: ({ decision }) => decision,
  }),
};
