import type { Currency } from './appointment.ts';
import type { Locale } from './people.ts';

/** Money is integer cents and a currency (Y5). Written by hand, so that browser and server never differ by a space. */

const SPACE = '\u00a0';

/** '55 €', '55,50 €', '1.200 MXN' · '€55', 'MXN 1,200': whole amounts without decimals, hard spaces. */
export function formatMoney(cents: number, currency: Currency, locale: Locale): string {
  if (locale === 'es') return `${amount(cents, '.', ',')}${SPACE}${currency === 'EUR' ? '€' : currency}`;
  return currency === 'EUR' ? `€${amount(cents, ',', '.')}` : `${currency}${SPACE}${amount(cents, ',', '.')}`;
}

/** For an SMS (M8): '55 EUR', '55,50 EUR', '1200 MXN'. No thousands sign: Spain and Mexico read it differently. */
export function formatMoneySms(cents: number, currency: Currency): string {
  return `${amount(cents, '', currency === 'EUR' ? ',' : '.')} ${currency}`;
}

/** Cents of an amount as typed: '55', '55,50', '1.200', '1,200.50 MXN'; null where it is none. */
export function parseMoney(text: string): number | null {
  const bare = text.replace(/EUR|MXN|€|\$|\s/gi, '');
  const [, whole, decimals = ''] = /^(\d{1,3}(?:\.\d{3})+|\d{1,3}(?:,\d{3})+|\d{1,7})(?:[.,](\d{1,2}))?$/.exec(bare) ?? [];
  if (whole === undefined || mixesUpSigns(whole, bare)) return null;
  const cents = Number(whole.replace(/[.,]/g, '')) * 100 + Number(decimals.padEnd(2, '0'));
  return cents <= 1_000_000_000 ? cents : null;
}

/** '55', '55,50': an amount as a person types it. */
export function amountText(cents: number): string {
  return amount(cents, '', ',');
}

/** '1.200.50' uses one sign for both thousands and decimals. */
function mixesUpSigns(whole: string, bare: string): boolean {
  const thousands = /[.,]/.exec(whole)?.[0];
  return thousands !== undefined && bare.charAt(whole.length) === thousands;
}

function amount(cents: number, thousands: string, decimal: string): string {
  const sign = cents < 0 ? '-' : '';
  const [whole, rest] = [Math.floor(Math.abs(cents) / 100), Math.abs(cents) % 100];
  const grouped = String(whole).replace(/\B(?=(\d{3})+$)/g, thousands);
  return `${sign}${grouped}${rest === 0 ? '' : decimal + String(rest).padStart(2, '0')}`;
}
