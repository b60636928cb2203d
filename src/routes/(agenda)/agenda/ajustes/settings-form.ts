/** What each section's form gets from the page. */
export interface SettingsForm {
  /** What was typed and refused, otherwise what is stored. */
  value: (name: string, stored: string) => string;
  error: (name: string) => string | undefined;
  typed: Record<string, string | string[]> | null;
  /** Filled, unless the banner of who waits has the page's one filled button. */
  save: 'primary' | 'secondary';
  /** Keeps section and practice in the address of the action. */
  query: string;
}
