/** An answer that is an error, in the shape of Stripe's API. */
export class StripeFault extends Error {
  readonly status: number;
  readonly error: Record<string, unknown>;

  constructor(status: number, error: Record<string, unknown> & { type: string; message: string }) {
    super(error.message);
    this.status = status;
    this.error = error;
  }
}

export function invalidRequest(message: string, more: { param?: string; code?: string } = {}): StripeFault {
  return new StripeFault(400, { type: 'invalid_request_error', message, ...more });
}

export function missing(kind: string, id: string): StripeFault {
  return new StripeFault(404, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such ${kind}: '${id}'`,
    param: 'id',
  });
}

/** The card or its bank said no; carries the intent, as Stripe does. */
export function cardFault(error: CardFailure, intent: unknown): StripeFault {
  return new StripeFault(402, { ...error, payment_intent: intent });
}

/** `last_payment_error` and `last_setup_error` of an intent. */
export interface CardFailure {
  type: 'card_error';
  code: string;
  decline_code: string | null;
  message: string;
}

export function cardFailure(code: string, declineCode: string | null): CardFailure {
  return { type: 'card_error', code, decline_code: declineCode, message: `The card was refused: ${declineCode ?? code}.` };
}
