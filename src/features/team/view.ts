/** The people who keep an agenda, as its specialist sees them; finished words. */
export interface TeamView {
  members: { accountId: string; name: string; email: string; since: string; lastSeen: string | null }[];
  pending: {
    id: string;
    name: string;
    email: string;
    sent: string;
    expires: string;
    expired: boolean;
    undelivered: boolean;
    mayResend: boolean;
  }[];
}

/** What the page of an invitation shows. `over`: used, withdrawn, too old, or never there, all alike. */
export interface InvitationView {
  state: 'over' | 'sign-in' | 'other-account' | 'may-accept' | 'is-specialist' | 'serves-already';
  /** 'Dra. Lucía Ibáñez'; empty where it is over. */
  practice: string;
  /** Enough of the invited address to know it by. */
  email: string;
}
