// `node tools/attack.ts <origin of a running rehearsal> [sqlmap|wapiti|ffuf|forms] [seconds] [forms to pass over]`: Debian's attack tools with
// the sessions of a specialist and a patient (quality 35, 91). They press whatever they find: a scratch DATA_DIR, nothing
// else. One JSON line each; ends with 1 where a tool confirmed something. docs/security.md keeps the figures.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formsIn, linksIn } from '../tests/faults/page-forms.ts';
import { words } from '../tests/faults/word-list.ts';

const [origin = '', wanted = '', limit = '600', passedOver = '0'] = process.argv.slice(2);
const seconds = Number(limit);
if (!/^http:\/\/(localhost|127\.0\.0\.1):\d+$/.test(origin)) {
  process.stderr.write('a rehearsal on this machine, such as http://localhost:3000\n');
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), 'attack-'));

interface Form {
  url: string;
  method: 'GET' | 'POST';
  data: string;
  cookie: string;
  who: string;
}

async function cookieOf(as: string): Promise<string> {
  const answer = await fetch(`${origin}/ensayo/sesion`, { method: 'POST', body: JSON.stringify({ as }), headers: { origin, 'content-type': 'application/json' } });
  if (!answer.ok) throw new Error(`${as} cannot sign in: ${answer.status}`);
  return answer.headers.getSetCookie().map((line) => line.split(';')[0]).join('; ');
}

