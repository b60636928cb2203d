import { m } from '#texts/compiled/messages.js';
import type { SessionFile, TypedCard } from '../books.ts';
import type { FieldProblem, Problems } from './card-form.ts';
import type { Session } from '../objects.ts';
import type { CardFailure } from '../stripe-fault.ts';
import { inGroups, type TestCard, testCards } from '../test-cards.ts';
import { field, frame, type Locale } from './frame.ts';
import { html, type Html } from './html.ts';

export interface CardPageState {
  typed: TypedCard;
  problems: Problems;
  failure: CardFailure | null;
}

/** The page on which a person pays or saves a card. */
export function cardPage({ session, description }: SessionFile, { typed, problems, failure }: CardPageState): string {
  const locale = localeOf(session);
  const amount = amountText(session, locale);
  const title = amount ? m.rehearsal_card_pay_title({}, { locale }) : m.rehearsal_card_save_title({}, { locale });
  const says = (name: keyof TypedCard) => (problems[name] ? problemText(problems[name], locale) : null);
  const alert = failure
    ? failureText(failure, locale)
    : Object.keys(problems).length > 0
      ? m.rehearsal_card_check_fields({}, { locale })
      : null;
  const email = session.customer_email ?? typed.email;
  return frame(
    locale,
    title,
    html`<div class="card">
      <h1>${title}</h1>
      ${amount ? html`<p class="amount">${amount}</p>` : null}
      <p class="soft">${description}</p>
      ${amount ? null : html`<p>${m.rehearsal_card_save_explained({}, { locale })}</p>`}
      ${alert ? html`<p class="alert" role="alert">${alert}</p>` : null}
      <form method="post" action="/c/pay/${session.id}" novalidate>
        ${field({ name: 'email', label: m.rehearsal_card_email({}, { locale }), value: email, problem: says('email'), readOnly: Boolean(session.customer_email) })}
        ${field({ name: 'number', label: m.rehearsal_card_number({}, { locale }), value: inGroups(typed.number.replace(/\s/g, '')), problem: says('number'), numeric: true, placeholder: '4242 4242 4242 4242' })}
        <div class="pair">
          ${field({ name: 'expiry', label: m.rehearsal_card_expiry({}, { locale }), value: typed.expiry, problem: says('expiry'), numeric: true, placeholder: m.rehearsal_card_expiry_shape({}, { locale }) })}
          ${field({ name: 'cvc', label: m.rehearsal_card_cvc({}, { locale }), value: typed.cvc, problem: says('cvc'), numeric: true, placeholder: '123' })}
        </div>
        ${field({ name: 'holder', label: m.rehearsal_card_holder({}, { locale }), value: typed.holder, problem: says('holder') })}
        <button>${amount ? m.rehearsal_card_pay({ amount }, { locale }) : m.rehearsal_card_save({}, { locale })}</button>
        <details>
          <summary>${m.rehearsal_card_test_cards({}, { locale })}</summary>
          <ul>
            ${testCards.map((card) => testCardRow(card, locale))}
          </ul>
        </details>
      </form>
      ${session.cancel_url ? html`<a class="button quiet" href="${session.cancel_url}">${m.rehearsal_card_back({}, { locale })}</a>` : null}
    </div>`,
  );
}

/** The bank asks the owner of the card. */
export function bankPage({ session, description }: SessionFile): string {
  const locale = localeOf(session);
  const title = m.rehearsal_card_bank_title({}, { locale });
  const amount = amountText(session, locale);
  return frame(
    locale,
    title,
    html`<div class="card">
      <h1>${title}</h1>
      ${amount ? html`<p class="amount">${amount}</p>` : null}
      <p class="soft">${description}</p>
      <p>${m.rehearsal_card_bank_explained({}, { locale })}</p>
      <form method="post" action="/c/3ds/${session.id}">
        <button name="answer" value="approve">${m.rehearsal_card_bank_approve({}, { locale })}</button>
        <button class="quiet" name="answer" value="reject">${m.rehearsal_card_bank_reject({}, { locale })}</button>
      </form>
    </div>`,
  );
}

/** A page whose time ran out, or that was ended by us. */
export function closedPage(session: Session): string {
  const locale = localeOf(session);
  const title = m.rehearsal_card_closed_title({}, { locale });
  return frame(
    locale,
    title,
    html`<div class="card">
      <h1>${title}</h1>
      <p>${m.rehearsal_card_closed_explained({}, { locale })}</p>
      ${session.cancel_url ? html`<a class="button" href="${session.cancel_url}">${m.rehearsal_card_back({}, { locale })}</a>` : null}
    </div>`,
  );
}

export function unknownPage(locale: Locale): string {
  const title = m.rehearsal_card_unknown_title({}, { locale });
  const content = html`<div class="card">
    <h1>${title}</h1>
    <p>${m.rehearsal_card_unknown_explained({}, { locale })}</p>
  </div>`;
  return frame(locale, title, content);
}

function testCardRow(card: TestCard, locale: Locale): Html {
  return html`<li>
    <code>${inGroups(card.number)}</code><br /><span class="soft">${behaviour(card, locale)}</span>
    <button class="quiet" name="fill" value="${card.number}">
      ${m.rehearsal_card_fill({ last4: card.number.slice(-4) }, { locale })}
    </button>
  </li>`;
}

function behaviour({ onPage, later, declineCode }: TestCard, locale: Locale): string {
  if (declineCode === 'insufficient_funds') return m.rehearsal_card_is_empty({}, { locale });
  if (onPage === 'declines') return m.rehearsal_card_is_declined({}, { locale });
  if (later === 'asks') return m.rehearsal_card_always_asks({}, { locale });
  if (onPage === 'asks') return m.rehearsal_card_asks({}, { locale });
  return later === 'declines' ? m.rehearsal_card_declined_later({}, { locale }) : m.rehearsal_card_works({}, { locale });
}

function failureText({ code, decline_code }: CardFailure, locale: Locale): string {
  if (decline_code === 'insufficient_funds') return m.rehearsal_card_refused_empty({}, { locale });
  if (code.endsWith('_authentication_failure')) return m.rehearsal_card_refused_by_owner({}, { locale });
  return m.rehearsal_card_refused({}, { locale });
}

function problemText(problem: FieldProblem, locale: Locale): string {
  if (problem === 'missing') return m.rehearsal_card_missing({}, { locale });
  if (problem === 'not-a-test-card') return m.rehearsal_card_not_test({}, { locale });
  return problem === 'past' ? m.rehearsal_card_past({}, { locale }) : m.rehearsal_card_invalid({}, { locale });
}

function amountText({ amount_total, currency }: Session, locale: Locale): string | null {
  if (amount_total === null || !currency) return null;
  const language = locale === 'en' ? 'en' : currency === 'mxn' ? 'es-MX' : 'es-ES';
  return new Intl.NumberFormat(language, { style: 'currency', currency }).format(amount_total / 100);
}

function localeOf({ locale }: Session): Locale {
  return locale?.startsWith('en') ? 'en' : 'es';
}
