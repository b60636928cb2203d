/** What whoever runs the site is told of, by the hour: codes by SMS that may not leave (quality 15), links that somebody guesses (fault 29). */
export type AlarmKind = 'texts-country' | 'texts-network' | 'texts-prefix' | 'texts-money' | 'texts-money-soon' | 'links-guessed';

export interface Alarm {
  kind: AlarmKind;
  /** A country or the first seven digits of numbers, never a person; empty where there is nothing to say. */
  subject: string;
}
