import type { AddressInfo, Socket } from 'node:net';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { Mailbox } from './mailbox.ts';

/** `refuse`: 550 to the address. `busy`: 421. `drop-after-data`: takes the mail, then hangs up without a word. */
export type SmtpFault = 'refuse' | 'busy' | 'drop-after-data';

export interface SmtpStandIn {
  host: string;
  port: number;
  fault(kind: SmtpFault | null): void;
  stop(): Promise<void>;
}

/** A mail server on 127.0.0.1 that delivers everything into the mailbox. */
export async function startSmtpServer({ port, mailbox }: { port: number; mailbox: Mailbox }): Promise<SmtpStandIn> {
  let fault: SmtpFault | null = null;
  const sockets = new Map<number, Socket>();

  async function receive(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> {
    const mail = await simpleParser(stream, { skipImageLinks: true, skipTextLinks: true });
    for (const { address } of session.envelope.rcptTo) mailbox.add({ kind: 'email', to: address, ...contentOf(mail) });
  }

  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    banner: 'ensayo',
    size: 10_000_000,
    onRcptTo(_address, _session, done) {
      if (fault === 'refuse') done(reply(550, '5.1.1 No such mailbox'));
      else if (fault === 'busy') done(reply(421, '4.3.2 Too busy'));
      else done();
    },
    onData(stream, session, done) {
      const drop = fault === 'drop-after-data';
      receive(stream, session).then(
        () => (drop ? sockets.get(session.remotePort)?.destroy() : done()),
        () => done(reply(451, '4.3.0 Could not read the mail')),
      );
    },
  });
  server.on('error', () => undefined);
  server.server.on('connection', (socket: Socket) => {
    const key = socket.remotePort ?? 0;
    sockets.set(key, socket);
    socket.once('close', () => sockets.delete(key));
  });
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });

  return {
    host: '127.0.0.1',
    port: (server.server.address() as AddressInfo).port,
    fault(kind) {
      fault = kind;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets.values()) socket.destroy();
      }),
  };
}

function contentOf(mail: ParsedMail) {
  const calendar = mail.attachments.find(({ contentType }) => contentType === 'text/calendar');
  const content = calendar?.content.toString('utf8');
  return {
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    ...(mail.html ? { html: mail.html } : {}),
    ...(mail.messageId ? { messageId: mail.messageId } : {}),
    ...(content ? { calendar: { method: /^METHOD:(\w+)/m.exec(content)?.[1] ?? '', content } } : {}),
  };
}

function reply(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
