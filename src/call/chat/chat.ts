import type { Role } from '#domain/people.ts';
import { largestFile, longestText, plainName, readChatMessage, type ChatItem, type ChatMessage } from './chat-protocol.ts';
import { createFileReceiver, createFileSender, type ContentChannel } from './file-transfer.ts';

/** An item as its page shows it. */
export interface ChatEntry extends ChatItem {
  mine: boolean;
  /** waiting: not at the other side yet · there: it has arrived · here: received whole · coming: its content is on the way · gone: nobody has its content any more. */
  state: 'waiting' | 'there' | 'here' | 'coming' | 'gone';
  /** Of a file's content, 0 to 1. */
  progress: number;
  content: Blob | null;
}

export interface TextChannel {
  readonly readyState: string;
  send(text: string): void;
}

/** What the connection lends the chat while it stands. */
export interface ChatLine {
  words: TextChannel;
  content: ContentChannel;
}

export interface ChatOptions {
  role: Role;
  onChange(entries: readonly ChatEntry[]): void;
  /** A photo is asked for, or refused (V8). */
  onPhoto?: (say: 'ask' | 'no') => void;
  newId?: () => string;
  now?: () => Date;
}

/** Types that a browser shows without running anything; all else is only ever saved. */
const safeTypes = new Set(['image/jpeg', 'image/png', 'image/webp', 'application/pdf']);

/**
 * Chat and files from browser to browser (V6, V8): nothing of it reaches a server, nothing is kept when the page goes.
 * It speaks only while `allow(true)` holds (nothing flows before admission, V4), goes on after a broken line where it
 * stood, and gives a page that reloaded what the other one still knows.
 */
export function createChat(options: ChatOptions) {
  const newId = options.newId ?? (() => crypto.randomUUID());
  const now = options.now ?? (() => new Date());
  let entries: ChatEntry[] = [];
  let line: ChatLine | null = null;
  let sender: ReturnType<typeof createFileSender> | null = null;
  const receiver = createFileReceiver();
  let allowed = false;
  let greeted = false;

  const find = (id: string) => entries.find((entry) => entry.id === id);
  const itemOf = ({ id, from, at, body }: ChatEntry): ChatItem => ({ id, from, at, body });

  function set(next: ChatEntry[]) {
    entries = next;
    options.onChange(entries);
  }
  function change(id: string, with_: Partial<ChatEntry>) {
    set(entries.map((entry) => (entry.id === id ? { ...entry, ...with_ } : entry)));
  }
  function tell(message: ChatMessage): boolean {
    if (!allowed || line?.words.readyState !== 'open') return false;
    line.words.send(JSON.stringify(message));
    return true;
  }
  function greet() {
    greeted = tell({ chat: 'have', ids: entries.map(({ id }) => id) });
  }
  function want(entry: ChatEntry) {
    if (entry.body.kind !== 'file' || entry.content) return;
    receiver.expect(entry.id, entry.body.size);
    if (tell({ chat: 'want', id: entry.id, from: receiver.received(entry.id) })) change(entry.id, { state: 'coming' });
  }

  function take(message: ChatMessage) {
    switch (message.chat) {
      case 'have':
        for (const entry of entries) if (!message.ids.includes(entry.id)) tell({ chat: 'item', item: itemOf(entry) });
        for (const entry of entries) if (entry.mine && entry.state === 'waiting' && message.ids.includes(entry.id)) change(entry.id, { state: 'there' });
        for (const entry of entries) if (!entry.mine && entry.state === 'coming') want(entry);
        if (!greeted) greet();
        return;
      case 'item':
        return receive(message.item);
      case 'got':
        if (find(message.id)?.state === 'waiting') change(message.id, { state: 'there', progress: 1 });
        return;
      case 'want': {
        const content = find(message.id)?.content;
        if (content && message.from < content.size) sender?.send(message.id, content, message.from);
        else tell({ chat: 'gone', id: message.id });
        return;
      }
      case 'photo':
        // Each side hears what the other one may say, and nothing else.
        if ((message.say === 'ask') === (options.role === 'patient')) options.onPhoto?.(message.say);
        return;
      case 'gone':
        if (find(message.id)?.state === 'coming') change(message.id, { state: 'gone' });
    }
  }

  function receive(item: ChatItem) {
    const known = find(item.id);
    if (!known) {
      const mine = item.from === options.role;
      const isText = item.body.kind === 'text';
      const entry: ChatEntry = { ...item, mine, state: isText ? (mine ? 'there' : 'here') : 'coming', progress: isText ? 1 : 0, content: null };
      set([...entries, entry].sort((a, b) => a.at.localeCompare(b.at)));
      want(entry);
    }
    if (item.body.kind === 'text') tell({ chat: 'got', id: item.id });
  }

  function add(body: ChatItem['body'], content: Blob | null) {
    const entry: ChatEntry = { id: newId(), from: options.role, at: now().toISOString(), body, mine: true, state: 'waiting', progress: body.kind === 'text' ? 1 : 0, content };
    set([...entries, entry]);
    tell({ chat: 'item', item: itemOf(entry) });
  }

  return {
    get entries(): readonly ChatEntry[] {
      return entries;
    },
    /** Lends the chat a line; it takes up where the last one broke. */
    attach(next: ChatLine): void {
      sender?.stop();
      receiver.interrupt();
      line = next;
      greeted = false;
      sender = createFileSender(next.content, (id, bytes) => {
        const body = find(id)?.body;
        if (body?.kind === 'file') change(id, { progress: bytes / body.size });
      });
      greet();
    },
    /** Nothing is said or heard before admission and after the end (V4). */
    allow(next: boolean): void {
      if (allowed === next) return;
      allowed = next;
      greeted = false;
      if (allowed) greet();
    },
    hear(text: string): void {
      const message = allowed ? readChatMessage(text) : null;
      if (message) take(message);
    },
    hearContent(frame: string | ArrayBuffer): void {
      if (!allowed) return;
      const taken = receiver.take(frame);
      const body = taken && find(taken.id)?.body;
      if (!taken || body?.kind !== 'file') return;
      if (!taken.whole) return change(taken.id, { progress: taken.received / body.size });
      const type = safeTypes.has(body.type) ? body.type : 'application/octet-stream';
      change(taken.id, { state: 'here', progress: 1, content: new Blob(taken.whole, { type }) });
      tell({ chat: 'got', id: taken.id });
    },
    /** Says a line of text. Refuses `text-missing` and `text-too-long`. */
    say(text: string): 'text-missing' | 'text-too-long' | null {
      const trimmed = text.trim();
      if (trimmed === '') return 'text-missing';
      if (trimmed.length > longestText) return 'text-too-long';
      add({ kind: 'text', text: trimmed }, null);
      return null;
    },
    /** Asks for a still photo, or says not now; false while there is no line (V8). */
    photo: (say: 'ask' | 'no'): boolean => tell({ chat: 'photo', say }),
    /** Sends a file of 25 MB at most. Refuses `file-too-large` and `text-missing` (an empty file). */
    sendFile(file: File): 'file-too-large' | 'text-missing' | null {
      if (file.size === 0) return 'text-missing';
      if (file.size > largestFile) return 'file-too-large';
      add({ kind: 'file', name: plainName(file.name), type: file.type.slice(0, 80), size: file.size }, file);
      return null;
    },
  };
}
export type Chat = ReturnType<typeof createChat>;
