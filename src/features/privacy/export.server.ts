import { sql } from 'kysely';
import type { Tx, World } from '#ports/world.ts';
import { secretColumns, subjectTables } from './subject-tables.ts';

type Row = Record<string, unknown>;

export interface DataExport {
  format: 'videoconsulta-export-1';
  made_at: string;
  /** By table, every column but keys and proofs; what was sealed stands open here. */
  data: Record<string, Row[]>;
}

/**
 * Everything about an account, for its owner (G1; art. 15 and 20): complete, machine-readable, the sealed reason opened.
 * That it was made is noted in the access log, in the same transaction of the system.
 */
export async function exportAccount(world: Pick<World, 'clock' | 'vault' | 'note'>, tx: Tx, accountId: string): Promise<DataExport> {
  const now = world.clock.now();
  await world.note(tx, { kind: 'patient', accountId }, { action: 'data-exported', objectKind: 'account', objectId: accountId });
  const data: Record<string, Row[]> = {};
  for (const [table, where] of Object.entries(subjectTables)) {
    const { rows } = await sql<{ row: Row }>`select to_jsonb(t) as row from ${sql.table(table)} t where ${where({ accountId })}`.execute(tx);
    data[table] = rows.map(({ row }) => row);
  }
  const { rows: names } = await sql<{ id: string; name: string }>`
    select id, btrim(title || ' ' || full_name) as name from specialists where id in (select specialist_id from appointments where ${subjectTables.appointments({ accountId })})`.execute(tx);
  const nameOf = new Map(names.map(({ id, name }) => [id, name]));
  for (const appointment of data['appointments'] ?? []) appointment['specialist'] = nameOf.get(String(appointment['specialist_id'])) ?? '';
  const keys = await keysOf(tx, accountId);
  openReasons(world, data, keys);
  await openDocuments(world, tx, data, keys);
  for (const rows of Object.values(data)) for (const row of rows) for (const column of Object.keys(row)) if (secretColumns.test(column)) delete row[column];
  return { format: 'videoconsulta-export-1', made_at: now.toISOString(), data };
}

/** The data keys of this account's people, by person. */
async function keysOf(tx: Tx, accountId: string): Promise<Map<string, Uint8Array>> {
  const rows = await tx.selectFrom('data_keys as k').innerJoin('people as p', 'p.id', 'k.person_id').select(['k.person_id', 'k.wrapped']).where('p.account_id', '=', accountId).execute();
  return new Map(rows.map((row) => [row.person_id, row.wrapped]));
}

/** What somebody wrote about their health is sealed under their own key (G3); to them it is told. */
function openReasons(world: Pick<World, 'vault'>, data: Record<string, Row[]>, keys: ReadonlyMap<unknown, Uint8Array>): void {
  for (const appointment of data['appointments'] ?? []) {
    const [sealed, key] = [bytes(appointment['reason_sealed']), keys.get(appointment['person_id'])];
    if (sealed && key) appointment['reason'] = world.vault.open(key, `appointments.${String(appointment['id'])}.reason`, sealed);
  }
}

/** A document's name, and all of it as base64: complete, whatever reads it. */
async function openDocuments(world: Pick<World, 'vault'>, tx: Tx, data: Record<string, Row[]>, keys: ReadonlyMap<unknown, Uint8Array>): Promise<void> {
  for (const document of data['documents'] ?? []) {
    const id = String(document['id']);
    const [name, key] = [bytes(document['name_sealed']), keys.get(document['person_id'])];
    if (!name || !key) continue;
    document['name'] = world.vault.open(key, `documents.${id}.name`, name);
    const parts = await tx.selectFrom('document_parts').select(['number', 'sealed']).where('document_id', '=', id).orderBy('number').execute();
    const open = parts.map(({ number, sealed }) => world.vault.openBytes(key, `document_parts.${id}.${number}.sealed`, sealed));
    document['content_base64'] = Buffer.concat(open).toString('base64');
  }
}

/** PostgreSQL writes bytes into JSON as `\x…`. */
function bytes(value: unknown): Uint8Array | null {
  return typeof value === 'string' && value.startsWith('\\x') ? Buffer.from(value.slice(2), 'hex') : null;
}
