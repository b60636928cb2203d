import type { Role } from '#domain/people.ts';

/** One thing that was said or sent; `id` is its sender's and unguessable, `at` the sender's clock (ISO 8601). */
export interface ChatItem {
  id: string;
  from: Role;
  at: string;
  body: { kind: 'text'; text: string } | { kind: 'file'; name: string; type: string; size: number };
}

/**
 * What goes over the chat's own data channel. `have` begins each connection: whoever reloaded gets again what the other
 * page still knows. A file's content is asked for by its receiver, from the byte that is missing (V8).
 */
export type ChatMessage =
  | { chat: 'have'; ids: string[] }
  | { chat: 'item'; item: ChatItem }
  | { chat: 'got'; id: string }
  | { chat: 'want'; id: string; from: number }
  | { chat: 'gone'; id: string }
  /** The specialist asks for a still photo; the patient says not now. The photo itself goes as a file (V8). */
  | { chat: 'photo'; say: 'ask' | 'no' };

export const longestText = 2000;
export const largestFile = 25 * 1024 * 1024;
const mostIds = 1000;
const longestName = 120;
const longestMessage = 64 * 1024;
const idPattern = /^[\w-]{8,40}$/;

/** Reads one message; null for whatever is not one, however it was made. */
export function readChatMessage(text: string): ChatMessage | null {
  if (text.length > longestMessage) return null;
  try {
    const message = JSON.parse(text) as Record<string, unknown> | null;
    if (!message || typeof message !== 'object') return null;
    const { chat, id, ids, from, item, say } = message;
    if (chat === 'photo') return say === 'ask' || say === 'no' ? { chat, say } : null;
    if (chat === 'have') return isIds(ids) ? { chat, ids } : null;
    if (chat === 'got' || chat === 'gone') return isId(id) ? { chat, id } : null;
    if (chat === 'want') return isId(id) && isBytes(from) ? { chat, id, from } : null;
    const read = chat === 'item' ? readItem(item) : null;
    return read && { chat: 'item', item: read };
  } catch {
    return null;
  }
}

function readItem(value: unknown): ChatItem | null {
  if (!value || typeof value !== 'object') return null;
  const { id, from, at, body } = value as Record<string, unknown>;
  if (!isId(id) || (from !== 'patient' && from !== 'specialist') || typeof at !== 'string' || Number.isNaN(Date.parse(at))) return null;
  if (!body || typeof body !== 'object') return null;
  const { kind, text, name, type, size } = body as Record<string, unknown>;
  if (kind === 'text') return typeof text === 'string' && text.length > 0 && text.length <= longestText ? { id, from, at, body: { kind, text } } : null;
  if (kind !== 'file' || typeof name !== 'string' || typeof type !== 'string' || !isBytes(size) || size === 0) return null;
  return { id, from, at, body: { kind, name: plainName(name), type: type.slice(0, 80), size } };
}

/** A file name without folders, controls or marks that turn the reading direction around. */
export function plainName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  return last.replace(/[\p{Cc}\p{Cf}]/gu, '').trim().slice(-longestName) || 'archivo';
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && idPattern.test(value);
}
function isIds(value: unknown): value is string[] {
  return Array.isArray(value) && value.length <= mostIds && value.every(isId);
}
function isBytes(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= largestFile;
}
