import { createHash } from 'node:crypto';
import { sql, type Insertable, type RawBuilder } from 'kysely';
import { builtOnce } from '#db/built-once.ts';
import type { Sessions } from '#db/tables.ts';
import type { Actor } from '#domain/people.ts';
import { needsSecondFactor, type ShownFactor } from '#domain/second-factor.ts';
import type { Tx, World } from '#ports/world.ts';

const system = { kind: 'system', job: 'sessions' } as const;
const hour = 3_600_000;

/** How long a session lives: patients 30 days; who works here 24 h, and 1 h without use, for which an open agenda or call counts (quality 20). */
const life = { patient: { whole: 30 * 24 * hour, idle: 30 * 24 * hour }, staff: { whole: 24 * hour, idle: hour } };
/** For how long after signing in an agenda that merely stands open keeps a session awake (quality 20). */
const agendaAwake = 12 * hour;

export interface NewSession {
  accountId: string;
  signedInBy: 'sms' | 'email' | 'link' | 'rehearsal';
  /** What was shown after the code, by those who must (A1). */
  secondFactor?: ShownFactor;
  device: string;
}
export interface SessionCookie {
  token: string;
  maxAgeSeconds: number;
}
export interface SignedIn extends SessionCookie {
  actor: Actor;
}

export interface OpenSession {
  actor: Actor;
  sessionId: string | null;
}

const nobody: OpenSession = { actor: { kind: 'visitor' }, sessionId: null };

/** Opens a session; the token is for the cookie alone, the database keeps its hash (quality 19). */
export async function openSession(world: Pick<World, 'as' | 'ahead' | 'clock' | 'ids'>, input: NewSession): Promise<SessionCookie> {
  return world.as(system, (tx) => issueSession(world, tx, input));
}

/** `openSession` within a transaction of the system that has looked at something else before. */
export async function issueSession(world: Pick<World, 'ahead' | 'clock' | 'ids'>, tx: Tx, input: NewSession): Promise<SessionCookie> {
  const { kind } = await actorOf(tx, input.accountId);
  return writeSession(world, tx, input, kind);
}

const newSession = builtOnce((tx: Tx, row: Insertable<Sessions>) => tx.insertInto('sessions').values(row));

async function writeSession(world: Pick<World, 'ahead' | 'clock' | 'ids'>, tx: Tx, input: NewSession, kind: Actor['kind']): Promise<SessionCookie> {
  const now = world.clock.now();
  const token = world.ids.secret(24);
  const whole = kind === 'patient' ? life.patient.whole : life.staff.whole;
  const row = {
    id: world.ids.uuid(),
    account_id: input.accountId,
    token_hash: hashOf(token),
    signed_in_by: input.signedInBy,
    second_factor: input.secondFactor ?? null,
    device: input.device.slice(0, 120),
    created_at: now,
    last_seen_at: now,
    expires_at: new Date(now.getTime() + whole),
  };
  await world.ahead(tx, newSession(tx, row));
  return { token, maxAgeSeconds: Math.floor(whole / 1000) };
}

/**
 * Signs in whose contact a booking has just proved, in the transaction of that proof. Who works here comes in by the front door
 * alone, where the second factor is shown (A1): null, and the booking goes on without a session. A fresh account is a patient's.
 */
export async function issuePatientSession(
  world: Pick<World, 'ahead' | 'clock' | 'ids'>,
  tx: Tx,
  input: NewSession,
  { fresh }: { fresh: boolean },
): Promise<SessionCookie | null> {
  const kind = fresh ? 'patient' : (await actorOf(tx, input.accountId)).kind;
  return kind === 'patient' ? writeSession(world, tx, input, kind) : null;
}

/** A session with all that its account may be, in one question: every page and every line asks it. */
const sessionOf = builtOnce((tx: Tx, tokenHash: Buffer) =>
  tx
    .selectFrom('sessions as t')
    .select(['t.id', 't.account_id', 't.ended_at', 't.expires_at', 't.last_seen_at', 't.signed_in_by', 't.second_factor'])
    .select(standing(sql.ref('t.account_id')))
    .where('t.token_hash', '=', tokenHash),
);

