import type { Actor } from '#domain/people.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import { may } from '#domain/permissions.ts';
import type { AccountState } from '#ports/cards.ts';
import type { World } from '#ports/world.ts';
import type { AccountCard } from './account-card.ts';

type Connect = Pick<World, 'as' | 'clock' | 'cards' | 'log'>;

const system = { kind: 'system', job: 'card-accounts' } as const;

/**
 * Makes the specialist's account at the card provider where there is none yet; the specialist enters their data on the
 * provider's own pages. Refuses `not-allowed` to everybody else, `try-again-later` where the provider does not answer.
 */
export async function connectAccount(world: Connect, actor: Actor, specialistId: string): Promise<Result<null>> {
  if (!may(actor, 'take-money', { specialistId })) return refuse('not-allowed');
  const who = await world.as(system, (tx) =>
    tx
      .selectFrom('specialists as s')
      .leftJoin('card_accounts as k', 'k.specialist_id', 's.id')
      .select(['s.country', 'k.account_id'])
      .select((eb) =>
        eb
          .selectFrom('contacts as c')
          .select('c.address')
          .whereRef('c.account_id', '=', 's.account_id')
          .where('c.channel', '=', 'email')
          .orderBy('c.created_at')
          .limit(1)
          .as('email'),
      )
      .where('s.id', '=', specialistId)
      .executeTakeFirstOrThrow(),
  );
  if (who.account_id) return success(null);
  const country = who.country === 'MX' ? 'MX' : 'ES';
  const opened = await answered(world, () =>
    world.cards.openAccount({ operationId: `account-${specialistId}`, email: who.email ?? '', country }),
  );
  if (!opened) return refuse('try-again-later');
  await world.as(system, (tx) =>
    tx
      .insertInto('card_accounts')
      .values({ specialist_id: specialistId, account_id: opened.accountId, created_at: world.clock.now() })
      .onConflict((conflict) => conflict.column('specialist_id').doNothing())
      .execute(),
  );
  return success(null);
}

/** The provider's page for the next visit; null where no account was made yet, or nobody answers. */
export async function findOnboardingPage(
  world: Connect,
  actor: Actor,
  input: { specialistId: string; returnUrl: string; refreshUrl: string },
): Promise<string | null> {
  const { specialistId, returnUrl, refreshUrl } = input;
  if (!may(actor, 'take-money', { specialistId })) return null;
  const account = await world.as(actor, (tx) =>
    tx.selectFrom('card_accounts').select('account_id').where('specialist_id', '=', specialistId).executeTakeFirst(),
  );
  if (!account) return null;
  const page = await answered(world, () => world.cards.onboardingPage({ accountId: account.account_id, returnUrl, refreshUrl }));
  return page?.url ?? null;
}

/** Asks the provider how the specialist's account stands, for the page that they come back to. */
export async function askAboutAccount(world: Connect, actor: Actor, specialistId: string): Promise<void> {
  const account = await world.as(actor, (tx) =>
    tx.selectFrom('card_accounts').select('account_id').where('specialist_id', '=', specialistId).executeTakeFirst(),
  );
  if (account) await answered(world, () => keepAccount(world, account.account_id));
}

/**
 * Keeps how an account stands. Payments go to it once it takes them; while it takes none any more, what is booked is
 * paid to the practice: a provider never stands between a patient and the consultation.
 */
export async function keepAccount(world: Connect, accountId: string): Promise<void> {
  const state = await world.cards.readAccount(accountId);
  if (!state) return;
  const now = world.clock.now();
  await world.as(system, async (tx) => {
    const row = await tx
      .updateTable('card_accounts')
      .set({ ...columnsOf(state), asked_at: now })
      .where('account_id', '=', accountId)
      .returning('specialist_id')
      .executeTakeFirst();
    if (!row) return;
    await tx
      .updateTable('specialist_settings')
      .set(state.takesPayments ? { stripe_account_id: accountId, card_payments_paused: false } : { card_payments_paused: true })
      .where('specialist_id', '=', row.specialist_id)
      .where((eb) => (state.takesPayments ? eb.val(true) : eb('stripe_account_id', '=', accountId)))
      .execute();
  });
}

function columnsOf(state: AccountState) {
  return {
    takes_payments: state.takesPayments,
    pays_out: state.paysOut,
    data_given: state.dataGiven,
    missing: state.missing,
    answer_by: state.answerBy,
    blocked_why: state.blockedWhy,
  };
}

/** How the specialist's own account stands, in one of five states. */
export async function readAccountCard(world: Pick<World, 'as'>, actor: Actor, specialistId: string): Promise<AccountCard> {
  const row = await world.as(actor, (tx) =>
    tx.selectFrom('card_accounts').selectAll().where('specialist_id', '=', specialistId).executeTakeFirst(),
  );
  if (!row) return { state: 'none', missing: [], answerBy: null };
  const facts = { missing: row.missing, answerBy: row.answer_by };
  if (row.takes_payments) return { state: row.missing.length > 0 ? 'active-asks' : 'active', ...facts };
  return { state: row.data_given ? (row.missing.length > 0 ? 'restricted' : 'checking') : 'incomplete', ...facts };
}

async function answered<Value>(world: Pick<World, 'log'>, ask: () => Promise<Value>): Promise<Value | null> {
  try {
    return await ask();
  } catch (error) {
    world.log.warn({ error: error instanceof Error ? error.name : 'unknown' }, 'card provider did not answer about an account');
    return null;
  }
}
