import { csvOf } from '#domain/csv.ts';
import { tableLength } from '#domain/paging.ts';
import { listReportedReviews } from '#features/reviews/moderation.server.ts';
import { reasonWords } from '#features/reviews/reason-words.ts';
import { m } from '#texts/compiled/messages.js';
import { csvAnswer, operatorDoor } from '../../../operator.server.ts';
import type { RequestHandler } from './$types';

/** The same cases for a spreadsheet. */
export const GET: RequestHandler = async (event) => {
  const { world, locale } = event.locals;
  const state = event.url.searchParams.get('estado') === 'decided' ? 'decided' : 'open';
  const { cases } = await listReportedReviews(world, operatorDoor(event), { state, words: event.url.searchParams.get('q') ?? '', limit: tableLength });
  const head = [m.op_csv_when, m.op_csv_practice, m.op_csv_stars, m.op_csv_text, m.op_csv_reports, m.op_csv_state].map((word) => word({}, { locale }));
  const lines = cases.map((one) => [
    one.lastAt.toISOString(),
    one.specialist.name,
    one.stars,
    one.part === 'review' ? one.body : (one.answer ?? ''),
    one.reports.map((report) => reasonWords(report.reason, locale)).join(', '),
    (one.shown ? m.op_review_is_shown : m.op_review_is_hidden)({}, { locale }),
  ]);
  return csvAnswer('opiniones', csvOf([head, ...lines]));
};
