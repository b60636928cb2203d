// Plain JavaScript that the machine's own Node 20 runs: brings what is missing, then hands over to our Node.
// It does only what is needed, says what it does, and is quick the second time.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [task = 'start', ...rest] = process.argv.slice(2);
const modules = join(root, 'node_modules');
const node = join(modules, '.bin', 'node');
const stamps = join(modules, '.videoconsulta');
process.chdir(root);

function say(line) {
  if (task === 'start' || task === 'dev') process.stdout.write(`${line}\n`);
  else process.stderr.write(`${line}\n`);
}

function hashOfFiles(paths) {
  const hash = createHash('sha256');
  const add = (path) => {
    if (!existsSync(path)) return;
    if (statSync(path).isDirectory()) {
      for (const name of readdirSync(path).sort()) if (name !== 'compiled') add(join(path, name));
    } else if (!path.endsWith('.test.ts')) hash.update(path.slice(root.length)).update(readFileSync(path));
  };
  for (const path of paths) add(join(root, path));
  return hash.digest('hex');
}

/** What `npm ci` would install: the locked packages and what is asked for, not our own name, version or licence. */
function hashOfPackages() {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const { dependencies, devDependencies, optionalDependencies } = packages[''];
  const wanted = { ...packages, '': { dependencies, devDependencies, optionalDependencies } };
  return createHash('sha256').update(JSON.stringify(wanted)).digest('hex');
}

/** Runs `work` when what is behind it changed since it last went well. */
function when(name, hash, exists, work) {
  const stamp = join(stamps, name);
  if (exists && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  work();
  mkdirSync(stamps, { recursive: true });
  writeFileSync(stamp, hash);
}

function run(command, args, what) {
  const done = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8', maxBuffer: 64 << 20 });
  if (done.status === 0) return;
  process.stderr.write(`${what} failed:\n${done.stdout ?? ''}\n${done.stderr ?? ''}${done.error ? `${done.error.message}\n` : ''}`);
  process.exit(1);
}

const dependencies = () =>
  when('dependencies', hashOfPackages(), existsSync(node), () => {
    say('dependencias: se instalan (solo la primera vez)');
    // No package runs a program of its own on being installed, except those that package.json allows (quality 94).
    run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--include=optional'], 'npm ci');
    const { allowScripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const allowed = Object.keys(allowScripts).filter((name) => allowScripts[name] && existsSync(join(modules, name)));
    if (allowed.length > 0) run('npm', ['rebuild', '--ignore-scripts=false', ...allowed], 'npm rebuild');
  });
const texts = () =>
  when('texts', hashOfFiles(['src/texts/es.json', 'src/texts/en.json', 'project.inlang/settings.json', 'tools/text.js']), existsSync(join(root, 'src/texts/compiled/messages.js')), () => {
    say('textos: se compilan');
    run(node, ['tools/text.js', 'compile'], 'texts');
  });
const pages = () =>
  when('pages', hashOfFiles(['src', 'static', 'vite.config.ts', 'package-lock.json']), existsSync(join(root, 'build/handler.js')), () => {
    say('páginas: se construyen');
    run(node, ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'error'], 'build');
  });

function handOver(args, env = {}) {
  const child = spawn(node, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env, PATH: `${join(modules, '.bin')}:${process.env.PATH ?? ''}` },
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}

dependencies();
texts();
switch (task) {
  case 'start':
    pages();
    handOver(['src/server/main.ts'], { NODE_ENV: 'production' });
    break;
  case 'dev':
    handOver(['--watch-path=src/server', '--watch-path=src/features', '--watch-path=src/domain', '--watch-preserve-output', 'src/server/main.ts'], { VC_DEV: '1' });
    break;
  case 'build':
    pages();
    break;
  case 'check':
    handOver(['tools/check.ts', ...rest]);
    break;
  case 'test':
    pages();
    handOver(['tools/test.ts', ...rest]);
    break;
  case 'bench':
    pages();
    handOver(['bench/run.ts', ...rest]);
    break;
  case 'prove':
    pages();
    handOver(['tools/prove.ts', ...rest]);
    break;
  default:
    process.stderr.write(`unknown task: ${task}\n`);
    process.exit(2);
}
