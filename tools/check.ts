// `npm run check`: types, lint, borders, texts, map, data map; in seconds. Prints what is wrong and ends with 1 where something is.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { schemaOf, unmapped } from '../src/features/privacy/data-map/data-map.ts';
import { houseBreaches } from './borders.ts';
import { securityBreaches } from './security-table.ts';
import { supplyBreaches, type Lock, type Manifest } from './supply.ts';

const root = resolve(import.meta.dirname, '..');

interface Finding {
  name: string;
  problems: string[];
}

function command(name: string, script: string, args: string[]): Finding {
  const done = spawnSync(process.execPath, [join(root, script), ...args], { cwd: root, encoding: 'utf8', maxBuffer: 64 << 20 });
  return { name, problems: done.status === 0 ? [] : [`${done.stdout}${done.stderr}`.trim()] };
}

/** Both languages hold the same keys, with the same placeholders; nothing is empty. */
function checkTexts(): Finding {
  const read = (locale: string) => JSON.parse(readFileSync(join(root, `src/texts/${locale}.json`), 'utf8')) as Record<string, unknown>;
  const es = read('es');
  const en = read('en');
  const problems: string[] = [];
  const holes = (text: unknown) => [...String(typeof text === 'string' ? text : JSON.stringify(text)).matchAll(/\{(\w+)\}/g)].map((hole) => hole[1]).sort().join();
  for (const key of new Set([...Object.keys(es), ...Object.keys(en)])) {
    if (!(key in es)) problems.push(`${key}: no Spanish words`);
    else if (!(key in en)) problems.push(`${key}: no English words`);
    else if (es[key] === '' || en[key] === '') problems.push(`${key}: empty`);
    else if (typeof es[key] === 'string' && typeof en[key] === 'string' && holes(es[key]) !== holes(en[key])) problems.push(`${key}: placeholders differ`);
  }
  return { name: 'texts', problems };
}

/** Every path that the map and the hazard log name exists. */
function checkMap(): Finding {
  const problems = ['docs/map.md', 'docs/hazards.md', 'docs/dpia.md'].flatMap((page) => {
    if (!existsSync(join(root, page))) return [`${page} is missing`];
    const paths = [...readFileSync(join(root, page), 'utf8').matchAll(/`((?:src|tests|docs|bench|tools|deploy|bootstrap)\/[^`*<>… ]*)`/g)].map((match) => match[1] ?? '');
    return paths.filter((path) => !existsSync(join(root, path))).map((path) => `${page} names ${path}, which is not there`);
  });
  return { name: 'map', problems };
}

/** Every column of the database has its line in the data map, and nothing else has (quality 74). */
function checkDataMap(): Finding {
  return { name: 'data map', problems: unmapped(schemaOf(readFileSync(join(root, 'src/db/tables.ts'), 'utf8'))) };
}

/** Packages come from the registry alone, and nothing of theirs runs unasked (tools/supply.ts). */
function checkSupply(): Finding {
  const read = (file: string): unknown => JSON.parse(readFileSync(join(root, file), 'utf8'));
  return { name: 'supply', problems: supplyBreaches(read('package-lock.json') as Lock, read('package.json') as Manifest) };
}

const findings: Finding[] = [
  command('lint', 'node_modules/oxlint/bin/oxlint', ['--quiet']),
  { name: 'borders', problems: houseBreaches(root).map((breach) => `${breach.file}: ${breach.rule}: ${breach.what}`) },
  checkTexts(),
  checkMap(),
  checkDataMap(),
  { name: 'security', problems: securityBreaches(root) },
  checkSupply(),
];
if (!process.argv.includes('--quick')) {
  command('sync', 'node_modules/@sveltejs/kit/svelte-kit.js', ['sync']);
  findings.push(command('types', 'node_modules/svelte-check/bin/svelte-check', ['--tsconfig', 'tsconfig.json', '--output', 'human', '--threshold', 'error']));
}
let wrong = 0;
for (const { name, problems } of findings) {
  wrong += problems.length;
  process.stdout.write(`${problems.length === 0 ? 'ok   ' : 'wrong'} ${name}\n${problems.map((problem) => `${problem}\n`).join('')}`);
}
process.exit(wrong > 0 ? 1 : 0);
