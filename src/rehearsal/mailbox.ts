import type { Clock } from '#ports/clock.ts';

/** A mail or SMS as it arrived at somebody of the rehearsal. */
export interface MailboxEntry {
  id: string;
  kind: 'sms' | 'email';
  /** Product time of its arrival. */
  at: Date;
  to: string;
  subject?: string;
  text: string;
  html?: string;
  links: string[];
  calendar?: { method: string; content: string };
  messageId?: string;
}

export interface Mailbox {
  add(arrived: Omit<MailboxEntry, 'id' | 'at' | 'links'>): MailboxEntry;
  /** In the order of arrival. */
  list(): MailboxEntry[];
  clear(): void;
  /** Calls back with every entry from now on; the answer ends that. */
  subscribe(listener: (entry: MailboxEntry) => void): () => void;
}

/** The mailbox of everybody, in memory: what the stand-ins of mail and SMS deliver. */
export function openMailbox(clock: Pick<Clock, 'now'>): Mailbox {
  const listeners = new Set<(entry: MailboxEntry) => void>();
  let entries: MailboxEntry[] = [];
  let count = 0;
  return {
    add(arrived) {
      const links = findLinks(arrived.text, arrived.html ?? '');
      const entry: MailboxEntry = { id: String(++count), at: clock.now(), ...arrived, links };
      entries.push(entry);
      for (const listener of listeners) listener(entry);
      return entry;
    },
    list: () => [...entries],
    clear() {
      entries = [];
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Every address a person could follow, once each: those of the text first, then those of the HTML. */
function findLinks(text: string, html: string): string[] {
  const inText = [...text.matchAll(/https?:\/\/[^\s<>"']+/g)].map(([url]) => url.replace(/[.,;:!?)\]]+$/, ''));
  const inHtml = [...html.matchAll(/href\s*=\s*["'](https?:[^"']+)["']/gi)].map(([, url]) =>
    (url ?? '').replaceAll('&amp;', '&'),
  );
  return [...new Set([...inText, ...inHtml])];
}
