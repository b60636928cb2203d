import { problemResponse } from '#features/api/problems.server.ts';
import { localeOf } from '../door.server.ts';
import type { RequestHandler } from './$types';

/** Nothing of the API has this address. */
export const fallback: RequestHandler = (event) => problemResponse({ kind: 'unknown-address' }, event.locals.world.settings.publicOrigin, localeOf(event));
