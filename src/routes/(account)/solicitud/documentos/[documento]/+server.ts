import { error } from '@sveltejs/kit';
import { openPaper } from '#features/applications/papers.server.ts';
import { downloadAnswer, isId } from '../../../../documents.server.ts';
import { applicantAt } from '../../../applicant.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => {
  const actor = await applicantAt(event);
  const paper = actor && isId(event.params.documento) ? await openPaper(event.locals.world, actor, event.params.documento) : null;
  if (!paper) error(404, 'not-found');
  return downloadAnswer({ ...paper, title: paper.name });
};
