/** The page that brings a consultation to this device (V5); no name and no specialty stands on it. */
export interface GoOnPage {
  /** Where a code can go; none where nobody can be reached. */
  channel: 'sms' | 'email' | null;
  sentTo: string;
  otherChannel: 'sms' | 'email' | null;
}

export interface GoOnAnswer {
  problem: string | null;
  codeProblem: string | null;
  /** Where the code went, once it left. */
  code: { channel: 'sms' | 'email'; sentTo: string; otherChannel: 'sms' | 'email' | null } | null;
}
