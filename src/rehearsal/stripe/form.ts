import { invalidRequest } from './stripe-fault.ts';

/** Parameters as Stripe's SDK sends them: `line_items[0][price_data][currency]` → its text. */
export type Params = Record<string, string>;

export function parseForm(text: string): Params {
  return Object.fromEntries(new URLSearchParams(text));
}

/** The parameters under a name: `metadata[operationId]` → `operationId`. */
export function under(params: Params, name: string): Params {
  const prefix = `${name}[`;
  return Object.fromEntries(
    Object.entries(params)
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length).replace(']', ''), value]),
  );
}

/** The members of a list: `expand[0]`, `expand[1]`. */
export function listOf(params: Params, name: string): string[] {
  return Object.values(under(params, name));
}

/** Refuses what the stand-in does not know, so that gaps fail loudly. */
export function onlyKnown(params: Params, known: string[]): void {
  for (const key of Object.keys(params)) {
    const name = key.split('[')[0] ?? key;
    if (!known.includes(name) && name !== 'expand') {
      throw invalidRequest(`Received unknown parameter: ${name}`, { param: name, code: 'parameter_unknown' });
    }
  }
}

export function required(params: Params, name: string): string {
  const value = params[name];
  if (!value) throw invalidRequest(`Missing required param: ${name}.`, { param: name, code: 'parameter_missing' });
  return value;
}

/** Whole cents above zero. */
export function amountOf(params: Params, name: string): number {
  const amount = Number(required(params, name));
  if (!Number.isSafeInteger(amount) || amount < 1) {
    throw invalidRequest(`Invalid integer: ${params[name]}`, { param: name, code: 'parameter_invalid_integer' });
  }
  return amount;
}

export function currencyOf(params: Params, name: string): string {
  const currency = required(params, name);
  if (currency !== 'eur' && currency !== 'mxn') throw invalidRequest(`Invalid currency: ${currency}`, { param: name });
  return currency;
}
