import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** The vocabulary of schema.org as the package `schema-dts` writes it down: types with their parents, properties with what they may hold. */
interface Vocabulary {
  parents: Map<string, string[]>;
  properties: Map<string, Map<string, string[]>>;
  /** Names that stand for one of the words listed: enumerations. */
  words: Map<string, Set<string>>;
  kinds: Set<string>;
}

const texts = new Set(['Text', 'URL', 'Date', 'DateTime', 'Time', 'CssSelectorType', 'XPathType', 'PronounceableText']);
const numbers = new Set(['Number', 'Integer', 'Float']);

export function readVocabulary(): Vocabulary {
  const file = createRequire(import.meta.url).resolve('schema-dts/package.json').replace('package.json', 'dist/schema.d.ts');
  const source = readFileSync(file, 'utf8');
  const vocabulary: Vocabulary = { parents: new Map(), properties: new Map(), words: new Map(), kinds: new Set() };
  for (const [, name = '', parents = '', body = ''] of source.matchAll(/^interface (\w+)Base extends ([^{]+) \{\n([\s\S]*?)^\}/gm)) {
    vocabulary.parents.set(name, parents.split(',').map((parent) => parent.trim()).filter((parent) => parent.endsWith('Base')).map((parent) => parent.slice(0, -4)));
    const properties = [...body.matchAll(/^ {4}"(\w+)"\?: SchemaValue<(.+), "\w+">;$/gm)].map(([, property = '', range = '']): [string, string[]] => [property, range.split(' | ')]);
    vocabulary.properties.set(name, new Map(properties));
  }
  for (const [, leaf = '', base = ''] of source.matchAll(/^export interface (\w+)Leaf extends (\w+)Base \{/gm)) {
    vocabulary.kinds.add(leaf);
    if (leaf !== base) vocabulary.parents.set(leaf, [...(vocabulary.parents.get(leaf) ?? []), base]);
  }
  for (const [, name = '', members = ''] of source.matchAll(/^export type (\w+) = (.+);$/gm)) {
    const words = [...members.matchAll(/"([^"]+)"/g)].map(([, word = '']) => word);
    if (words.length > 0) vocabulary.words.set(name, new Set(words));
  }
  return vocabulary;
}

function ancestors({ parents }: Vocabulary, kind: string): string[] {
  return [kind, ...(parents.get(kind) ?? []).flatMap((parent) => ancestors({ parents } as Vocabulary, parent))];
}

/** What is not of schema.org in a JSON-LD node: unknown types, properties of another type, values that a property does not hold. */
export function faultsOf(vocabulary: Vocabulary, node: Record<string, unknown>, at = ''): string[] {
  const kind = String(node['@type']);
  const here = `${at}${kind}`;
  if (!vocabulary.kinds.has(kind)) return [`${here}: no such type`];
  const line = ancestors(vocabulary, kind);
  return Object.entries(node).flatMap(([property, value]) => {
    if (property.startsWith('@')) return [];
    const range = line.flatMap((one) => vocabulary.properties.get(one)?.get(property) ?? []);
    if (range.length === 0) return [`${here}.${property}: no such property`];
    return [value].flat().flatMap((one) => faultsOfValue(vocabulary, one, range, `${here}.${property}`));
  });
}

function faultsOfValue(vocabulary: Vocabulary, value: unknown, range: string[], at: string): string[] {
  if (value !== null && typeof value === 'object') {
    const node = value as Record<string, unknown>;
    const fits = ancestors(vocabulary, String(node['@type'])).some((kind) => range.includes(kind));
    return [...(fits ? [] : [`${at}: holds no ${String(node['@type'])}`]), ...faultsOf(vocabulary, node, `${at} › `)];
  }
  const fits =
    typeof value === 'string'
      ? value !== '' && range.some((kind) => texts.has(kind) || vocabulary.words.get(kind)?.has(value))
      : typeof value === 'number'
        ? Number.isFinite(value) && range.some((kind) => numbers.has(kind))
        : typeof value === 'boolean' && range.includes('Boolean');
  return fits ? [] : [`${at}: ${JSON.stringify(value)} is none of ${range.join(', ')}`];
}
