import { capabilityStatement } from '#features/fhir/metadata.server.ts';
import { answerFhir, readingOnly } from '../door.server.ts';
import type { RequestHandler } from './$types';

/** Of the day the view was last changed. */
const since = new Date('2026-11-23T00:00:00Z');

export const GET: RequestHandler = (event) => answerFhir(event, async () => ({ body: capabilityStatement(event.locals.world.settings.publicOrigin, since) }));
export const fallback: RequestHandler = readingOnly;
