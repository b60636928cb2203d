import type { MailReport, MailReports } from '#ports/mail.ts';

/**
 * Delivery reports of a mail server, as the mail that it returns (RFC 3464, RFC 6522), and the events of a mail service
 * as JSON (the names of Brevo: `event`, `message-id`, `reason`), one or a list. What is neither is nothing.
 */
export const mailReports: MailReports = {
  read({ contentType, body }) {
    if (/^application\/json\b/i.test(contentType)) return fromEvents(body);
    const report = fromReturnedMail(body);
    return report ? [report] : [];
  },
};

const events: Record<string, Pick<MailReport, 'status' | 'mailboxIsNone'>> = {
  delivered: { status: 'delivered', mailboxIsNone: false },
  hard_bounce: { status: 'undeliverable', mailboxIsNone: true },
  invalid_email: { status: 'undeliverable', mailboxIsNone: true },
  blocked: { status: 'undeliverable', mailboxIsNone: false },
  error: { status: 'undeliverable', mailboxIsNone: false },
};

function fromEvents(body: string): MailReport[] {
  return listOf(body).flatMap((one) => {
    const { event, 'message-id': id } = one as { event?: unknown; 'message-id'?: unknown };
    const known = typeof event === 'string' ? events[event] : undefined;
    return known && typeof id === 'string'
      ? [{ messageId: id, ...known, why: known.status === 'delivered' ? null : `mail-${String(event)}` }]
      : [];
  });
}

function listOf(body: string): object[] {
  try {
    const read: unknown = JSON.parse(body);
    return (Array.isArray(read) ? read : [read]).filter((one) => typeof one === 'object' && one !== null);
  } catch {
    return [];
  }
}

function fromReturnedMail(body: string): MailReport | null {
  const lines = body.replace(/\r\n?/g, '\n').replace(/\n[ \t]+/g, ' ');
  const field = (name: string) => new RegExp(`^${name}:\\s*(.+)$`, 'im').exec(lines)?.[1]?.trim();
  const action = field('Action')?.toLowerCase();
  const code = field('Status')?.match(/^([245])\.(\d{1,3})\.\d{1,3}/);
  // The returned headers come last: the report itself has a Message-ID too.
  const messageId = [...lines.matchAll(/^Message-ID:\s*(<[^>\s]+>)/gim)].at(-1)?.[1];
  if (!action || !messageId) return null;
  if (action === 'delivered') return { messageId, status: 'delivered', why: null, mailboxIsNone: false };
  if (action !== 'failed') return null;
  return {
    messageId,
    status: 'undeliverable',
    why: code?.[0] ?? 'returned',
    mailboxIsNone: code?.[1] === '5' && code[2] === '1',
  };
}
