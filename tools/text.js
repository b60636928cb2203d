// Writes the texts: `text.js set key "es" "en" …`, `text.js import file.json`, `text.js compile`. Keys stay sorted.
import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const file = (locale) => join(root, 'src/texts', `${locale}.json`);
const [command, ...rest] = process.argv.slice(2);

function write(entries) {
  const lock = join(root, 'src/texts/.lock');
  let held = null;
  for (let attempt = 0; held === null; attempt++) {
    try {
      held = openSync(lock, 'wx');
    } catch (error) {
      if (attempt > 200) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 25);
    }
  }
  try {
    for (const locale of ['es', 'en']) {
      const texts = JSON.parse(readFileSync(file(locale), 'utf8'));
      for (const [key, words] of Object.entries(entries)) texts[key] = words[locale];
      const sorted = Object.fromEntries(Object.entries(texts).sort(([a], [b]) => (a < b ? -1 : 1)));
      writeFileSync(`${file(locale)}.new`, `${JSON.stringify(sorted, null, 2)}\n`);
      renameSync(`${file(locale)}.new`, file(locale));
    }
  } finally {
    closeSync(held);
    rmSync(lock, { force: true });
  }
}

if (command === 'set') {
  if (rest.length === 0 || rest.length % 3 !== 0) throw new Error('set takes triples: key, Spanish, English');
  const entries = {};
  for (let i = 0; i < rest.length; i += 3) entries[rest[i]] = { es: rest[i + 1], en: rest[i + 2] };
  write(entries);
} else if (command === 'import') {
  write(JSON.parse(readFileSync(rest[0], 'utf8')));
} else if (command === 'compile') {
  // Twice: a few large modules for Node and the tests, one module a message for browsers, so that a page loads its own words.
  compile('src/texts/compiled', 'locale-modules');
  compile('src/texts/compiled/pages', 'message-modules');
} else {
  throw new Error('text.js set | import | compile');
}

function compile(folder, structure) {
  const program = join(root, 'node_modules/@inlang/paraglide-js/bin/run.js');
  const options = ['--project', join(root, 'project.inlang'), '--outdir', join(root, folder), '--strategy', 'url', 'baseLocale'];
  execFileSync(process.execPath, [program, 'compile', ...options, '--silent', '--output-structure', structure], { cwd: root, stdio: 'inherit' });
}
