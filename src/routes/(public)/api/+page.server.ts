import { scopes } from '#domain/access-token.ts';
import { operations } from '#features/api/openapi.server.ts';
import { listProblems } from '#features/api/problems.server.ts';
import { resourceTypes } from '#features/fhir/questions.server.ts';
import type { PageServerLoad } from './$types';

/** The manual, from the same operations that answer: nothing here can be out of date. */
export const load: PageServerLoad = ({ locals: { world, locale } }) => {
  const { publicOrigin, apiRequestsAMinute } = world.settings;
  return {
    origin: publicOrigin,
    aMinute: apiRequestsAMinute,
    aMinuteByToken: apiRequestsAMinute * 5,
    groups: (['search', 'booking', 'practice', 'appointments'] as const).map((tag) => ({
      tag,
      operations: operations
        .filter((of) => of.tag === tag)
        .map((of) => ({ id: of.id, method: of.method, path: of.path, words: of.summary({}, { locale }), scope: of.auth.kind === 'token' ? of.auth.scope : null })),
    })),
    scopes,
    problems: listProblems(locale),
    fhirTypes: resourceTypes,
  };
};