/** Every form on the pages that this person can reach by links, each once by address and fields. */
async function formsOf(who: string, cookie: string, start: string[], elsewhere: Form[] = []): Promise<Form[]> {
  const queue = [...start];
  const seen = new Set(queue.map((path) => path.split('?')[0]));
  const forms = new Map<string, Form>();
  for (let visited = 0; queue.length > 0 && visited < 120; visited += 1) {
    const path = queue.shift() ?? '/';
    const answer = await fetch(origin + path, { headers: { cookie, accept: 'text/html' } });
    const html = await answer.text();
    const here = new URL(answer.url);
    for (const to of linksIn(html, here)) {
      // One page of a kind is enough; nobody signs out on the way.
      const kind = to.pathname.replace(/[0-9a-f-]{36}|[\w-]{22}/g, 'x').replace(/(especialistas|especialidades)\/.+/, '$1/x');
      if (seen.has(kind) || /^\/(en(\/|$)|ensayo|salir)/.test(to.pathname)) continue;
      seen.add(kind);
      queue.push(to.pathname + to.search);
    }
    for (const { url, method, fields } of formsIn(html, here, () => 'uno')) {
      if (/^\/(salir|cuenta\/borrar|ensayo)/.test(url.pathname)) continue;
      const address = url.pathname.replace(/[0-9a-f-]{36}/g, 'x');
      const key = `${method} ${address} ${method === 'POST' ? /\/\w+/.exec(url.search)?.[0] : ''}`;
      // The fullest of the forms that lead to one place; public ones once and not for every person.
      const known = forms.get(key) ?? elsewhere.find((one) => one.method === method && method === 'GET' && new URL(one.url).pathname === address);
      if (fields.size > new URLSearchParams(known?.data).size) forms.set(key, { url: url.href.replace(/#.*/, ''), method, data: fields.toString(), cookie, who });
    }
  }
  return [...forms.values()];
}

async function allForms(): Promise<Form[]> {
  const specialist = await cookieOf('lucia');
  const patient = await cookieOf('carmen-ruiz');
  const open = await formsOf('nobody', '', ['/', '/buscar', '/entrar', '/especialistas']);
  return [...open, ...(await formsOf('patient', patient, ['/citas', '/cuenta'], open)), ...(await formsOf('specialist', specialist, ['/agenda', '/agenda/ajustes'], open))];
}

function say(result: Record<string, unknown>, confirmed: number): void {
  process.stdout.write(`${JSON.stringify({ ...result, confirmed })}\n`);
  if (confirmed > 0) process.exitCode = 1;
}

/** Level 3 on every form, the time shared among them; how many were tried to the end is told apart. */
async function sqlmap(): Promise<void> {
  // Those with few fields first: the time that they leave goes to the long ones.
  const forms = (await allForms()).toSorted((one, other) => new URLSearchParams(one.data).size - new URLSearchParams(other.data).size).slice(Number(passedOver));
  const until = Date.now() + seconds * 1000;
  let whole = 0;
  const found: string[] = [];
  for (const [index, form] of forms.entries()) {
    const share = Math.max(5, (until - Date.now()) / 1000 / (forms.length - index));
    const target = form.method === 'POST' ? ['-u', form.url, '--data', form.data] : ['-u', `${form.url.split('?')[0]}?${form.data}`];
    const done = spawnSync(
      'sqlmap',
      [...target, '--cookie', form.cookie || 'none=1', '--headers', `Origin: ${origin}`, '--level', '3', '--dbms', 'PostgreSQL', '--technique', 'BEUS', '-p', [...new URLSearchParams(form.data).keys()].join(),
        '--batch', '--flush-session', '--ignore-code', '*', '--threads', '2', '--timeout', '10', '--retries', '0', '--drop-set-cookie', '--output-dir', folder, '--disable-coloring'],
      { encoding: 'utf8', timeout: Math.round(share * 1000), maxBuffer: 64 << 20 },
    ); // prettier-ignore
    if (done.error === undefined) whole += 1;
    const hit = /Parameter: .+\n[\s\S]*?Payload: .+/.exec(done.stdout)?.[0];
    if (hit) found.push(`${form.who} ${form.url}: ${hit}`);
    writeFileSync(join(folder, `${index}.log`), `${form.who} ${form.method} ${form.url}\n${form.data}\n${done.stdout}`);
  }
  say({ tool: 'sqlmap', forms: forms.length, triedToTheEnd: whole, folder, found }, found.length);
}

/** Debian 12's wapiti writes its exclusions in a way that its Python no longer reads, and ends before it has begun: only that is put right here. */
const wapitiProgram = `import re, sys
import wapitiCore.net.crawler as crawler
crawler.wildcard_translate = lambda pattern: re.compile('.*'.join(map(re.escape, pattern.split('*'))) + '$', re.M | re.S)
from wapitiCore.main.wapiti import wapiti_main
sys.argv[0] = 'wapiti'
sys.exit(wapiti_main())`;
/** Signed out, erased, in the rehearsal's own desk or in the other language nothing is learnt. */
const notAttacked = ['/salir*', '/cuenta/borrar*', '/ensayo*', '/en', '/en/*', '/_app/*'];

/** sql, xss, exec, file, ssrf and redirect; the outside that a forged request would reach is a server of this program. */
async function wapiti(): Promise<void> {
  let reached = 0;
  // wapiti itself asks there what came in.
  const canary = createServer(({ url }, response) => ((reached += url?.startsWith('/get_ssrf') ? 0 : 1), response.end('{}'))).listen(0, '127.0.0.1');
  await once(canary, 'listening');
  const endpoint = `http://127.0.0.1:${(canary.address() as AddressInfo).port}/`;
  const findings: unknown[] = [];
  const people = [['lucia', '/agenda'], ['carmen-ruiz', '/citas'], ['operador', '/operador']] as const;
  const share = seconds / people.length;
  const crawled: Record<string, string> = {};
  for (const [who, start] of people) {
    const report = join(folder, `${who}.json`);
    const cookie = await cookieOf(who);
    const log = openSync(join(folder, `${who}.log`), 'w');
    // Beside this program and not in its place: the canary must be able to answer. Its own limits end it well before ours.
    const attack = spawn(
      '/usr/bin/python3',
      ['-c', wapitiProgram, '-u', `${origin}/`, '-s', origin + start, '--scope', 'folder', '-m', 'sql,xss,exec,file,ssrf,redirect', '-H', `Cookie: ${cookie}`, '-H', `Origin: ${origin}`, '-H', 'Accept-Encoding: identity', ...notAttacked.flatMap((path) => ['-x', origin + path]),
        '-d', '4', '--max-links-per-page', '40', '--max-files-per-dir', '10', '--max-parameters', '16', '--endpoint', endpoint, '--max-scan-time', String(Math.round(share / 5)), '--max-attack-time', String(Math.round(share / 9)),
        '-t', '10', '--flush-session', '--store-session', join(folder, who), '--no-bugreport', '-v', '1', '-f', 'json', '-o', report],
      { stdio: ['ignore', log, log], timeout: Math.round(share * 1000) },
    ); // prettier-ignore
    await once(attack, 'close');
    const said = readFileSync(join(folder, `${who}.log`), 'utf8');
    const cut = [...said.matchAll(/Max attack time was reached for module (\w+)/g)].map((match) => match[1]);
    crawled[who] = `${/found (\d+) URLs and forms/.exec(said)?.[1] ?? 'no'} addresses and forms${cut.length > 0 ? `, time over in ${cut.join(', ')}` : ''}`;
    const after = await fetch(origin + start, { headers: { cookie }, redirect: 'manual' });
    if (after.status !== 200) say({ tool: 'wapiti', who, problem: `signed out on the way: ${after.status}` }, 1);
    if (!existsSync(report)) {
      say({ tool: 'wapiti', who, problem: 'no report within its time' }, 1);
      continue;
    }
    const { vulnerabilities, anomalies } = JSON.parse(readFileSync(report, 'utf8')) as Record<string, Record<string, { method: string; path: string; info: string }[]>>;
    for (const [kind, list] of [...Object.entries(vulnerabilities ?? {}), ...Object.entries(anomalies ?? {})]) findings.push(...list.map((one) => ({ who, kind, method: one.method, path: one.path, info: one.info })));
  }
  canary.close();
  say({ tool: 'wapiti', crawled, reached, folder, findings }, findings.length + reached);
}

/** To sign in, refusals, what SvelteKit itself serves, and what this machine alone may read. */
const known = /^(?:30\d|40[035]) |^200 \/(?:_app\/(?:version\.json|env\.js)|__data\.json|metrics)$/;

/** Only addresses of the product may answer with anything but 404 or the way to sign in. */
function ffuf(): void {
  const list = join(folder, 'words');
  const report = join(folder, 'ffuf.json');
  writeFileSync(list, words.join('\n'));
  spawnSync('ffuf', ['-u', `${origin}/FUZZ`, '-w', list, '-mc', 'all', '-fc', '404', '-t', '4', '-s', '-o', report, '-of', 'json', '-maxtime', String(seconds)], { stdio: 'ignore' });
  const { results } = JSON.parse(readFileSync(report, 'utf8')) as { results: { input: { FUZZ: string }; status: number; length: number }[] };
  const answers = results.map((one) => `${one.status} /${one.input.FUZZ}`);
  say({ tool: 'ffuf', words: words.length, answers, folder }, answers.filter((one) => !known.test(one)).length);
}

if (wanted === 'forms') for (const form of await allForms()) process.stdout.write(`${form.who} ${form.method} ${form.url} ${form.data}\n`);
if (!wanted || wanted === 'ffuf') ffuf();
if (!wanted || wanted === 'sqlmap') await sqlmap();
if (!wanted || wanted === 'wapiti') await wapiti();
