/**
 * How a specialist's account at the card provider stands. `none`: not begun · `incomplete`: data still to be given ·
 * `checking`: given, being looked at · `active`: takes payments · `active-asks`: takes them, more is asked for by a date ·
 * `restricted`: takes none until what is missing is given.
 */
export interface AccountCard {
  state: 'none' | 'incomplete' | 'checking' | 'active' | 'active-asks' | 'restricted';
  missing: string[];
  answerBy: Date | null;
}
