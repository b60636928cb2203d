import { createHash } from 'node:crypto';
import type { Actor } from '#domain/people.ts';
import type { World } from '#ports/world.ts';

const system = { kind: 'system', job: 'sessions' } as const;
const hour = 3_600_000;

/** How long a session lives: patients 30 days, everybody who works here 24 h and 12 h without use (quality 20). */
const life = { patient: { whole: 30 * 24 * hour, idle: 30 * 24 * hour }, staff: { whole: 24 * hour, idle: 12 * hour } };

export interface OpenSession {
  actor: Actor;
  sessionId: string | null;
}

const nobody: OpenSession = { actor: { kind: 'visitor' }, sessionId: null };

/** Opens a session; the token is for the cookie alone, the database keeps its hash (quality 19). */
export async function openSession(
  world: Pick<World, 'as' | 'clock' | 'ids'>,
  input: { accountId: string; signedInBy: 'sms' | 'email' | 'link' | 'rehearsal'; device: string },
): Promise<{ token: string; maxAgeSeconds: number }> {
  const now = world.clock.now();
  const token = world.ids.secret(24);
  const maxAge = await world.as(system, async (tx) => {
    const { kind } = await actorOf(tx, input.accountId);
    const whole = kind === 'patient' ? life.patient.whole : life.staff.whole;
    await tx
      .insertInto('sessions')
      .values({
        id: world.ids.uuid(),
        account_id: input.accountId,
        token_hash: hashOf(token),
        signed_in_by: input.signedInBy,
        device: input.device.slice(0, 120),
        created_at: now,
        last_seen_at: now,
        expires_at: new Date(now.getTime() + whole),
      })
      .execute();
    return whole;
  });
  return { token, maxAgeSeconds: Math.floor(maxAge / 1000) };
}

/**
 * Signs in whose contact a booking has just proved. Who works here comes in by the front door alone, where the second
 * factor is shown (A1): null, and the booking goes on without a session.
 */
export async function openPatientSession(
  world: Parameters<typeof openSession>[0],
  input: Parameters<typeof openSession>[1],
): Promise<{ token: string; maxAgeSeconds: number } | null> {
  const { kind } = await world.as(system, (tx) => actorOf(tx, input.accountId));
  return kind === 'patient' ? openSession(world, input) : null;
}

/** Who holds this session token; a visitor where there is none, or where it ended, expired or lay idle too long. */
export async function findActor(world: Pick<World, 'as' | 'clock'>, token: string | null): Promise<OpenSession> {
  if (!token) return nobody;
  const now = world.clock.now();
  return world.as(system, async (tx) => {
    const session = await tx.selectFrom('sessions').selectAll().where('token_hash', '=', hashOf(token)).executeTakeFirst();
    if (!session || session.ended_at || session.expires_at <= now) return nobody;
    const actor = await actorOf(tx, session.account_id);
    const idle = actor.kind === 'patient' ? life.patient.idle : life.staff.idle;
    if (now.getTime() - session.last_seen_at.getTime() > idle) return nobody;
    if (now.getTime() - session.last_seen_at.getTime() > 60_000) {
      await tx.updateTable('sessions').set({ last_seen_at: now }).where('id', '=', session.id).execute();
    }
    return { actor, sessionId: session.id };
  });
}

/** Ends a session at once; its socket is refused at the next message (quality 21). */
export async function endSession(world: Pick<World, 'as' | 'clock'>, sessionId: string): Promise<void> {
  const now = world.clock.now();
  await world.as(system, (tx) => tx.updateTable('sessions').set({ ended_at: now }).where('id', '=', sessionId).execute());
}

type Reader = Parameters<Parameters<World['as']>[1]>[0];

/** As whom an account acts here: its own practice first, then those it serves, then the site, else as a patient. */
export async function actorOf(tx: Reader, accountId: string): Promise<Exclude<Actor, { kind: 'visitor' | 'guest' | 'booker' | 'system' }>> {
  const own = await tx.selectFrom('specialists').select('id').where('account_id', '=', accountId).executeTakeFirst();
  if (own) return { kind: 'specialist', accountId, specialistIds: [own.id] };
  const serves = await tx.selectFrom('assistants').select('specialist_id').where('account_id', '=', accountId).execute();
  if (serves.length > 0) return { kind: 'assistant', accountId, specialistIds: serves.map((row) => row.specialist_id) };
  const operator = await tx.selectFrom('operators').select('account_id').where('account_id', '=', accountId).executeTakeFirst();
  return operator ? { kind: 'operator', accountId } : { kind: 'patient', accountId };
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
