import { PassThrough } from 'node:stream';
import { createTransport } from 'nodemailer';
import type { Delivery } from '#ports/delivery.ts';
import type { Mail, MailSender } from '#ports/mail.ts';

export interface SmtpConfig {
  host: string;
  port: number;
  /** `tls`: from the first byte; `starttls`: demanded before anything is sent; `none`: on this machine only. */
  security: 'tls' | 'starttls' | 'none';
  login: { user: string; password: string } | null;
  from: { name: string; address: string };
  replyTo?: string;
  connections?: number;
  timeoutMs?: number;
}

interface SmtpError {
  code?: string;
  responseCode?: number;
  response?: string;
}

/** Mail over SMTP on a small pool of connections. A reply decides; silence after the whole mail went out is `unknown` (M6). */
export function smtpMail(config: SmtpConfig): MailSender & { close(): void } {
  const timeout = config.timeoutMs ?? 15_000;
  const transport = createTransport({
    pool: true,
    maxConnections: config.connections ?? 10,
    maxMessages: Infinity,
    // The library would send again by itself after a lost connection; whether to is decided by M6, not here.
    maxRequeues: 0,
    host: config.host,
    port: config.port,
    secure: config.security === 'tls',
    requireTLS: config.security === 'starttls',
    ignoreTLS: config.security === 'none',
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: timeout,
    dnsTimeout: timeout,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(config.login ? { auth: { user: config.login.user, pass: config.login.password } } : {}),
  });
  const whenHandedOver = new WeakMap<object, () => void>();
  transport.use('stream', (mail, done) => {
    const tell = whenHandedOver.get(mail.data.headers as object);
    mail.message.processFunc((input) => {
      const output = new PassThrough();
      if (tell) output.once('end', tell);
      return input.pipe(output);
    });
    done();
  });

  return {
    async send(mail) {
      if (!isOneAddress(mail.to)) return { kind: 'refused', why: 'bad-address' };
      let handedOver = false;
      const headers = Object.fromEntries(
        Object.entries(mail.headers ?? {}).map(([key, value]) => [oneLine(key), oneLine(value)]),
      );
      whenHandedOver.set(headers, () => (handedOver = true));
      try {
        const sent = await transport.sendMail({
          from: config.from,
          to: { name: '', address: mail.to },
          envelope: { from: config.from.address, to: [mail.to] },
          ...(config.replyTo ? { replyTo: config.replyTo } : {}),
          subject: oneLine(mail.subject),
          text: mail.text,
          html: mail.html,
          messageId: oneLine(mail.messageId),
          headers,
          ...calendarOf(mail),
        });
        return { kind: 'accepted', providerId: sent.messageId };
      } catch (error) {
        return deliveryOf(error as SmtpError, handedOver);
      }
    },
    close: () => transport.close(),
  };
}

function calendarOf(mail: Mail) {
  if (!mail.calendar) return {};
  const { method, content } = mail.calendar;
  return { icalEvent: { method, content, filename: 'cita.ics' } };
}

/** The server's own words may quote the address: only the codes are kept (G3). */
function deliveryOf(error: SmtpError, handedOver: boolean): Delivery {
  const status = error.responseCode;
  if (error.code === 'EAUTH') return { kind: 'later', why: `login-refused ${status ?? ''}`.trim(), retryAfterSeconds: 300 };
  if (status !== undefined && status >= 400) {
    const extended = /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(error.response ?? '')?.[0];
    const why = extended ? `${status} ${extended}` : `${status}`;
    return status >= 500 ? { kind: 'refused', why } : { kind: 'later', why, retryAfterSeconds: 60 };
  }
  const why = error.code ?? 'connection-lost';
  return handedOver ? { kind: 'unknown', why } : { kind: 'later', why, retryAfterSeconds: 30 };
}

/** One bare address; lists, names and line breaks would reach people or headers we did not mean (quality 36). */
function isOneAddress(to: string): boolean {
  return /^[^\s@,;:<>()[\]\\"\p{Cc}]+@[^\s@,;:<>()[\]\\"\p{Cc}]+$/u.test(to);
}

function oneLine(text: string): string {
  return text.replace(/[\r\n\u2028\u2029\0]+/g, ' ');
}
