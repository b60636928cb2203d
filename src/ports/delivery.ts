/**
 * What a provider did with a message.
 * `accepted`: it is theirs now. `refused`: never will be (bad address, opted out). `later`: busy or down, try again
 * after `retryAfterSeconds`. `unknown`: no answer came; look the message up before sending again (M6).
 */
export type Delivery =
  | { kind: 'accepted'; providerId: string }
  | { kind: 'refused'; why: string }
  | { kind: 'later'; why: string; retryAfterSeconds: number }
  | { kind: 'unknown'; why: string };
