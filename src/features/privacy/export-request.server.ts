import { refuse, success, type Result } from '#domain/result.ts';
import type { Tx, World } from '#ports/world.ts';
import { exportAccount, type DataExport } from './export.server.ts';

/** The page for people and the file for programs. */
export const exportFormats = ['html', 'json'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export interface ExportRequest {
  id: string;
  validUntil: Date;
  /** What is still to be downloaded; each file goes out once. */
  left: ExportFormat[];
}

const hours = 24;
/** More in a day is somebody who empties the account again and again, or tells its owner so often that they stop reading. */
const mostADay = 5;
const system = { kind: 'system', job: 'export' } as const;
const usedAt = { html: 'readable_at', json: 'machine_at' } as const;

/** The request that can still be used, newest first; null where there is none. */
export async function findExportRequest(world: Pick<World, 'as' | 'clock'>, accountId: string): Promise<ExportRequest | null> {
  return world.as(system, (tx) => openRequest(tx, accountId, world.clock.now()));
}

/**
 * Asks for one's data (quality 76): for 24 hours each of its two files can be downloaded once, and every contact of the account
 * hears of it. While a request is open that is whole, it is the answer. Refuses `too-many` after five in a day.
 */
export async function requestExport(world: Pick<World, 'as' | 'clock' | 'ids' | 'note' | 'announce'>, accountId: string): Promise<Result<{ id: string }>> {
  const now = world.clock.now();
  return world.as(system, async (tx) => {
    await tx.selectFrom('accounts').select('id').where('id', '=', accountId).forUpdate().execute();
    const open = await openRequest(tx, accountId, now);
    if (open?.left.length === exportFormats.length) return success({ id: open.id });
    const since = new Date(now.getTime() - hours * 3_600_000);
    const lately = await tx.selectFrom('data_exports').select('id').where('account_id', '=', accountId).where('requested_at', '>', since).execute();
    if (lately.length >= mostADay) return refuse('too-many');
    const id = world.ids.uuid();
    const validUntil = new Date(now.getTime() + hours * 3_600_000);
    await tx.insertInto('data_exports').values({ id, account_id: accountId, requested_at: now, valid_until: validUntil }).execute();
    await world.note(tx, { kind: 'patient', accountId }, { action: 'data-export-requested', objectKind: 'account', objectId: accountId });
    await world.announce(tx, { type: 'sign-in-changed', accountId, what: 'data-requested' });
    return success({ id });
  });
}

/**
 * One file of a request, made at this moment so that no copy of everything lies anywhere. Refuses `export-over` where the file was
 * downloaded, the day is over or the request is another account's; of two at once one gets it, and a fault uses nothing up.
 */
export async function downloadExport(
  world: Pick<World, 'as' | 'clock' | 'vault' | 'note'>,
  accountId: string,
  { id, format }: { id: string; format: ExportFormat },
): Promise<Result<DataExport>> {
  const now = world.clock.now();
  return world.as(system, async (tx) => {
    const used = await tx
      .updateTable('data_exports')
      .set({ [usedAt[format]]: now })
      .where('id', '=', id)
      .where('account_id', '=', accountId)
      .where('valid_until', '>', now)
      .where(usedAt[format], 'is', null)
      .returning('id')
      .executeTakeFirst();
    return used ? success(await exportAccount(world, tx, accountId)) : refuse('export-over');
  });
}

async function openRequest(tx: Tx, accountId: string, now: Date): Promise<ExportRequest | null> {
  const row = await tx
    .selectFrom('data_exports')
    .select(['id', 'valid_until', 'readable_at', 'machine_at'])
    .where('account_id', '=', accountId)
    .where('valid_until', '>', now)
    .where((eb) => eb.or([eb('readable_at', 'is', null), eb('machine_at', 'is', null)]))
    .orderBy('requested_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ? { id: row.id, validUntil: row.valid_until, left: exportFormats.filter((format) => row[usedAt[format]] === null) } : null;
}
