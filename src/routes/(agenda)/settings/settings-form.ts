import type { RefusalKind } from '#domain/result.ts';
import { refusalText } from '#texts/refusals.ts';

type Fields = Record<string, RefusalKind>;

/** What each page's form gets from the frame. */
export interface SettingsForm {
  /** What was typed and is not saved, otherwise what is stored. */
  value: (name: string, stored: string) => string;
  error: (name: string) => string | undefined;
  fault: (name: string) => RefusalKind | undefined;
  typed: Record<string, string | string[]> | null;
  /** Filled, unless the banner of who waits has the page's one filled button. */
  save: 'primary' | 'secondary';
  /** Keeps the practice in the address of the action. */
  query: string;
}

/** `form` is the page's action data: a refusal brings back what was typed, with words by field. */
export function settingsForm(
  form: unknown,
  data: { waiting: readonly unknown[]; practices: readonly unknown[]; practice: { id: string } },
): SettingsForm {
  const answer = form !== null && typeof form === 'object' ? form : null;
  const refused = answer && 'refusal' in answer ? answer : null;
  // What was typed stays on the screen until it is saved: after a refusal and after a look ahead.
  const typed =
    answer && 'values' in answer && !('saved' in answer) ? (answer.values as Record<string, string | string[]>) : null;
  const fields = refused && 'fields' in refused ? (refused.fields as Fields) : {};
  return {
    value: (name, stored) => (typed && typeof typed[name] === 'string' ? typed[name] : stored),
    fault: (name) => fields[name],
    error: (name) => (fields[name] ? refusalText(fields[name]) : undefined),
    typed,
    save: data.waiting.length > 0 ? 'secondary' : 'primary',
    query: practiceQuery(data, '&'),
  };
}

/** '?de=…' where more than one agenda is kept, so that links and actions stay with the same one. */
export function practiceQuery(data: { practices: readonly unknown[]; practice: { id: string } }, first: '?' | '&'): string {
  return data.practices.length > 1 ? `${first}de=${data.practice.id}` : '';
}
