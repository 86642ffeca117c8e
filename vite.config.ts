import { join } from 'node:path';
import { defineConfig } from 'vite';

const web = (path: string) => join(import.meta.dirname, 'src/web', path);

/** Scripts that live at a fixed address: a browser finds its service worker by URL, and the theme is set before paint. */
const UNHASHED = new Set(['service-worker', 'theme-boot']);

/** Builds the demo page, the API reference, the service worker and the inbox element into `dist/web`, which the Worker serves as assets. */
export default defineConfig({
  root: web(''),
  publicDir: web('public'),
  // Without `development`, whatever NODE_ENV is: that condition would bring lit's checks, and its warning, to the page.
  resolve: { conditions: ['module', 'browser', 'production'] },
  build: {
    outDir: join(import.meta.dirname, 'dist/web'),
    emptyOutDir: true,
    target: ['chrome126', 'firefox128', 'safari18'],
    // The content security policy has no `data:`, so nothing is inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: {
        index: web('index.html'),
        docs: web('docs.html'),
        'service-worker': web('service-worker.ts'),
        'theme-boot': web('theme-boot.ts'),
      },
      output: {
        entryFileNames: ({ name }) => (UNHASHED.has(name) ? '[name].js' : 'assets/[name]-[hash].js'),
        chunkFileNames: 'assets/[name]-[hash].js',
        assetFileNames: 'assets/[name]-[hash][extname]',
      },
    },
  },
});
