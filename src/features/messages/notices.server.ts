import type { Change, OperatorNews, SignInChange } from '#domain/changes.ts';
import { linkPath, linkToken } from '#domain/link.ts';
import type { Contact } from '#domain/phone.ts';
import type { Tx, World } from '#ports/world.ts';
import { loadSilenced } from './sending/recipients.server.ts';
import { isNews, pageOfNews, renderNewsMail, renderNewsSms } from './templates/operator-news.ts';
import { renderNoticeMail, renderNoticeSms, type NoticeFacts } from './templates/notice.ts';

/** Where a change can be looked at, where that is not the account's first page. */
const pageOfChange: Partial<Record<SignInChange, string>> = { admitted: '/agenda/ajustes/perfil', 'data-requested': '/cuenta/datos' };

/** Tells somebody at every contact they have proved that the way they sign in changes, in the change's transaction (quality 18). */
export async function planSignInNotices(world: Pick<World, 'ids' | 'clock'>, tx: Tx, change: Change): Promise<void> {
  if (change.type !== 'sign-in-changed') return;
  await planNotices(world, tx, { account_id: change.accountId }, { what: change.what, words: '' }, await provedContacts(tx, change.accountId));
}

/** Tells somebody what was decided about them, by mail where they have one: words may be long, and private (O1, R3). */
export async function planOperatorNews(world: Pick<World, 'ids' | 'clock'>, tx: Tx, change: Change): Promise<void> {
  if (change.type !== 'operator-decided') return;
  const contacts = await provedContacts(tx, change.accountId);
  const mails = contacts.filter((contact) => contact.channel === 'email');
  await planNotices(world, tx, { account_id: change.accountId }, { what: change.what, words: change.words }, mails.length > 0 ? mails : contacts);
}

/**
 * Tells whoever reviewed without an account, at the contacts of their appointment: by mail where they have one, and where they
 * have not asked to be left alone (R3, M7).
 */
export async function planReviewNews(world: Pick<World, 'ids' | 'clock' | 'settings'>, tx: Tx, change: Change): Promise<void> {
  if (change.type !== 'review-decided') return;
  const { appointmentId, what, words } = change;
  const row = await tx.selectFrom('appointments').select(['patient_email', 'patient_mobile']).where('id', '=', appointmentId).executeTakeFirst();
  const silenced = await loadSilenced(world, tx, [row?.patient_email ?? null, row?.patient_mobile ?? null], world.clock.now());
  const ways = [['email', row?.patient_email], ['sms', row?.patient_mobile]] as const;
  const reached = ways.flatMap(([channel, address]) => (address && silenced(channel, address).silenced === null ? [{ channel, address }] : []));
  await planNotices(world, tx, { appointment_id: appointmentId }, { what, words }, reached.slice(0, 1));
}

async function provedContacts(tx: Tx, accountId: string): Promise<Contact[]> {
  return tx.selectFrom('contacts').select(['channel', 'address']).where('account_id', '=', accountId).where('proved_at', 'is not', null).execute();
}

async function planNotices(world: Pick<World, 'ids' | 'clock'>, tx: Tx, whose: { account_id: string } | { appointment_id: string }, said: { what: SignInChange | OperatorNews; words: string }, contacts: Contact[]): Promise<void> {
  if (contacts.length === 0) return;
  const now = world.clock.now();
  const notices = contacts.map((contact) => ({ id: world.ids.uuid(), ...whose, ...said, ...contact, created_at: now }));
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

/** What a notice says and to whom; null where account or appointment is gone. Without an account the link is the appointment's own. */
export async function findNotice(
  world: Pick<World, 'settings' | 'vault'>,
  tx: Tx,
  noticeId: string,
): Promise<{ to: string; mail: () => ReturnType<typeof renderNoticeMail>; sms: () => string } | null> {
  const row = await tx
    .selectFrom('sign_in_notices as n')
    .leftJoin('accounts as a', 'a.id', 'n.account_id')
    .leftJoin('appointments as p', 'p.id', 'n.appointment_id')
    .select(['n.what', 'n.words', 'n.address', 'p.id as appointmentId', 'p.link_version as version', (eb) => eb.fn.coalesce('a.locale', 'p.patient_locale').as('locale')])
    .where('n.id', '=', noticeId)
    .executeTakeFirst();
  if (!row?.locale) return null;
  const site = `${world.settings.publicOrigin}${row.locale === 'es' ? '' : `/${row.locale}`}`;
  const locale = row.locale === 'en' ? 'en' : 'es';
  if (isNews(row.what)) {
    const own = row.appointmentId && linkPath(linkToken((data) => world.vault.sign('link', data), row.appointmentId, 'patient', row.version ?? 1));
    const news = { what: row.what, words: row.words, locale, link: `${site}${own ? `${own}/opinion` : pageOfNews[row.what]}`, objectTo: world.settings.privacy.controller.email } as const;
    return { to: row.address, mail: () => renderNewsMail(news), sms: () => renderNewsSms(news) };
  }
  const facts: NoticeFacts = {
    what: row.what,
    locale,
    link: `${site}${pageOfChange[row.what] ?? '/cuenta'}`,
  };
  return { to: row.address, mail: () => renderNoticeMail(facts), sms: () => renderNoticeSms(facts) };
}
