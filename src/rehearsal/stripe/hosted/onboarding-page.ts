import { m } from '#texts/compiled/messages.js';
import type { Account } from '../objects.ts';
import { field, frame, type Locale } from './frame.ts';
import { html } from './html.ts';

export interface OnboardingForm {
  holder: string;
  bank: string;
}

/** Made-up bank accounts of the right shape. */
export const testBankAccounts: Record<string, string> = { ES: 'ES91 2100 0418 4502 0005 1332', MX: '012180001234567897' };

/** The page on which a specialist gives the card provider their data. */
export function onboardingPage(
  locale: Locale,
  linkId: string,
  account: Account,
  form: OnboardingForm,
  incomplete: boolean,
): string {
  const title = m.rehearsal_connect_title({}, { locale });
  const missing = (value: string) => (incomplete && !value ? m.rehearsal_card_missing({}, { locale }) : null);
  const bankLabel = account.country === 'MX' ? 'CLABE' : 'IBAN';
  return frame(
    locale,
    title,
    html`<div class="card">
      <h1>${title}</h1>
      <p>${m.rehearsal_connect_explained({}, { locale })}</p>
      ${account.email ? html`<p class="soft">${account.email}</p>` : null}
      <form method="post" action="/setup/${linkId}" novalidate>
        ${field({ name: 'holder', label: m.rehearsal_connect_holder({}, { locale }), value: form.holder, problem: missing(form.holder) })}
        ${field({ name: 'bank', label: bankLabel, value: form.bank, problem: missing(form.bank) })}
        <button>${m.rehearsal_connect_finish({}, { locale })}</button>
        <button class="quiet" name="papers" value="later">${m.rehearsal_connect_papers({}, { locale })}</button>
        <button class="quiet" name="leave" value="yes">${m.rehearsal_connect_leave({}, { locale })}</button>
      </form>
    </div>`,
  );
}
