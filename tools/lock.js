// Completes package-lock.json with the optional packages of other platforms that a registry mirror does not carry:
// `npm ci` refuses a lock file without them, although it would never install them here. Run after adding a package.
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const file = join(resolve(import.meta.dirname, '..'), 'package-lock.json');
const lock = JSON.parse(readFileSync(file, 'utf8'));
const systems = ['darwin', 'win32', 'android', 'freebsd', 'openharmony', 'openbsd', 'netbsd', 'sunos', 'aix', 'linux'];
const processors = ['arm64', 'x64', 'ia32', 'ppc64', 'riscv64', 's390x', 'loong64', 'wasm32', 'arm'];

function platformOf(name) {
  const os = systems.find((one) => name.includes(one));
  const cpu = processors.find((one) => name.includes(one)) ?? 'none';
  return {
    cpu: [cpu],
    ...(os ? { os: [os] } : {}),
    ...(os === 'linux' && name.includes('musl') ? { libc: ['musl'] } : {}),
    ...(os === 'linux' && name.includes('gnu') ? { libc: ['glibc'] } : {}),
  };
}

let added = 0;
for (const entry of Object.values({ ...lock.packages })) {
  for (const [name, wanted] of Object.entries(entry.optionalDependencies ?? {})) {
    const path = `node_modules/${name}`;
    if (Object.keys(lock.packages).some((known) => known === path || known.endsWith(`/${path}`))) continue;
    if (!/^\d/.test(wanted)) throw new Error(`${name}@${wanted}: not an exact version`);
    lock.packages[path] = { version: wanted, ...platformOf(name), ...(entry.dev ? { dev: true } : {}), optional: true };
    added += 1;
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(`${added} added\n`);
