import { expect, test } from 'vitest';
import type { Currency } from './appointment.ts';
import { formatMoney, formatMoneySms, parseMoney } from './money.ts';

test.each<[number, Currency, string, string, string]>([
  [5500, 'EUR', '55\u00a0€', '€55', '55 EUR'],
  [5550, 'EUR', '55,50\u00a0€', '€55.50', '55,50 EUR'],
  [5, 'EUR', '0,05\u00a0€', '€0.05', '0,05 EUR'],
  [0, 'EUR', '0\u00a0€', '€0', '0 EUR'],
  [120_000, 'MXN', '1.200\u00a0MXN', 'MXN\u00a01,200', '1200 MXN'],
  [120_050, 'MXN', '1.200,50\u00a0MXN', 'MXN\u00a01,200.50', '1200.50 MXN'],
  [123_456_700, 'MXN', '1.234.567\u00a0MXN', 'MXN\u00a01,234,567', '1234567 MXN'],
  [-2500, 'EUR', '-25\u00a0€', '€-25', '-25 EUR'],
])('%i cents %s', (cents, currency, es, en, sms) => {
  expect([formatMoney(cents, currency, 'es'), formatMoney(cents, currency, 'en'), formatMoneySms(cents, currency)]).toEqual([
    es,
    en,
    sms,
  ]);
});

test.each([
  ['55', 5500],
  ['55 €', 5500],
  ['55,5', 5550],
  ['55.50', 5550],
  ['€55', 5500],
  ['$1,200.00 MXN', 120_000],
  ['1.200', 120_000],
  ['1,200', 120_000],
  ['1.200,50', 120_050],
  ['1.234.567', 123_456_700],
  ['0', 0],
])('%s is %i cents', (text, cents) => expect(parseMoney(text)).toBe(cents));

test.each(['', 'gratis', '-5', '55,555,5', '1.200.50', '5 5x', '12.34.56', ',50', '99999999', '1e3'])('%j is no amount', (text) =>
  expect(parseMoney(text)).toBeNull(),
);
