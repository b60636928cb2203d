import type Stripe from 'stripe';
import type { CardProvider } from '#ports/cards.ts';
import { known } from './answers.ts';

/** Connected accounts: Stripe keeps the specialist's data and asks for what is missing on its own pages. */
export function accounts(stripe: Stripe): Pick<CardProvider, 'openAccount' | 'onboardingPage' | 'readAccount'> {
  return {
    async openAccount({ operationId, email, country }) {
      const account = await stripe.accounts.create(
        {
          country,
          email,
          controller: {
            stripe_dashboard: { type: 'express' },
            fees: { payer: 'application' },
            losses: { payments: 'application' },
          },
          capabilities: { card_payments: { requested: true }, transfers: { requested: true } },
        },
        { idempotencyKey: operationId },
      );
      return { accountId: account.id };
    },

    async onboardingPage({ accountId, returnUrl, refreshUrl }) {
      const { url } = await stripe.accountLinks.create({
        account: accountId,
        type: 'account_onboarding',
        return_url: returnUrl,
        refresh_url: refreshUrl,
        collection_options: { fields: 'eventually_due' },
      });
      return { url };
    },

    async readAccount(accountId) {
      const account = await known(() => stripe.accounts.retrieve(accountId));
      if (!account) return null;
      const { requirements } = account;
      const due = requirements?.current_deadline;
      return {
        accountId,
        takesPayments: account.charges_enabled,
        paysOut: account.payouts_enabled,
        dataGiven: account.details_submitted,
        missing: [...new Set([...(requirements?.past_due ?? []), ...(requirements?.currently_due ?? [])])],
        answerBy: due ? new Date(due * 1000) : null,
        blockedWhy: requirements?.disabled_reason ?? null,
      };
    },
  };
}
