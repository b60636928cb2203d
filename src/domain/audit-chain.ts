/** The access log as a chain (G2, quality 83): what of a row is sealed, and what a seal holds. `sign` is `world.vault.sign('audit', …)`. */
export interface AuditRow {
  id: string;
  /** ISO with microseconds, as the database has it. */
  at: string;
  actorKind: string;
  actorAccountId: string | null;
  action: string;
  objectKind: string;
  objectId: string;
  specialistId: string | null;
}

/** What is noted of somebody's access to the data of others, and of changes to who has it (G2). */
export type NotedAction =
  | 'agenda-read'
  | 'agenda-printed'
  | 'waiting-read'
  | 'waiting-list-read'
  | 'agenda-messages-read'
  | 'appointment-read'
  | 'appointment-read-with-reason'
  | 'record-read'
  | 'document-read'
  | 'document-sent'
  | 'document-withdrawn'
  | 'note-saved'
  | 'patients-read'
  | 'assistant-invited'
  | 'assistant-removed'
  | 'invitation-sent-again'
  | 'invitation-withdrawn'
  | 'invitation-accepted'
  | `feed-${'opened' | 'renewed' | 'closed' | 'read' | 'shows-busy' | 'shows-names'}`
  | `calendar-${'added' | 'removed' | 'on' | 'off' | 'tried' | 'conflicts-read'}`
  | 'relay-refused'
  | 'data-export-requested'
  | 'data-exported'
  | 'account-erased'
  | 'records-kept-less'
  | 'records-kept-longer'
  | `review-${'kept' | 'hidden' | 'shown'}`
  | OperatorAction;

/** What operators look at and decide (O1). */
export type OperatorAction =
  | 'specialists-read'
  | 'specialist-read'
  | 'specialist-admitted'
  | 'specialist-paused'
  | 'specialist-resumed'
  | 'package-topped-up'
  | `${'erase-specialist' | 'reset-second-factor'}-${'proposed' | 'confirmed' | 'withdrawn'}`
  | 'licence-checked'
  | 'applications-read'
  | `application-${'read' | 'paper-read' | 'in-review' | 'incomplete' | 'admitted' | 'refused'}`
  | 'privacy-requests-read'
  | `privacy-request-${'entered' | 'answered' | 'refused' | 'extended'}`
  | 'feature-switched-on'
  | 'feature-switched-off'
  | 'log-read'
  | 'table-taken';

export interface Noted {
  action: NotedAction;
  objectKind: 'specialist' | 'application' | 'appointment' | 'invitation' | 'account' | 'calendar-feed' | 'external-calendar' | 'review' | 'feature';
  objectId: string;
  /** Whose practice it was; missing where it was one's own account. */
  specialistId?: string;
}

export interface Seal {
  number: number;
  previous: Uint8Array | null;
  hash: Uint8Array;
  rows: readonly string[];
  digests: Uint8Array;
}

type Sign = (data: string) => Uint8Array;

const digestBytes = 16;

/** What of a row cannot be changed unseen: all of it. */
export function digestOf(sign: Sign, row: AuditRow): Uint8Array {
  const { id, at, actorKind, actorAccountId, action, objectKind, objectId, specialistId } = row;
  return sign(`row|${JSON.stringify([id, at, actorKind, actorAccountId, action, objectKind, objectId, specialistId])}`).subarray(0, digestBytes);
}

/** A whole round over the log takes this long, so that whatever was changed is found within the hour (fault 59). */
const roundMinutes = 50;

/** How many seals of `all` a round has to have looked at by now: as many parts of them as of its time have passed. */
export function sealsDue(all: number, beganAt: Date, now: Date): number {
  const passed = (now.getTime() - beganAt.getTime()) / (roundMinutes * 60_000);
  return Math.ceil(all * Math.min(Math.max(passed, 0), 1));
}

/** The next seal over these rows, in their order. */
export function sealOf(sign: Sign, before: Pick<Seal, 'number' | 'hash'> | null, rows: readonly AuditRow[]): Seal {
  const digests = new Uint8Array(rows.length * digestBytes);
  for (const [index, row] of rows.entries()) digests.set(digestOf(sign, row), index * digestBytes);
  const open = { number: (before?.number ?? 0) + 1, previous: before?.hash ?? null, rows: rows.map((row) => row.id), digests };
  return { ...open, hash: hashOf(sign, open) };
}

export type Breach =
  | { seal: number; what: 'seal-changed' | 'seal-missing' | 'anchor-missing' }
  | { seal: number; what: 'row-changed' | 'row-missing' | 'row-added'; row: string };

/**
 * What does not hold in one seal, given the rows that name it; nothing where all does. `forgotten`: its rows were
 * erased at the end of their time, the chain alone remains.
 */
export function breachesOf(sign: Sign, before: Pick<Seal, 'number' | 'hash'> | null, seal: Seal, rows: readonly AuditRow[], forgotten: boolean): Breach[] {
  const { number } = seal;
  const breaches: Breach[] = [];
  if (number !== (before?.number ?? 0) + 1) breaches.push({ seal: (before?.number ?? 0) + 1, what: 'seal-missing' });
  const chained = same(seal.previous, before?.hash ?? null) && same(seal.hash, hashOf(sign, seal));
  if (!chained && breaches.length === 0) breaches.push({ seal: number, what: 'seal-changed' });
  if (forgotten && rows.length === 0) return breaches;
  const there = new Map(rows.map((row) => [row.id, row]));
  for (const [index, id] of seal.rows.entries()) {
    const row = there.get(id);
    if (!row) breaches.push({ seal: number, what: 'row-missing', row: id });
    else if (!same(digestOf(sign, row), seal.digests.subarray(index * digestBytes, (index + 1) * digestBytes))) breaches.push({ seal: number, what: 'row-changed', row: id });
    there.delete(id);
  }
  for (const id of there.keys()) breaches.push({ seal: number, what: 'row-added', row: id });
  return breaches;
}

function hashOf(sign: Sign, seal: Omit<Seal, 'hash'>): Uint8Array {
  return sign(`seal|${JSON.stringify([seal.number, hex(seal.previous), seal.rows, hex(seal.digests)])}`);
}

function same(one: Uint8Array | null, other: Uint8Array | null): boolean {
  return hex(one) === hex(other);
}

function hex(bytes: Uint8Array | null): string | null {
  return bytes && [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
