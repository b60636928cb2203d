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

export default defineConfig({
  plugins: [
    sharedServerModules(),
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
        },
      },
      files: { appTemplate: 'src/app.html', errorTemplate: 'src/error.html' },
      inlineStyleThreshold: 0,
    }),
  ],
  server: { host: '127.0.0.1' },
});
