import { sql } from 'kysely';
import { mayResendFrom } from '#domain/invitation.ts';
import type { Locale } from '#domain/people.ts';
import { formatDayRelative } from '#domain/time.ts';
import type { World } from '#ports/world.ts';
import type { PracticeActor } from './invitations.server.ts';
import type { TeamView } from './view.ts';

/** Who keeps this agenda and who was asked to; the specialist's eyes alone (row-level security holds it too). */
export async function readTeamPage(
  world: Pick<World, 'as' | 'clock'>,
  actor: PracticeActor,
  practice: { id: string; zone: string },
  locale: Locale,
): Promise<TeamView> {
  const now = world.clock.now();
  const dayOf = (instant: Date) => formatDayRelative(practice.zone, instant, now, locale);
  return world.as(actor, async (tx) => {
    const { rows: members } = await sql<{
      account_id: string;
      name: string;
      email: string | null;
      since: Date;
      last_seen_at: Date | null;
    }>`
      select * from team_of(${practice.id}) order by since`.execute(tx);
    const pending = await tx
      .selectFrom('invitations as i')
      .select((eb) => [
        'i.id',
        'i.name',
        'i.email',
        'i.sent_at',
        'i.expires_at',
        eb
          .selectFrom('messages as m')
          .select('m.status')
          .whereRef('m.invitation_id', '=', 'i.id')
          .orderBy('m.created_at', 'desc')
          .limit(1)
          .as('mail'),
      ])
      .where('i.specialist_id', '=', practice.id)
      .where('i.accepted_at', 'is', null)
      .where('i.withdrawn_at', 'is', null)
      .orderBy('i.sent_at')
      .execute();
    return {
      members: members.map((one) => ({
        accountId: one.account_id,
        name: one.name,
        email: one.email ?? '',
        since: dayOf(one.since),
        lastSeen: one.last_seen_at && dayOf(one.last_seen_at),
      })),
      pending: pending.map((one) => ({
        id: one.id,
        name: one.name,
        email: one.email,
        sent: dayOf(one.sent_at),
        expires: dayOf(one.expires_at),
        expired: one.expires_at <= now,
        undelivered: one.mail === 'undeliverable' || one.mail === 'failed',
        mayResend: mayResendFrom(one.sent_at) <= now,
      })),
    };
  });
}
