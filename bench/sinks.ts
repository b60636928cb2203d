// An SMTP server and an SMS provider that take everything and note when: a process of its own for S11 and S12, so that
// who sends and who receives do not share a thread.
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** What arrived: the mail's Message-ID or the number and words of the SMS, and the machine's time. */
export type Arrived = [key: string, at: number];
export type FromSinks = { smtpPort: number; httpUrl: string } | { arrived: Arrived[] } | { to: string; code: string };

const arrived: Arrived[] = [];
/** What a provider tells of itself when it is asked: by number (M6). */
const texts = new Map<string, { sid: string; to: string; body: string; date_created: string }[]>();
const tell = (what: FromSinks) => process.send?.(what);

const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS', 'AUTH'],
  disableReverseLookup: true,
  onData(stream, _session, done) {
    let head = '';
    stream.on('data', (chunk: Buffer) => {
      if (head.length < 4096) head += chunk.toString('latin1');
    });
    stream.on('end', () => {
      arrived.push([`mail ${/^message-id:\s*(\S+)/im.exec(head)?.[1] ?? 'without'}`, Date.now()]);
      done();
    });
  },
});
smtp.on('error', () => undefined);
const http = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (chunk: string) => (body += chunk));
  request.on('end', () => {
    const taken = request.method === 'POST';
    const params = new URLSearchParams(body);
    const words = params.get('Body') ?? '';
    const to = params.get('To') ?? new URL(request.url ?? '/', 'http://sinks').searchParams.get('To') ?? '';
    if (taken) {
      arrived.push([`sms ${to} ${words}`, Date.now()]);
      texts.set(to, [...(texts.get(to) ?? []), { sid: `SM${randomBytes(16).toString('hex')}`, to, body: words, date_created: new Date().toUTCString() }]);
    }
    // Three digits, a space, three digits: so a person reads them.
    const [, first, second] = /\b(\d{3}) ?(\d{3})\b/.exec(words) ?? [];
    if (taken && first && second) tell({ to, code: first + second });
    response.writeHead(taken ? 201 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(taken ? { sid: texts.get(to)?.at(-1)?.sid } : { messages: texts.get(to) ?? [] }));
  });
});

await new Promise<void>((settle) => void smtp.listen(0, '127.0.0.1', () => settle()));
await new Promise<void>((settle) => void http.listen(0, '127.0.0.1', () => settle()));
const portOf = (server: { address(): AddressInfo | string | null }) => (server.address() as AddressInfo).port;
tell({ smtpPort: portOf(smtp.server), httpUrl: `http://127.0.0.1:${portOf(http)}` });
process.on('message', (order) => {
  if (order === 'report') tell({ arrived });
  if (order === 'stop') process.exit(0);
});
