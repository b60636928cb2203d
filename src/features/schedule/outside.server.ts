import { readSites } from '#domain/embedding.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import { may } from '#domain/permissions.ts';
import type { World } from '#ports/world.ts';
import type { PracticeActor } from './queries.server.ts';
import type { OutsideForm } from './schema.ts';

/** Where else a specialist's free hours are shown: own sites, and the publication for other programs. */
export async function readOutside(
  world: Pick<World, 'as'>,
  actor: PracticeActor,
  specialistId: string,
): Promise<{ sites: string[]; published: boolean }> {
  const row = await world.as(actor, (tx) =>
    tx
      .selectFrom('specialist_settings')
      .select(['embed_origins', 'publish_slots'])
      .where('specialist_id', '=', specialistId)
      .where('specialist_id', 'in', [...actor.specialistIds])
      .executeTakeFirstOrThrow(),
  );
  return { sites: row.embed_origins, published: row.publish_slots };
}

/** Which sites may frame the specialist's page. Refuses `not-allowed`, `not-found`, `invalid-input`. */
export async function saveOutside(
  world: Pick<World, 'as'>,
  actor: PracticeActor,
  specialistId: string,
  form: OutsideForm,
): Promise<Result<null>> {
  if (!may(actor, 'run-practice', { specialistId })) return refuse('not-allowed');
  const sites = readSites(form.sitios);
  if (!sites) return refuse('invalid-input', { sitios: 'site-invalid' });
  const changed = await world.as(actor, (tx) =>
    tx
      .updateTable('specialist_settings')
      .set({ embed_origins: sites, publish_slots: form.publicar === 'si' })
      .where('specialist_id', '=', specialistId)
      .executeTakeFirst(),
  );
  return changed.numUpdatedRows === 0n ? refuse('not-found') : success(null);
}
