import { createConnection, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { redactText } from '#adapters/log/redact.ts';
import { fault, openAttackedClinic, type AttackedClinic } from './attacked-clinic.ts';
import { keepEscaped, type Escaped } from './escaped.ts';
import { readRoutes, fill } from './route-table.ts';

const full = Boolean(process.env['PROVE']);
const halfOpen = full ? 1000 : 150;
const honest = full ? 2000 : 100;
/** Machines are noisy: a test tells quadratic from linear, the figure itself is told where it is proven. */
const millisecondsEach = full ? 50 : 1000;

let clinic: AttackedClinic;
let port: number;
let escaped: Escaped;

beforeAll(async () => {
  escaped = keepEscaped();
  clinic = await openAttackedClinic();
  port = Number(new URL(clinic.test.config.publicOrigin).port);
}, 300_000);
afterAll(async () => {
  await clinic.stop();
  escaped.stop();
});

/** Writes bytes as they are and says what came back until the line was closed. */
function send(raw: string): Promise<string> {
  return new Promise((settle) => {
    const socket = createConnection(port, '127.0.0.1');
    let text = '';
    socket.on('data', (chunk) => (text += chunk.toString('latin1')));
    socket.on('error', () => {});
    socket.on('close', () => settle(text));
    // What waits for the rest of a body is left waiting.
    socket.setTimeout(1500, () => socket.destroy());
    socket.write(raw, 'latin1');
  });
}

const head = 'Host: 127.0.0.1\r\nConnection: close\r\n';
const length = (body: string) => `Content-Length: ${body.length}\r\n\r\n${body}`;
/** Requests as no browser sends them: each is answered with 4xx, a page, or a closed line. */
const rough: [name: string, raw: string][] = [
  ['a star', `OPTIONS * HTTP/1.1\r\n${head}\r\n`],
  ['another server', `GET http://evil.example/ HTTP/1.1\r\n${head}\r\n`],
  ['an address that is none', `GET http://[/ HTTP/1.1\r\n${head}\r\n`],
  ['a port that is none', `GET //evil.example:99999/ HTTP/1.1\r\n${head}\r\n`],
  ['slashes', `GET ///// HTTP/1.1\r\n${head}\r\n`],
  ['half a letter', `GET /%zz HTTP/1.1\r\n${head}\r\n`],
  ['half a letter of a file', `GET /_app/%zz HTTP/1.1\r\n${head}\r\n`],
  ['a zero', `GET /%00 HTTP/1.1\r\n${head}\r\n`],
  ['above the root', `GET /_app/immutable/..%2f..%2f..%2fpackage.json HTTP/1.1\r\n${head}\r\n`],
  ['above the root in dots', `GET /../../package.json HTTP/1.1\r\n${head}\r\n`],
  ['a backslash', `GET \\evil HTTP/1.1\r\n${head}\r\n`],
  ['a tunnel', `CONNECT evil.example:443 HTTP/1.1\r\n${head}\r\n`],
  ['an echo', `TRACE / HTTP/1.1\r\n${head}\r\n`],
  ['another protocol’s method', `PROPFIND / HTTP/1.1\r\n${head}\r\n`],
  ['two lengths in two ways', `POST /entrar HTTP/1.1\r\n${head}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
  ['two lengths', `POST /entrar HTTP/1.1\r\n${head}Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde`],
  ['less than nothing', `POST /entrar HTTP/1.1\r\n${head}Content-Length: -4\r\n\r\nabcd`],
  ['a broken chunk', `POST /hooks/stripe HTTP/1.1\r\n${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n`],
  ['a body that stops', `POST /hooks/sms HTTP/1.1\r\n${head}Content-Length: 50\r\n\r\nabc`],
  ['a host that is none', `GET / HTTP/1.1\r\nHost: [\r\nConnection: close\r\n\r\n`],
  ['no host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n'],
  ['a line break in a header', `GET / HTTP/1.1\r\n${head}X: a\rSet-Cookie: b=1\r\n\r\n`],
  ['large headers', `GET / HTTP/1.1\r\n${head}X: ${'a'.repeat(20_000)}\r\n\r\n`],
  ['many headers', `GET / HTTP/1.1\r\n${head}${'X: a\r\n'.repeat(3000)}\r\n`],
  ['odd cookies', `GET /citas HTTP/1.1\r\n${head}Cookie: ${'=;%zz=%zz; __proto__=1; vc_session=%00; vc_seat=%E0%A4%A;'.repeat(20)}\r\n\r\n`],
  ['odd wishes', `GET / HTTP/1.1\r\n${head}Accept-Language: ${'x-;q=,'.repeat(900)}\r\nAccept-Encoding: ${'br;q=,'.repeat(500)}\r\n\r\n`],
  ['odd ranges', `GET /icon.svg HTTP/1.1\r\n${head}Range: bytes=${'0-,'.repeat(500)}0-\r\nIf-None-Match: ${'"'.repeat(100)}\r\n\r\n`],
  ['an origin that is none', `POST /entrar?/pedir HTTP/1.1\r\n${head}Origin: http://[\r\nContent-Type: application/x-www-form-urlencoded\r\n${length('a=b')}`],
  ['a form of the framework’s own', `POST /entrar?/pedir HTTP/1.1\r\n${head}Content-Type: application/x-sveltekit-formdata\r\n${length('a=b')}`],
  ['a function from afar', `POST /_app/remote/x/y HTTP/1.1\r\n${head}Content-Type: application/json\r\n${length('{}')}`],
  ['other people’s headers', `GET / HTTP/1.1\r\n${head}X-Forwarded-For: ${'a,'.repeat(2000)}\r\nX-Forwarded-Proto: javascript\r\nX-Vc-Host: evil.example\r\nX-Vc-Protocol: x\r\nX-Original-Url: /agenda\r\n\r\n`],
  ['an expectation', `POST /entrar HTTP/1.1\r\n${head}Expect: banana\r\n${length('ab')}`],
  ['an unsubscription from nothing', `POST /baja/%zz HTTP/1.1\r\n${head}${length('List-Unsubscribe=One-Click')}`],
  ['another protocol', `GET /other HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`],
  ['a socket without its key', `GET /socket/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n`],
  ['a socket of a prototype', `POST /socket/?EIO=4&transport=polling&sid=__proto__ HTTP/1.1\r\n${head}${length('40')}`],
  ['no protocol at all', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000'],
];

describe('whoever speaks no proper HTTP', () => {
  it.each(rough)('asks for %s and is refused without a fault', { timeout: 60_000 }, async (_, raw) => {
    const answer = await send(raw);
    expect([/^HTTP\/1\.1 5/.test(answer), fault({ status: 0, text: answer })]).toEqual([false, null]);
    expect(answer).not.toMatch(/location: [^\r]*evil|set-cookie: b=1|"name": "videoconsulta"/i);
    expect(escaped.errors).toEqual([]);
  });

  it(`and ${halfOpen} who begin and never end leave the honest ones served, and are sent away in time (quality 39, fault 47)`, { timeout: 180_000 }, async () => {
    const beginnings = ['GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ', 'POST /entrar?/pedir HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000\r\n\r\ncontact=', 'POST /hooks/sms HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab', 'GET /socket/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n', ''];
    const lines: Socket[] = [];
    for (let index = 0; index < halfOpen; index += 1) {
      const socket = createConnection(port, '127.0.0.1');
      socket.on('error', () => {});
      await new Promise((settle) => socket.once('connect', settle));
      socket.write(beginnings[index % beginnings.length] ?? '');
      lines.push(socket);
    }
    let served = 0;
    const left = Array.from({ length: honest }, (_, index) => index);
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        for (let next = left.pop(); next !== undefined; next = left.pop()) {
          for (const line of lines.slice(next % 50, (next % 50) + 3)) line.write('a');
          if ((await clinic.ask(next % 2 === 0 ? '/healthz' : '/ayuda')).status === 200) served += 1;
        }
      }),
    );
    process.stdout.write(`rough clients: ${halfOpen} half open, ${served} of ${honest} honest requests served\n`);
    expect(served / honest).toBeGreaterThanOrEqual(0.999);
    // A minute for a whole request, twenty seconds for its headers: the server itself sends them away then.
    expect([clinic.server.requestTimeout <= 60_000, clinic.server.headersTimeout <= 20_000, clinic.server.requestTimeout > 0]).toEqual([true, true, true]);
    for (const line of lines) line.destroy();
    expect(escaped.errors).toEqual([]);
  });
});

describe('what is large, deep or made to be read for ever (fault 48)', { timeout: 300_000 }, () => {
  /** Of the thread that serves. What would be read for ever is so each time; what a page costs once, while its code is compiled, is not. */
  const cost = async (work: () => Promise<unknown>) => {
    const once = async () => {
      const before = process.threadCpuUsage();
      await work();
      const { user, system } = process.threadCpuUsage(before);
      return (user + system) / 1000;
    };
    const first = await once();
    return first > millisecondsEach ? Math.min(first, await once()) : first;
  };

  it('is refused quickly at every door that reads JSON', async () => {
    const routes = (await readRoutes()).filter((route) => route.methods.includes('POST'));
    const deep = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
    const lists = '['.repeat(100_000) + ']'.repeat(100_000);
    const wrong: string[] = [];
    for (const path of [...routes.map((route) => fill(route.path, clinic.mine.ahead)), '/hooks/stripe', '/hooks/sms', '/hooks/correo', '/hooks/politica']) {
      for (const [kind, body] of [['10 MB', 'x'.repeat(10_000_000)], ['deep', deep], ['lists', lists]] as const) {
        let status = 0;
        const ms = await cost(async () => {
          status = (await clinic.ask(path, { method: 'POST', body, headers: { 'content-type': 'application/json' } }).catch(() => ({ status: 413 }))).status;
        });
        // 303: to sign in, before anything is read.
        if (status !== 303 && (status < 400 || status >= 500)) wrong.push(`${path} ${kind}: ${status}`);
        // Sending ten megabytes from this same process costs its own time.
        if (ms > millisecondsEach + (kind === '10 MB' ? 150 : 0)) wrong.push(`${path} ${kind}: ${Math.round(ms)} ms`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('in a field or an address costs no more than to read it', async () => {
    const evil = ['a'.repeat(60_000), `${'a'.repeat(30_000)}@`, ' '.repeat(60_000), `${'\t '.repeat(30_000)}x`, '1'.repeat(60_000), `+34${' '.repeat(60_000)}x`, `${'a@'.repeat(30_000)}`, `${'a.'.repeat(30_000)}`, `${'\r\n'.repeat(30_000)}x`, `${'-'.repeat(60_000)}!`, `${'(('.repeat(30_000)}`, 'á'.repeat(30_000)];
    const fields = ['contact', 'nombre', 'movil', 'correo', 'motivo', 'texto', 'mensaje', 'precio', 'minutos', 'hora', 'dia', 'horas', 'sitios', 'direccion', 'codigo', 'code', 'nif', 'biografia', 'especialidades', 'correo'];
    const doors: [string, string][] = [['/entrar?/pedir', clinic.cookies.anybody], [`/reservar?servicio=${clinic.own.videoService}&inicio=2026-11-26T11:00:00.000Z`, clinic.cookies.anybody], ['/agenda/nueva', clinic.cookies.specialist], ['/agenda/ajustes/perfil', clinic.cookies.specialist], ['/agenda/ajustes/insertar?/guardar', clinic.cookies.specialist]];
    const wrong: string[] = [];
    for (const [path, as] of doors) {
      // The first visit reads the page's own modules, which is no cost of what was typed.
      await clinic.ask(path, { method: 'POST', as, body: new URLSearchParams({ contact: 'x' }) });
      for (const [index, bad] of evil.entries()) {
        const ms = await cost(async () => {
          const answer = await clinic.ask(path, { method: 'POST', as, body: new URLSearchParams([...fields.map((name) => [name, name === fields[index] ? bad : bad.slice(0, 400)] as [string, string]), ['video.1', bad.slice(0, 2000)]]) });
          if (fault(answer)) wrong.push(`${path} ${index}: ${fault(answer)}`);
        });
        if (ms > millisecondsEach) wrong.push(`${path} ${bad.slice(0, 6)}: ${Math.round(ms)} ms`);
      }
    }
    await clinic.ask('/buscar?que=x&donde=y');
    for (const bad of evil) {
      const ms = await cost(() => clinic.ask(`/buscar?que=${encodeURIComponent(bad.slice(0, 3000))}&donde=${encodeURIComponent(bad.slice(0, 1500))}`));
      if (ms > millisecondsEach) wrong.push(`search ${bad.slice(0, 6)}: ${Math.round(ms)} ms`);
    }
    expect(wrong).toEqual([]);
  });

  it('in a line of the log neither', async () => {
    const ms = await cost(async () => {
      for (const bad of ['a'.repeat(100_000), 'a@'.repeat(50_000), '+1'.repeat(50_000), `+${'1 '.repeat(50_000)}`, 'vc_'.repeat(30_000), `vc_${'-'.repeat(90_000)}`]) redactText(bad);
    });
    expect(ms).toBeLessThan(6 * millisecondsEach);
    expect(redactText(`${'x'.repeat(5000)} ana@correo.example +34 600 000 012`)).not.toMatch(/ana@|600/);
  });
});
