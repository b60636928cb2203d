/** For whom a command runs. The database sees it too (row-level security), see docs/decisions/0005. */
export type Actor =
  | { kind: 'visitor' }
  /** A browser that holds one booking or one link, nothing else. */
  | { kind: 'guest'; appointmentId: string }
  /** A browser that holds one booking and has just proved the contact of an account. */
  | { kind: 'booker'; appointmentId: string; accountId: string }
  | { kind: 'patient'; accountId: string }
  | { kind: 'specialist'; accountId: string; specialistIds: readonly string[] }
  | { kind: 'assistant'; accountId: string; specialistIds: readonly string[] }
  | { kind: 'operator'; accountId: string }
  /** Jobs, webhooks, signing in: whatever nobody in particular asked for. */
  | { kind: 'system'; job: string };

export type Role = 'patient' | 'specialist';
export type Locale = 'es' | 'en';
