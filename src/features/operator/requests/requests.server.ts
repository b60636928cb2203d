import { z } from 'zod';
import { csvOf } from '#domain/csv.ts';
import { pageOf, wholeTable, type PageAsked } from '#domain/paging.ts';
import type { Actor, Locale } from '#domain/people.ts';
import { answerBy, regimes, requestKinds, urgencyOf } from '#domain/privacy/privacy-request.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import { dayOfInstant, isDay } from '#domain/time.ts';
import { m } from '#texts/compiled/messages.js';
import type { World } from '#ports/world.ts';
import { operatorZone } from '../operator-zone.ts';
import { regimeWords, requestKindWords, requestStateWords, type RequestLine } from './request-line.ts';

type Operator = Extract<Actor, { kind: 'operator' }>;
type Read = Pick<World, 'as' | 'clock' | 'note'>;

export interface RequestsAsked {
  only: 'open' | 'all';
  words: string;
}

/** Requests of people about their data, whose day comes first first; noted, because they name people. */
export async function listRequests(world: Read, actor: Operator, asked: RequestsAsked, page: PageAsked) {
  return pageOf(await read(world, actor, asked, page), page);
}

/** The same for a spreadsheet. */
export async function requestsCsv(world: Read, actor: Operator, asked: RequestsAsked, locale: Locale): Promise<string> {
  const head = [m.op_request_received, m.op_request_due, m.op_request_kind, m.op_request_regime, m.op_request_who, m.op_csv_state, m.op_request_answer];
  const lines = await read(world, actor, asked, wholeTable);
  return csvOf([
    head.map((word) => word({}, { locale })),
    ...lines.map((line) => [
      line.receivedOn, line.dueOn, requestKindWords[line.kind]({}, { locale }), regimeWords[line.regime]({}, { locale }),
      line.requester, requestStateWords[line.state]({}, { locale }), line.answer,
    ]),
  ]);
}

/** How many are open, and how many of those are over their day or in their last week. */
export async function countRequests(world: Pick<World, 'as' | 'clock'>, actor: Operator): Promise<{ open: number; late: number; soon: number }> {
  const today = dayOfInstant(operatorZone, world.clock.now());
  const rows = await world.as(actor, (tx) => tx.selectFrom('privacy_requests').select('due_on').where('state', '=', 'open').execute());
  const urgencies = rows.map((row) => urgencyOf(row.due_on, today));
  return { open: rows.length, late: urgencies.filter((one) => one === 'late').length, soon: urgencies.filter((one) => one === 'soon').length };
}

export const newRequestForm = z.strictObject({
  derecho: z.enum(requestKinds),
  ley: z.enum(regimes),
  quien: z.string().trim().min(2).max(200),
  recibida: z.string().refine((text) => /^20\d\d-/.test(text) && isDay(text)),
  texto: z.string().trim().max(2000),
});

/** Enters a request that came by letter, mail or telephone; its day follows from the law. Refuses `date-invalid` for days to come. */
export async function enterRequest(world: Pick<World, 'as' | 'clock' | 'ids' | 'note'>, actor: Operator, form: z.infer<typeof newRequestForm>): Promise<Result<null>> {
  const now = world.clock.now();
  if (form.recibida > dayOfInstant(operatorZone, now)) return refuse('invalid-input', { recibida: 'date-invalid' });
  const id = world.ids.uuid();
  await world.as(actor, async (tx) => {
    await tx
      .insertInto('privacy_requests')
      .values({ id, kind: form.derecho, regime: form.ley, requester: form.quien, words: form.texto, received_on: form.recibida, due_on: answerBy(form.ley, form.recibida, false), created_at: now })
      .execute();
    await world.note(tx, actor, { action: 'privacy-request-entered', objectKind: 'account', objectId: id });
  });
  return success(null);
}

export const closeRequestForm = z.strictObject({ cual: z.uuid(), como: z.enum(['answered', 'refused', 'extended']), respuesta: z.string().trim().max(2000) });

/** Answers, refuses with a reason, or extends once. Refuses `invalid-input` without words, `not-found`, `decided-meanwhile`. */
export async function closeRequest(world: Pick<World, 'as' | 'clock' | 'note'>, actor: Operator, form: z.infer<typeof closeRequestForm>): Promise<Result<null>> {
  if (form.respuesta === '') return refuse('invalid-input', { respuesta: 'text-missing' });
  return world.as(actor, async (tx) => {
    const found = await tx.selectFrom('privacy_requests').select(['state', 'regime', 'received_on', 'extended']).where('id', '=', form.cual).forUpdate().executeTakeFirst();
    if (!found) return refuse('not-found');
    if (found.state !== 'open' || (form.como === 'extended' && found.extended)) return refuse('decided-meanwhile');
    const change =
      form.como === 'extended'
        ? { extended: true, due_on: answerBy(found.regime, found.received_on, true), answer: form.respuesta }
        : { state: form.como, answer: form.respuesta, closed_at: world.clock.now() };
    await tx.updateTable('privacy_requests').set(change).where('id', '=', form.cual).execute();
    await world.note(tx, actor, { action: `privacy-request-${form.como}`, objectKind: 'account', objectId: form.cual });
    return success(null);
  });
}

async function read(world: Read, actor: Operator, asked: RequestsAsked, page: PageAsked): Promise<RequestLine[]> {
  const today = dayOfInstant(operatorZone, world.clock.now());
  const words = asked.words.trim().slice(0, 80);
  const rows = await world.as(actor, async (tx) => {
    await world.note(tx, actor, { action: 'privacy-requests-read', objectKind: 'account', objectId: actor.accountId });
    return tx
      .selectFrom('privacy_requests')
      .selectAll()
      .$if(asked.only === 'open', (query) => query.where('state', '=', 'open'))
      .$if(words !== '', (query) => query.where('requester', 'ilike', `%${words.replaceAll(/[%_\\]/g, String.raw`\$&`)}%`))
      .orderBy('due_on')
      .orderBy('id')
      .offset(page.offset)
      .limit(page.length + 1)
      .execute();
  });
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    regime: row.regime,
    requester: row.requester,
    words: row.words,
    receivedOn: row.received_on,
    dueOn: row.due_on,
    extended: row.extended,
    state: row.state,
    answer: row.answer,
    urgency: urgencyOf(row.due_on, today),
  }));
}
