import { mayEditApplication, mostPaperBytes, mostPapers, type ApplicationPaper } from '#domain/application.ts';
import { inParts, joinParts, titleOf, type MediaType } from '#domain/documents.ts';
import type { Actor } from '#domain/people.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import type { World } from '#ports/world.ts';
import type { Applicant } from './own.server.ts';

/** Of one account: looking at a file is work, also where it is refused (quality 43). */
const anHour = { limit: 60, windowSeconds: 3600, cost: 1 };

/** Whether one more file may be looked at now. Refuses `try-again-later`. */
export async function mayBringPaper(world: Pick<World, 'limits'>, actor: Applicant): Promise<Result<null>> {
  return (await world.limits.take(`papers|${actor.accountId}`, anHour)).allowed ? success(null) : refuse('try-again-later');
}

/**
 * Adds a paper that was looked at, sealed in parts of a megabyte under the application's own key (quality 37, 86). Refuses
 * `not-found`, `decided-meanwhile` once it was sent, `documents-full` (12 papers, 40 MB).
 */
export async function addPaper(
  world: Pick<World, 'as' | 'clock' | 'ids' | 'vault'>,
  actor: Applicant,
  paper: { kind: ApplicationPaper; fileName: string; bytes: Buffer; mediaType: MediaType },
): Promise<Result<null>> {
  const now = world.clock.now();
  return world.as(actor, async (tx) => {
    const application = await tx
      .selectFrom('applications as a')
      .innerJoin('data_keys as k', 'k.person_id', 'a.id')
      .select(['a.id', 'a.state', 'k.wrapped'])
      .where('a.account_id', '=', actor.accountId)
      .orderBy('a.created_at', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (!application) return refuse('not-found');
    if (!mayEditApplication(application.state)) return refuse('decided-meanwhile');
    // The row is locked by the change, so that two at once do not both count what was there before.
    await tx.updateTable('applications').set({ touched_at: now }).where('id', '=', application.id).execute();
    const { count, bytes } = await tx
      .selectFrom('application_documents')
      .select(({ fn }) => [fn.countAll<number>().as('count'), fn.sum<number | null>('size_bytes').as('bytes')])
      .where('application_id', '=', application.id)
      .executeTakeFirstOrThrow();
    if (Number(count) >= mostPapers || Number(bytes ?? 0) + paper.bytes.length > mostPaperBytes) return refuse('documents-full');
    const id = world.ids.uuid();
    await tx
      .insertInto('application_documents')
      .values({
        id,
        application_id: application.id,
        kind: paper.kind,
        name_sealed: Buffer.from(world.vault.seal(application.wrapped, `application_documents.${id}.name`, titleOf(paper.fileName))),
        media_type: paper.mediaType,
        size_bytes: paper.bytes.length,
        sent_at: now,
      })
      .execute();
    for (const [number, part] of inParts(paper.bytes).entries()) {
      const sealed = Buffer.from(world.vault.sealBytes(application.wrapped, placeOfPart(id, number), part));
      await tx.insertInto('application_document_parts').values({ document_id: id, number, sealed }).execute();
    }
    return success(null);
  });
}

/** Takes one of them away again, as long as the application is in one's own hands. Refuses `not-found`. */
export async function removePaper(world: Pick<World, 'as'>, actor: Applicant, documentId: string): Promise<Result<null>> {
  const gone = await world.as(actor, (tx) => tx.deleteFrom('application_documents').where('id', '=', documentId).executeTakeFirst());
  return Number(gone.numDeletedRows) === 1 ? success(null) : refuse('not-found');
}

export interface OpenPaper {
  bytes: Uint8Array<ArrayBuffer>;
  mediaType: MediaType;
  name: string;
  applicationId: string;
}

/** One paper, opened for who applies or an operator, whose look is noted; null where it is not theirs to see. */
export async function openPaper(world: Pick<World, 'as' | 'vault' | 'note'>, actor: Actor, documentId: string): Promise<OpenPaper | null> {
  return world.as(actor, async (tx) => {
    const row = await tx
      .selectFrom('application_documents as d')
      .innerJoin('data_keys as k', 'k.person_id', 'd.application_id')
      .select(['d.id', 'd.application_id', 'd.media_type', 'd.size_bytes', 'd.name_sealed', 'k.wrapped'])
      .where('d.id', '=', documentId)
      .executeTakeFirst();
    if (!row) return null;
    const parts = await tx.selectFrom('application_document_parts').select(['number', 'sealed']).where('document_id', '=', row.id).orderBy('number').execute();
    const bytes = joinParts(parts.values().map(({ number, sealed }) => world.vault.openBytes(row.wrapped, placeOfPart(row.id, number), sealed)), row.size_bytes);
    if (actor.kind === 'operator') await world.note(tx, actor, { action: 'application-paper-read', objectKind: 'application', objectId: row.application_id });
    return { bytes, mediaType: row.media_type, name: world.vault.open(row.wrapped, `application_documents.${row.id}.name`, row.name_sealed), applicationId: row.application_id };
  });
}

function placeOfPart(documentId: string, number: number): string {
  return `application_document_parts.${documentId}.${number}.sealed`;
}
