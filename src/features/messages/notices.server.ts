import type { Change, SignInChange } from '#domain/changes.ts';
import type { Tx, World } from '#ports/world.ts';
import { renderNoticeMail, renderNoticeSms, type NoticeFacts } from './templates/notice.ts';

/** Tells somebody at every contact they have proved that the way they sign in changes, in the change's transaction (quality 18). */
export async function planSignInNotices(world: Pick<World, 'ids' | 'clock'>, tx: Tx, change: Change): Promise<void> {
  if (change.type !== 'sign-in-changed') return;
  const now = world.clock.now();
  const contacts = await tx
    .selectFrom('contacts')
    .select(['channel', 'address'])
    .where('account_id', '=', change.accountId)
    .where('proved_at', 'is not', null)
    .execute();
  if (contacts.length === 0) return;
  const notices = contacts.map((contact) => ({
    id: world.ids.uuid(),
    account_id: change.accountId,
    what: change.what,
    ...contact,
    created_at: now,
  }));
  await tx.insertInto('sign_in_notices').values(notices).execute();
  await tx
    .insertInto('messages')
    .values(
      notices.map(({ id, channel }) => ({
        id: world.ids.uuid(),
        notice_id: id,
        kind: 'sign_in_notice',
        audience: 'patient' as const,
        channel,
        occurrence: `notice ${id}`,
        due_at: now,
        created_at: now,
      })),
    )
    .execute();
}

/** What a notice says and to whom; null where the account is gone. */
export async function findNotice(
  world: Pick<World, 'settings'>,
  tx: Tx,
  noticeId: string,
): Promise<{ to: string; mail: () => ReturnType<typeof renderNoticeMail>; sms: () => string } | null> {
  const row = await tx
    .selectFrom('sign_in_notices as n')
    .innerJoin('accounts as a', 'a.id', 'n.account_id')
    .select(['n.what', 'n.address', 'a.locale'])
    .where('n.id', '=', noticeId)
    .executeTakeFirst();
  if (!row) return null;
  const site = `${world.settings.publicOrigin}${row.locale === 'es' ? '' : `/${row.locale}`}`;
  const facts: NoticeFacts = {
    what: row.what as SignInChange,
    locale: row.locale === 'en' ? 'en' : 'es',
    link: row.what === 'admitted' ? `${site}/agenda/ajustes/perfil` : `${site}/cuenta`,
  };
  return { to: row.address, mail: () => renderNoticeMail(facts), sms: () => renderNoticeSms(facts) };
}
