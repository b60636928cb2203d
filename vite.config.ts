import { resolve } from 'node:path';
import adapter from '@sveltejs/adapter-node';
import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig, type Plugin } from 'vite';

/**
 * Server modules named `#….server.ts` stay outside the build, so that pages and jobs share one copy of them
 * (docs/decisions/0003). The dev server does the same: Node imports them itself.
 */
function sharedServerModules(): Plugin {
  return {
    name: 'videoconsulta-shared-server-modules',
    enforce: 'pre',
    apply: 'build',
    resolveId(id) {
      if (/^#.+\.server\.ts$/.test(id) && this.environment.name === 'ssr') return { id, external: true };
      return undefined;
    },
  };
}

/** Browsers get one module a message (`tools/text.js`): a page loads the words of its own area, not everybody's. */
function textsByMessage(): Plugin {
  return {
    name: 'videoconsulta-texts-by-message',
    enforce: 'pre',
    apply: 'build',
    resolveId(id) {
      if (this.environment.name !== 'client' || !id.startsWith('#texts/compiled/')) return undefined;
      return resolve(import.meta.dirname, id.replace('#texts/compiled/', 'src/texts/compiled/pages/'));
    },
  };
}

/** The room's script beside SvelteKit's own, and a list of all that it needs at once (docs/decisions/0054). */
function roomScript(): Plugin {
  return {
    name: 'videoconsulta-room-script',
    apply: 'build',
    buildStart() {
      if (this.environment.name === 'client') this.emitFile({ type: 'chunk', id: resolve(import.meta.dirname, 'src/features/room/components/host/room-entry.ts'), name: 'room' });
    },
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        if (this.environment.name !== 'client') return;
        const chunks = new Map(Object.values(bundle).flatMap((one) => (one.type === 'chunk' ? [[one.fileName, one] as const] : [])));
        const entry = [...chunks.values()].find((one) => one.isEntry && one.facadeModuleId?.endsWith('/room-entry.ts'));
        if (!entry) throw new Error('the build has no script for the room');
        const needs = (names: readonly string[], found: Set<string>) => {
          for (const name of names) if (!found.has(name)) needs(chunks.get(name)?.imports ?? [], found.add(name));
          return found;
        };
        const imports = [...needs(entry.imports, new Set())];
        const styles = new Set([entry.fileName, ...imports].flatMap((name) => [...(chunks.get(name)?.viteMetadata?.importedCss ?? [])]));
        const address = (name: string) => `/${name}`;
        const list = { entry: address(entry.fileName), imports: imports.map(address), styles: [...styles].map(address) };
        this.emitFile({ type: 'asset', fileName: '_app/room.json', source: JSON.stringify(list) });
      },
    },
  };
}

/** Few files instead of a hundred small ones: what most pages share, and the words by the first part of their key. */
const groups = [
  { name: 'svelte', test: /node_modules\/(svelte|esm-env|clsx)\// },
  { name: 'languages', test: /src\/texts\/compiled\/(pages\/)?runtime\.js/ },
  { name: 'ui', test: /src\/(ui|domain)\//, minShareCount: 4 },
  { name: (id: string) => `texts-${/pages\/messages\/([a-z]+)/.exec(id)?.[1] ?? 'all'}`, test: /compiled\/pages\/messages\// },
];

export default defineConfig({
  plugins: [
    sharedServerModules(),
    textsByMessage(),
    roomScript(),
    tailwindcss(),
    sveltekit({
      adapter: adapter({ precompress: true }),
      csp: {
        mode: 'nonce',
        directives: {
          'default-src': ['self'],
          'script-src': ['self'],
          'style-src': ['self', 'unsafe-inline'],
          'img-src': ['self', 'data:', 'blob:'],
          'media-src': ['self', 'blob:', 'mediastream:'],
          'font-src': ['self', 'data:'],
          'connect-src': ['self'],
          'object-src': ['none'],
          'base-uri': ['none'],
          'frame-ancestors': ['none'],
          'form-action': ['self'],
          'report-uri': ['/hooks/politica'],
        },
      },
      files: { appTemplate: 'src/app.html', errorTemplate: 'src/error.html' },
      inlineStyleThreshold: 0,
    }),
  ],
  environments: { client: { build: { rolldownOptions: { output: { codeSplitting: { groups } } } } } },
  server: { host: '127.0.0.1' },
});
