/** Where a code for changing an appointment goes, shown so that its owner knows the contact and nobody else does. */
export interface ChangeCode {
  channel: 'sms' | 'email';
  /** '612 ··· 678', 'c···@correo.es' */
  sentTo: string;
  otherChannel: 'sms' | 'email' | null;
}
