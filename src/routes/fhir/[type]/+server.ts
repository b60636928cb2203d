import { problemTitle } from '#features/api/problems.server.ts';
import { searchBundle } from '#features/fhir/answer.server.ts';
import { readQuestion, resourceTypes } from '#features/fhir/questions.server.ts';
import { localeOf } from '../../api/door.server.ts';
import { answerFhir, readingOnly } from '../door.server.ts';
import { findResources, unreadable } from '../find.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) =>
  answerFhir(event, async ({ actor }) => {
    const { locals, params, url } = event;
    const locale = localeOf(event);
    const type = resourceTypes.find((one) => one === params.type);
    if (!type) return { refused: { status: 404, code: 'not-found', words: problemTitle('unknown-address', locale) } };
    const asked = readQuestion(type, url.searchParams);
    if (!asked) return unreadable({ locale }, type);
    const found = await findResources({ world: locals.world, actor, locale, url }, type, asked);
    if ('refused' in found) return found;
    return { body: searchBundle(url, locals.world.settings.publicOrigin, found.resources, found.next, found.total), secret: type === 'Appointment' };
  });
export const fallback: RequestHandler = readingOnly;
