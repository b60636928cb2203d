import { problemTitle } from '#features/api/problems.server.ts';
import { readQuestion, resourceTypes } from '#features/fhir/questions.server.ts';
import { localeOf } from '../../../api/door.server.ts';
import { answerFhir, readingOnly } from '../../door.server.ts';
import { findResource } from '../../find.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) =>
  answerFhir(event, async ({ actor }) => {
    const { locals, params, url } = event;
    const locale = localeOf(event);
    const missing = { refused: { status: 404, code: 'not-found', words: problemTitle('not-found', locale) } } as const;
    const type = resourceTypes.find((one) => one === params.type);
    if (!type) return { refused: { status: 404, code: 'not-found', words: problemTitle('unknown-address', locale) } };
    const asked = [...url.searchParams.keys()].filter((name) => name !== '_format');
    const format = readQuestion('Practitioner', new URLSearchParams([...url.searchParams].filter(([name]) => name === '_format')));
    if (asked.length > 0 || !format) return { refused: { status: 400, code: 'invalid', words: problemTitle('invalid-input', locale) } };
    if (!/^[A-Za-z0-9\-.]{1,64}$/.test(params.id)) return missing;
    const found = await findResource({ world: locals.world, actor, locale, url }, type, params.id);
    if (found !== null && 'refused' in found) return found;
    return found ? { body: found, secret: type === 'Appointment' } : missing;
  });
export const fallback: RequestHandler = readingOnly;
