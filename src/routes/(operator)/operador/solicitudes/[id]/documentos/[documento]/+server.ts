import { error } from '@sveltejs/kit';
import { openPaper } from '#features/applications/papers.server.ts';
import { downloadAnswer, isId } from '../../../../../../documents.server.ts';
import { operatorDoor } from '../../../../../operator.server.ts';
import type { RequestHandler } from './$types';

/** A paper of who applies, as a download; the look is noted. */
export const GET: RequestHandler = async (event) => {
  const actor = operatorDoor(event);
  const paper = isId(event.params.documento) ? await openPaper(event.locals.world, actor, event.params.documento) : null;
  if (!paper || paper.applicationId !== event.params.id) error(404, 'not-found');
  return downloadAnswer({ ...paper, title: paper.name });
};
