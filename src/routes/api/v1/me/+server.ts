import { refuse, success } from '#domain/result.ts';
import { scopesOf } from '#domain/access-token.ts';
import { whoAmIOperation as operation } from '#features/api/operations/practice.server.ts';
import { listPractice } from '#features/schedule/queries.server.ts';
import { answer, otherwise, practiceActor } from '../../door.server.ts';

export const GET = answer(operation, async ({ world, actor: who, scopes }) => {
  const actor = practiceActor(who);
  if (!actor) return refuse('not-allowed');
  const practices = await listPractice(world, actor);
  return success({
    body: {
      kind: actor.kind,
      scopes: scopes.filter((scope) => scopesOf(actor.kind).includes(scope)),
      specialists: practices.map((one) => ({ id: one.id, slug: one.slug, name: `${one.title} ${one.fullName}`.trim(), zone: one.zone, videoEnabled: one.videoEnabled })),
    },
  });
});
export const fallback = otherwise(operation);
