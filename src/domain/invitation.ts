const day = 86_400_000;
export const invitationDays = 7;
/** Mails of invitations that one practice may send in a day, so that nobody's mailbox is filled through us. */
export const mostInvitationsPerDay = 20;
const pauseMinutes = 2;

export interface InvitationFacts {
  expiresAt: Date;
  acceptedAt: Date | null;
  withdrawnAt: Date | null;
}

export type InvitationState = 'pending' | 'accepted' | 'withdrawn' | 'expired';

export function invitationState({ acceptedAt, withdrawnAt, expiresAt }: InvitationFacts, now: Date): InvitationState {
  if (acceptedAt) return 'accepted';
  if (withdrawnAt) return 'withdrawn';
  return expiresAt > now ? 'pending' : 'expired';
}

export function invitationExpiry(sentAt: Date): Date {
  return new Date(sentAt.getTime() + invitationDays * day);
}

/** From when on it may be sent again. */
export function mayResendFrom(sentAt: Date): Date {
  return new Date(sentAt.getTime() + pauseMinutes * 60_000);
}

/** What stands between a person and the invitation in front of them. */
export type Acceptance = 'may-accept' | 'sign-in' | 'other-account' | 'is-specialist' | 'serves-already';

/**
 * Who may accept: the owner of the very address that was invited, who is not a specialist. An account keeps either an
 * agenda of its own or those of others (B6), so that nobody wonders in whose name they act.
 */
export function acceptanceOf(person: {
  signedIn: boolean;
  ownsAddress: boolean;
  isSpecialist: boolean;
  serves: boolean;
}): Acceptance {
  if (!person.signedIn) return 'sign-in';
  if (!person.ownsAddress) return 'other-account';
  if (person.serves) return 'serves-already';
  return person.isSpecialist ? 'is-specialist' : 'may-accept';
}
