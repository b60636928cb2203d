import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** One address of the product, read from the folders it is made of: a page or endpoint that is new is attacked too. */
export interface Route {
  /** '/citas/[id]/cambiar', groups left out. */
  path: string;
  page: boolean;
  /** What a `+server.ts` answers. */
  methods: string[];
  /** Names of the form actions; 'default' for the one without a name. */
  actions: string[];
}

const source = resolve(import.meta.dirname, '../../src');

/** Every route of src/routes with its form actions and methods. */
export async function readRoutes(): Promise<Route[]> {
  const routes: Route[] = [];
  async function walk(folder: string, segments: string[]): Promise<void> {
    const names = readdirSync(folder, { withFileTypes: true });
    const file = (name: string) => names.some((entry) => entry.name === name);
    if (file('+page.svelte') || file('+server.ts')) {
      const of = async (name: string) => (file(name) ? ((await import(join(folder, name))) as Record<string, unknown>) : {});
      const { actions } = (await of('+page.server.ts')) as { actions?: Record<string, unknown> };
      const endpoint = Object.keys(await of('+server.ts')).filter((name) => /^[A-Z]+$/.test(name));
      routes.push({ path: `/${segments.join('/')}`, page: file('+page.svelte'), methods: endpoint, actions: Object.keys(actions ?? {}) });
    }
    for (const entry of names) {
      if (entry.isDirectory()) await walk(join(folder, entry.name), /^\(.+\)$/.test(entry.name) ? segments : [...segments, entry.name]);
    }
  }
  await walk(join(source, 'routes'), []);
  return routes.sort((a, b) => a.path.localeCompare(b.path));
}

/** The address of a route with something in the place of every parameter. */
export function fill(path: string, value: string | ((name: string) => string)): string {
  return path.replaceAll(/\[(?:\.\.\.)?(\w+)\]/g, (_, name: string) => (typeof value === 'string' ? value : value(name)));
}

/** Every name that a field of a form has anywhere, and every name asked of an address. */
export function readNames(): { fields: string[]; queries: string[] } {
  const fields = new Set<string>();
  const queries = new Set<string>();
  for (const name of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
    if (!/\.(svelte|ts)$/.test(name) || name.includes('compiled') || name.endsWith('.test.ts')) continue;
    const text = readFileSync(join(source, name), 'utf8');
    if (name.endsWith('.svelte')) for (const [, field = ''] of text.matchAll(/\bname="(\w+)"/g)) fields.add(field);
    else if (name.includes('schema')) for (const [, field = ''] of text.matchAll(/^ {2}(\w+): /gm)) fields.add(field);
    for (const [, query = ''] of text.matchAll(/(?:searchParams|params|query|ask)\.(?:get|has)(?:All)?\('(\w+)'\)|\bget\('(\w+)', \d/g)) queries.add(query);
  }
  return { fields: [...fields].sort(), queries: [...queries].filter(Boolean).sort() };
}
