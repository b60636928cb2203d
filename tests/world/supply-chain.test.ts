import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { supplyBreaches, type Lock, type Manifest } from '../../tools/supply.ts';

const root = resolve(import.meta.dirname, '../..');
const read = <Value>(file: string) => JSON.parse(readFileSync(join(root, file), 'utf8')) as Value;
const lock = () => read<Lock>('package-lock.json');
const manifest = () => read<Manifest>('package.json');
const filesIn = (folder: string) => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });

describe('the packages (quality 94, 95)', () => {
  it('are exact, from the registry, proven by hash, and run nothing unasked', () => {
    expect(supplyBreaches(lock(), manifest())).toEqual([]);
  });

  it.each<[string, (lock: Lock, manifest: Manifest) => void]>([
    ['a range', (_, { dependencies }) => void Object.assign(dependencies ?? {}, { zod: '^4.0.0' })],
    ['a repository', (_, { dependencies }) => void Object.assign(dependencies ?? {}, { zod: 'github:colinhacks/zod' })],
    ['an address', ({ packages }) => void Object.assign(packages['node_modules/zod'] ?? {}, { resolved: 'git+ssh://git@host.example/zod.git' })],
    ['no hash', ({ packages }) => void delete packages['node_modules/zod']?.integrity],
    ['a bundle without a hash', ({ packages }) => void Object.assign(packages, { 'node_modules/ajv/node_modules/q': { version: '1.5.1', inBundle: true }, 'node_modules/ajv': { ...packages['node_modules/ajv'], integrity: undefined, optional: true } })],
    ['a folder', ({ packages }) => void Object.assign(packages['node_modules/zod'] ?? {}, { link: true })],
    ['an install script', ({ packages }) => void Object.assign(packages['node_modules/zod'] ?? {}, { hasInstallScript: true })],
    ['an old parser', ({ packages }) => void Object.assign(packages['node_modules/socket.io-parser'] ?? {}, { version: '4.2.5' })],
  ])('%s among them is found', (_, change) => {
    const [changed, asked] = [lock(), manifest()];
    change(changed, asked);
    expect(supplyBreaches(changed, asked)).toHaveLength(1);
  });

  it('make a bill of materials in CycloneDX, with version and hash of each', () => {
    // With --omit dev npm leaves out what a development package needs too, such as pg: the whole is the honest bill.
    const said = execFileSync('npm', ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 64 << 20 });
    const bill = JSON.parse(said) as { bomFormat: string; components: { name: string; version: string; hashes?: { content: string }[] }[] };
    expect(bill.bomFormat).toBe('CycloneDX');
    for (const name of Object.keys(manifest().dependencies ?? {})) {
      const part = bill.components.find((one) => one.name === name || one.name === name.split('/')[1]);
      expect([name, Boolean(part?.version), part?.hashes?.length ?? 0]).toEqual([name, true, 1]);
    }
  });
});

describe('a package that wants to run something on being installed (fault 62)', () => {
  let house: string;
  beforeAll(() => {
    house = mkdtempSync(join(tmpdir(), 'vc-supply-'));
    for (const name of ['wanted', 'unwanted']) {
      mkdirSync(join(house, name));
      writeFileSync(join(house, name, 'package.json'), JSON.stringify({ name, version: '1.0.0', scripts: { postinstall: `touch ${join(house, `${name}.ran`)}` } }));
      execFileSync('npm', ['pack', '--silent', '--ignore-scripts'], { cwd: join(house, name), stdio: 'ignore' });
    }
    const home = join(house, 'home');
    mkdirSync(join(home, 'bootstrap'), { recursive: true });
    for (const file of ['.npmrc', 'bootstrap/run.js']) cpSync(join(root, file), join(home, file));
    writeFileSync(join(home, 'package.json'), JSON.stringify({ name: 'home', version: '1.0.0', dependencies: { wanted: 'file:../wanted/wanted-1.0.0.tgz', unwanted: 'file:../unwanted/unwanted-1.0.0.tgz' }, allowScripts: { wanted: true } }));
    execFileSync('npm', ['install', '--package-lock-only', '--offline', '--ignore-scripts'], { cwd: home, stdio: 'ignore' });
  }, 60_000);
  afterAll(() => rmSync(house, { recursive: true, force: true }));

  it('does not, unless it is allowed by name, whoever installs', () => {
    const home = join(house, 'home');
    // It ends at what comes after the packages; they are all that counts here.
    spawnSync(process.execPath, ['bootstrap/run.js', 'build'], { cwd: home, encoding: 'utf8' });
    expect([existsSync(join(home, 'node_modules/unwanted')), existsSync(join(house, 'unwanted.ran')), existsSync(join(house, 'wanted.ran'))]).toEqual([true, false, true]);
    rmSync(join(house, 'wanted.ran'));
    execFileSync('npm', ['ci', '--offline'], { cwd: home, stdio: 'ignore' });
    expect([existsSync(join(house, 'unwanted.ran')), existsSync(join(house, 'wanted.ran'))]).toEqual([false, false]);
  });
});

