import type { CardFailure } from './stripe-fault.ts';
import type { Params } from './form.ts';

// The objects of Stripe's API, with the fields that our side reads.

export interface Session {
  id: string;
  object: 'checkout.session';
  mode: 'payment' | 'setup';
  status: 'open' | 'complete' | 'expired';
  payment_status: 'paid' | 'unpaid' | 'no_payment_required';
  url: string | null;
  amount_total: number | null;
  currency: string | null;
  client_reference_id: string | null;
  customer: string | null;
  customer_email: string | null;
  metadata: Params;
  payment_intent: string | null;
  setup_intent: string | null;
  locale: string | null;
  success_url: string;
  cancel_url: string | null;
  created: number;
  expires_at: number;
  livemode: false;
}

export interface PaymentIntent {
  id: string;
  object: 'payment_intent';
  status: 'requires_payment_method' | 'requires_confirmation' | 'requires_action' | 'requires_capture' | 'succeeded' | 'canceled';
  amount: number;
  amount_received: number;
  amount_capturable: number;
  currency: string;
  capture_method: 'automatic' | 'manual';
  customer: string | null;
  payment_method: string | null;
  latest_charge: string | null;
  description: string | null;
  metadata: Params;
  on_behalf_of: string | null;
  transfer_data: { destination: string } | null;
  application_fee_amount: number | null;
  last_payment_error: CardFailure | null;
  created: number;
  livemode: false;
}

export interface SetupIntent {
  id: string;
  object: 'setup_intent';
  status: 'requires_payment_method' | 'requires_action' | 'succeeded' | 'canceled';
  customer: string | null;
  payment_method: string | null;
  usage: 'off_session';
  description: string | null;
  metadata: Params;
  on_behalf_of: string | null;
  last_setup_error: CardFailure | null;
  created: number;
  livemode: false;
}

export interface PaymentMethod {
  id: string;
  object: 'payment_method';
  type: 'card';
  customer: string | null;
  card: { brand: string; last4: string; exp_month: number; exp_year: number };
  created: number;
  livemode: false;
}

export interface Customer {
  id: string;
  object: 'customer';
  email: string | null;
  name: string | null;
  metadata: Params;
  created: number;
  livemode: false;
}

export interface Refund {
  id: string;
  object: 'refund';
  status: 'succeeded';
  amount: number;
  currency: string;
  payment_intent: string;
  charge: string | null;
  metadata: Params;
  failure_reason: string | null;
  transfer_reversal: string | null;
  created: number;
}

export interface Dispute {
  id: string;
  object: 'dispute';
  status: 'needs_response' | 'won' | 'lost';
  amount: number;
  currency: string;
  payment_intent: string;
  charge: string | null;
  reason: string;
  evidence_details: { due_by: number };
  created: number;
  livemode: false;
}

export interface Account {
  id: string;
  object: 'account';
  country: string;
  email: string | null;
  charges_enabled: boolean;
  payouts_enabled: boolean;
  details_submitted: boolean;
  requirements: { currently_due: string[]; past_due: string[]; disabled_reason: string | null; current_deadline: number | null };
  metadata: Params;
  created: number;
}

export interface StripeEvent {
  id: string;
  object: 'event';
  api_version: string;
  type: string;
  created: number;
  data: { object: unknown };
  livemode: false;
  pending_webhooks: number;
  request: null;
}
