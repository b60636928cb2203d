import { problemTitle } from '#features/api/problems.server.ts';
import { refusedResponse } from '#features/fhir/answer.server.ts';
import { localeOf } from '../../api/door.server.ts';
import type { RequestHandler } from './$types';

/** Nothing of the FHIR view has this address. */
export const fallback: RequestHandler = (event) => refusedResponse({ status: 404, code: 'not-found', words: problemTitle('unknown-address', localeOf(event)) });