describe('what is delivered to browsers', () => {
  const scripts = () => filesIn('build/client').filter((name) => /\.(js|css|html|json)$/.test(name)).map((name) => ({ name, text: readFileSync(join(root, 'build/client', name), 'utf8') }));

  it('can record nothing: no recorder of sound, picture or screen is in it (quality 27, V10)', () => {
    for (const { name, text } of scripts()) expect([name, /MediaRecorder|(Video|Audio|Image)Encoder/.exec(text)?.[0]]).toEqual([name, undefined]);
    // Frames are taken one by one in one place alone, for a worker that can ask nobody for anything (src/server/doors/worker-policy.ts).
    const framed = scripts().filter(({ text }) => /new MediaStreamTrackProcessor/.test(text));
    expect(framed.map(({ text }) => /background-worker[\w.-]*\.js/.test(text))).toEqual([true]);
    const worker = scripts().find(({ name }) => /background-worker/.test(name))?.text ?? '';
    expect(worker).toContain('segmenter');
    expect(worker).not.toMatch(/fetch\(|XMLHttpRequest|WebSocket|indexedDB|caches\b|BroadcastChannel/);
  });

  it('has no map of our sources and no secret in it (quality 91)', () => {
    expect(filesIn('build/client').filter((name) => /\.map$|\.env|\.sql$|\.ts$|\.pem$|\.key$/.test(name))).toEqual([]);
    for (const { name, text } of scripts()) expect([name, /sourceMappingURL|sk_(live|test)_\w{8}|whsec_\w{8}|BEGIN [A-Z ]*PRIVATE KEY|process\.env|postgres(ql)?:\/\//.exec(text)?.[0]]).toEqual([name, undefined]);
  });
});

describe('the examples for servers', () => {
  it('nginx logs no address that holds a token, lets photos through, and passes the metrics to nobody (quality 4, 91)', () => {
    const nginx = readFileSync(join(root, 'deploy/nginx.conf'), 'utf8');
    const silent = new RegExp(/^ {2}~(\S+) 0;$/m.exec(nginx)?.[1] ?? '$^');
    const folders = filesIn('src/routes').filter((name) => /\[token\][^/]*$/.test(name));
    const withToken = folders.map((name) => `/${name.replaceAll(/\([a-z]+\)\//g, '')}`);
    expect(withToken.length).toBeGreaterThan(4);
    for (const path of withToken) for (const spelled of [path, `/en${path}`]) expect([spelled, silent.test(spelled.replace('[token]', 'AAAA'))]).toEqual([spelled, true]);
    expect(silent.test('/especialistas/ana')).toBe(false);
    // Each log asks that map, none writes where somebody came from, and errors name no request.
    expect([...nginx.matchAll(/^ *access_log (.+);$/gm)].map(([, rest]) => rest)).toEqual([expect.stringMatching(/^\S+ without_referer if=\$loggable$/)]);
    expect(/^log_format without_referer '(.+)';$/m.exec(nginx)?.[1]).not.toMatch(/referer|cookie|args|http_(?!user_agent)/);
    expect([...nginx.matchAll(/^ *error_log \S+ (\w+);$/gm)].map(([, level]) => level)).toEqual(['crit']);
    expect(nginx).toMatch(/location = \/metrics \{\s+return 404;/);
    expect(nginx).toMatch(/client_max_body_size 30m;/);
  });

  it('coturn is the safe set-up where it is older than 4.9: no IPv6 relay, nothing inside reachable (quality 95)', () => {
    const relay = readFileSync(join(root, 'deploy/turnserver.conf'), 'utf8');
    for (const name of ['listening-ip', 'relay-ip']) expect(relay).toMatch(new RegExp(`^${name}=\\d+\\.\\d+\\.\\d+\\.\\d+$`, 'm'));
    for (const line of ['no-cli', 'no-multicast-peers', 'no-tcp-relay', 'denied-peer-ip=127.0.0.0-127.255.255.255', 'denied-peer-ip=10.0.0.0-10.255.255.255']) expect(relay).toContain(`\n${line}`);
    expect(relay).not.toMatch(/^allow-loopback-peers|^allowed-peer-ip/m);
  });
});
