import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claimDatabase, modeOfDatabase } from '#db/mode.ts';
import { freshDatabase } from './cluster.ts';

const root = resolve(import.meta.dirname, '../..');
const stamp = 'node_modules/.videoconsulta/dependencies';

/** A house with the bootstrap, its texts, and programs that only write down that they were called. */
let house: string;

function run(task: string): { calls: string[]; status: number | null; out: string } {
  rmSync(join(house, 'calls'), { force: true });
  const done = spawnSync(process.execPath, ['bootstrap/run.js', task], { cwd: house, encoding: 'utf8', env: { PATH: `${join(house, 'bin')}:/usr/bin:/bin`, HOUSE: house } });
  const calls = spawnSync('cat', [join(house, 'calls')], { encoding: 'utf8' }).stdout.split('\n').filter(Boolean);
  return { calls, status: done.status, out: `${done.stdout}${done.stderr}` };
}

const program = (text: string, makes = '') => `#!/bin/sh\necho "${text} $*" >> "$HOUSE/calls"\n${makes}\n`;

beforeAll(() => {
  house = mkdtempSync(join(tmpdir(), 'videoconsulta-bootstrap-'));
  for (const path of ['bootstrap/run.js', 'package.json', 'package-lock.json', 'src/texts/es.json', 'src/texts/en.json', 'tools/text.js', 'vite.config.ts']) {
    cpSync(join(root, path), join(house, path), { recursive: true });
  }
  const node = program('node', 'mkdir -p src/texts/compiled build && touch src/texts/compiled/messages.js build/handler.js');
  const ownNode = join(house, 'own-node');
  execFileSync('mkdir', ['-p', join(house, 'bin')]);
  writeFileSync(ownNode, node, { mode: 0o755 });
  writeFileSync(join(house, 'bin/npm'), program('npm', `mkdir -p node_modules/.bin && ln -sf ${ownNode} node_modules/.bin/node`), { mode: 0o755 });
  symlinkSync('/bin/sh', join(house, 'bin/sh'));
});
afterAll(() => rmSync(house, { recursive: true, force: true }));

describe('the bootstrap brings what is missing, and nothing twice', () => {
  it('the first time: dependencies, texts, pages, in this order', () => {
    const { calls, status } = run('build');
    expect(status).toBe(0);
    expect(calls.map((call) => call.split(' ').slice(0, 2).join(' '))).toEqual(['npm ci', 'node tools/text.js', 'node node_modules/vite/bin/vite.js']);
  });

  it('the second time: nothing', () => {
    expect(run('build').calls).toEqual([]);
  });

  it('the start is handed over to our own Node', () => {
    expect(run('start').calls).toEqual(['node src/server/main.ts']);
  });

  it('a changed text compiles the texts and builds the pages again', () => {
    writeFileSync(join(house, 'src/texts/es.json'), '{}');
    expect(run('build').calls.map((call) => call.split(' ')[1])).toEqual(['tools/text.js', 'node_modules/vite/bin/vite.js']);
  });

  it('another licence or version of ours installs nothing; another package does', () => {
    const lock = JSON.parse(readFileSync(join(house, 'package-lock.json'), 'utf8')) as { version: string; packages: Record<string, Record<string, unknown>> };
    const before = readFileSync(join(house, stamp), 'utf8');
    lock.version = '9.9.9';
    Object.assign(lock.packages[''] ?? {}, { version: '9.9.9', license: 'none' });
    writeFileSync(join(house, 'package-lock.json'), JSON.stringify(lock));
    expect(run('build').calls.some((call) => call.startsWith('npm'))).toBe(false);
    expect(readFileSync(join(house, stamp), 'utf8')).toBe(before);
    lock.packages['node_modules/another'] = { version: '1.0.0' };
    writeFileSync(join(house, 'package-lock.json'), JSON.stringify(lock));
    expect(run('build').calls[0]).toMatch(/^npm ci/);
  });

  it('an unknown task is refused', () => {
    expect(run('fly')).toMatchObject({ status: 2, out: expect.stringContaining('unknown task: fly') });
  });
});

describe('the start refuses by name, at once', () => {
  const start = (environment: Record<string, string>) =>
    spawnSync(process.execPath, ['src/server/main.ts'], { cwd: root, encoding: 'utf8', timeout: 50_000, env: { PATH: process.env['PATH'] ?? '', DATA_DIR: join(house, 'data'), ...environment } });

  it('production without its configuration', () => {
    const { status, stderr } = start({ MODE: 'production' });
    expect(status).toBe(1);
    for (const name of ['PUBLIC_ORIGIN', 'APP_KEY', 'MASTER_KEY', 'SMTP_URL', 'TWILIO_AUTH_TOKEN', 'STRIPE_SECRET_KEY']) expect(stderr).toContain(`no arranca: ${name}: missing`);
  });

  it('a port that is taken, before any database is made', async () => {
    const holder = createServer();
    await new Promise<void>((settle) => holder.listen(0, '127.0.0.1', settle));
    const address = holder.address();
    const port = address && typeof address === 'object' ? address.port : 0;
    const { status, stdout, stderr } = start({ PORT: String(port) });
    holder.close();
    expect({ status, stdout, stderr }).toEqual({ status: 1, stdout: '', stderr: `no arranca: PORT: ${port} is taken; choose another\n` });
  });

  it('a database of the other mode, which is left as it was (Y5)', async () => {
    const database = await freshDatabase();
    await claimDatabase(database.adminUrl, 'production');
    const { status, stderr } = start({ PORT: '0', DATABASE_URL: database.adminUrl });
    expect({ status, stderr }).toEqual({ status: 1, stderr: 'no arranca: DATABASE_URL: this database belongs to production; MODE=rehearsal needs one of its own\n' });
    await claimDatabase(database.adminUrl, 'rehearsal');
    expect(await modeOfDatabase(database.adminUrl)).toBe('production');
    await database.drop();
  });

  it('a database that does not answer', () => {
    const { status, stderr } = start({ PORT: '0', DATABASE_URL: 'postgres://nobody:nothing@127.0.0.1:1/none' });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^no arranca: DATABASE_URL: /);
  });
});
