import { csvOf } from '#domain/csv.ts';
import { pageLength, tableLength } from '#domain/paging.ts';
import type { Actor, Locale } from '#domain/people.ts';
import { addDays, formatHour, isDay, wallToInstant } from '#domain/time.ts';
import { isUuid } from '#domain/typed.ts';
import { m } from '#texts/compiled/messages.js';
import type { World } from '#ports/world.ts';
import { operatorDay, operatorZone } from '../operator-zone.ts';
import { actionsLike, wordsOfAction, wordsOfObject } from './action-words.ts';
import { logActors, logActorWords, type LogAsked, type LogLine } from './log-line.ts';

type Operator = Extract<Actor, { kind: 'operator' }>;

/**
 * The access log, newest first (G2, O1): who looked at or changed what. Ids stand for people; nobody's name is in it but a
 * practice's. Looking is noted too. `next`: the id after which the older page begins.
 */
export async function searchLog(world: Pick<World, 'as' | 'note'>, actor: Operator, asked: LogAsked, locale: Locale): Promise<{ lines: LogLine[]; next: string | null }> {
  const rows = await read(world, actor, asked, pageLength, 'log-read', locale);
  const lines = rows.slice(0, pageLength).map((row) => lineOf(row, locale));
  return { lines, next: rows.length > pageLength ? (lines.at(-1)?.id ?? null) : null };
}

/** What was found, for a spreadsheet; the newest ten thousand rows of it. */
export async function logCsv(world: Pick<World, 'as' | 'note'>, actor: Operator, asked: LogAsked, locale: Locale): Promise<string> {
  const head = [m.op_csv_when, m.op_csv_who, m.op_csv_account, m.op_csv_action, m.op_csv_object, m.op_csv_object_id, m.op_csv_practice, m.op_csv_sealed];
  const rows = await read(world, actor, asked, tableLength, 'table-taken', locale);
  return csvOf([
    head.map((word) => word({}, { locale })),
    ...rows.slice(0, tableLength).map((row) => {
      const line = lineOf(row, locale);
      return [row.at.toISOString(), line.who, line.accountId ?? '', row.action, row.object_kind, line.objectId, line.practice ?? '', line.sealed ? 1 : 0];
    }),
  ]);
}

async function read(world: Pick<World, 'as' | 'note'>, actor: Operator, asked: LogAsked, length: number, action: 'log-read' | 'table-taken', locale: Locale) {
  const words = asked.words.trim().slice(0, 60);
  const kind = logActors.find((one) => one === asked.actor);
  return world.as(actor, async (tx) => {
    await world.note(tx, actor, { action, objectKind: 'account', objectId: actor.accountId });
    return tx
      .selectFrom('audit as d')
      .leftJoin('specialists as s', 's.id', 'd.specialist_id')
      .select(['d.id', 'd.at', 'd.actor_kind', 'd.actor_account_id', 'd.action', 'd.object_kind', 'd.object_id', 'd.seal', 's.title', 's.full_name'])
      .$if(kind !== undefined, (query) => query.where('d.actor_kind', '=', kind ?? ''))
      .$if(isUuid(words), (query) => query.where((eb) => eb.or([eb('d.object_id', '=', words), eb('d.actor_account_id', '=', words), eb('d.specialist_id', '=', words), eb('d.id', '=', words)])))
      .$if(words !== '' && !isUuid(words), (query) => query.where((eb) => eb('d.action', '=', eb.fn.any(eb.val(actionsLike(words, locale))))))
      .$if(isCalendarDay(asked.from), (query) => query.where('d.at', '>=', wallToInstant(operatorZone, asked.from, 0)))
      .$if(isCalendarDay(asked.until), (query) => query.where('d.at', '<', wallToInstant(operatorZone, addDays(asked.until, 1), 0)))
      .$if(asked.before !== null && isUuid(asked.before), (query) => query.where('d.id', '<', asked.before ?? ''))
      .orderBy('d.id', 'desc')
      .limit(length + 1)
      .execute();
  });
}
/** A day that a calendar in a form gives; far ends of time are no day of a log. */
const isCalendarDay = (text: string) => /^20\d\d-/.test(text) && isDay(text);
type Row = Awaited<ReturnType<typeof read>>[number];

function lineOf(row: Row, locale: Locale): LogLine {
  const kind = logActors.find((one) => one === row.actor_kind);
  return {
    id: row.id,
    day: operatorDay(row.at, locale),
    hour: formatHour(operatorZone, row.at),
    who: kind ? logActorWords[kind]({}, { locale }) : row.actor_kind,
    accountId: row.actor_account_id,
    action: row.action,
    said: wordsOfAction(row.action, locale),
    objectKind: wordsOfObject(row.object_kind, locale),
    objectId: row.object_id,
    practice: row.full_name === null ? null : `${row.title ?? ''} ${row.full_name}`.trim(),
    sealed: row.seal !== null,
  };
}