/** Who holds this session token; a visitor where there is none, or where it ended, expired or lay idle too long. */
export async function findActor(world: Pick<World, 'as' | 'last' | 'clock'>, token: string | null): Promise<OpenSession> {
  if (!token) return nobody;
  const now = world.clock.now();
  const [session] = await world.as(system, (tx) => world.last(tx, sessionOf(tx, hashOf(token))));
  if (!session || session.ended_at || session.expires_at <= now) return nobody;
  const whole = actorWith(session.account_id, session);
  // The rehearsal's door leaves out all that signing in asks, and moves the clock by hours.
  const rehearsed = session.signed_in_by === 'rehearsal';
  const idle = whole.kind === 'patient' || rehearsed ? life.patient.idle : life.staff.idle;
  if (now.getTime() - session.last_seen_at.getTime() > idle) return nobody;
  const shown = rehearsed || session.second_factor !== null || !needsSecondFactor(whole.kind);
  // With a code alone one is the patient one may be as well, and nothing more (quality 16).
  const actor: Actor = shown ? whole : { kind: 'patient', accountId: session.account_id };
  if (now.getTime() - session.last_seen_at.getTime() > 60_000) {
    await world.as(system, (tx) => tx.updateTable('sessions').set({ last_seen_at: now }).where('id', '=', session.id).where('last_seen_at', '<', now).execute());
  }
  return { actor, sessionId: session.id };
}

/** Whether this actor is all that the account behind it may be; false where a second factor is still to be shown (A1). */
export async function isWhole(world: Pick<World, 'as'>, actor: Actor): Promise<boolean> {
  if (actor.kind !== 'patient') return true;
  return world.as(system, async (tx) => (await actorOf(tx, actor.accountId)).kind === 'patient');
}

/** Agendas that stand open and calls keep their sessions awake: an agenda up to 12 h after signing in, a call as long as it lasts (quality 20). */
export async function keepAwake(world: Pick<World, 'as' | 'clock'>, open: { agendas: readonly string[]; rooms: readonly string[] }): Promise<void> {
  if (open.agendas.length + open.rooms.length === 0) return;
  const now = world.clock.now();
  const since = new Date(now.getTime() - agendaAwake);
  const hashes = (tokens: readonly string[]) => tokens.map(hashOf);
  await world.as(system, (tx) =>
    tx
      .updateTable('sessions')
      .set({ last_seen_at: now })
      .where('ended_at', 'is', null)
      // A page that stands open says so every few seconds; once a minute is enough to write.
      .where('last_seen_at', '<', new Date(now.getTime() - 60_000))
      .where(({ eb, or, and, val }) =>
        or([
          eb('token_hash', '=', eb.fn.any(val(hashes(open.rooms)))),
          and([eb('token_hash', '=', eb.fn.any(val(hashes(open.agendas)))), eb('created_at', '>', since)]),
        ]),
      )
      .execute(),
  );
}

/** Ends a session at once, its sockets too (quality 21). */
export async function endSession(world: Pick<World, 'as' | 'clock' | 'live'>, sessionId: string): Promise<void> {
  const now = world.clock.now();
  await world.as(system, (tx) => tx.updateTable('sessions').set({ ended_at: now }).where('id', '=', sessionId).execute());
  world.live.publish(`session:${sessionId}`, { type: 'ended' });
}

type WholeActor = Exclude<Actor, { kind: 'visitor' | 'guest' | 'booker' | 'system' }>;

/** As whom an account acts here: its own practice first, then those it serves, then the site, else as a patient. */
export async function actorOf(tx: Tx, accountId: string): Promise<WholeActor> {
  return actorWith(accountId, (await standingOf(tx, accountId).first()) ?? { own: null, serves: [], operates: false });
}

function actorWith(accountId: string, { own, serves, operates }: { own: string | null; serves: string[]; operates: unknown }): WholeActor {
  if (own) return { kind: 'specialist', accountId, specialistIds: [own] };
  if (serves.length > 0) return { kind: 'assistant', accountId, specialistIds: serves };
  return operates ? { kind: 'operator', accountId } : { kind: 'patient', accountId };
}

/** All that an account may be here; each page that somebody signed in opens asks it. */
const standingOf = builtOnce((tx: Tx, accountId: string) => tx.selectNoFrom(standing(sql`${accountId}::uuid`)));

function standing(account: RawBuilder<unknown>) {
  return [
    sql<string | null>`(select id from specialists where account_id = ${account})`.as('own'),
    sql<string[]>`array(select specialist_id from assistants where account_id = ${account})`.as('serves'),
    sql<boolean>`exists (select from operators where account_id = ${account})`.as('operates'),
  ] as const;
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
