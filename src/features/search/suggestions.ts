/** What a field of the search offers while one types. */
export interface Suggestion {
  kind: 'specialty' | 'specialist' | 'city';
  /** What the field then says. */
  text: string;
  /** Second line: a headline, a country, how many there are. */
  detail: string;
  /** Leads straight there where it is one person. */
  href: string | null;
}
export type SuggestField = 'que' | 'donde';
