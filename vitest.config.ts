import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { cloudflareTest } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';
import webPush from 'web-push';

// The Worker's assets are built by `vite build`; tests of the Worker alone need only the folder they are served from.
mkdirSync('dist/web', { recursive: true });

/** Secrets of a test run: fresh every time, so that none is ever worth keeping. */
function testSecrets() {
  const vapid = webPush.generateVAPIDKeys();
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    TOWER_ROOT_KEY: randomBytes(24).toString('base64url'),
    TOWER_VAPID_PUBLIC_KEY: vapid.publicKey,
    TOWER_VAPID_PRIVATE_KEY: vapid.privateKey,
    TOWER_VAPID_SUBJECT: 'mailto:operator@example.com',
    TOWER_TOKEN_KEY: JSON.stringify(privateKey.export({ format: 'jwk' })),
    TOWER_SECRETS_KEY: randomBytes(32).toString('base64url'),
  };
}

export default defineConfig({
  test: {
    // Files that wait for a server or a browser leave the processor to others, also where there are but two.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        // Pure functions, in Node: no runtime, no I/O. The files of a worker share it and its modules: to start anew for
        // each took as long as the tests.
        test: { name: 'pure', include: ['test/**/*.pure.test.ts'], testTimeout: 30_000, isolate: false },
      },
      {
        // Objects and the Worker, inside workerd.
        plugins: [
          cloudflareTest({
            wrangler: { configPath: './wrangler.toml' },
            miniflare: {
              bindings: {
                ...testSecrets(),
                // Small enough that a test sees an audience split, and a fan-out stall, without waiting for either.
                TOWER_ORIGIN: 'https://tower.example.com',
                TOWER_SPLIT_AT: '200',
                TOWER_STALL_AFTER: '1000',
                // Here, other than in workerd itself, no request may wait for another.
                TOWER_EVENT_LOG_WAIT: '0',
              },
            },
          }),
        ],
        ssr: { noExternal: ['itty-durable'] },
        test: {
          name: 'workerd',
          include: ['test/**/*.workerd.test.ts'],
          testTimeout: 30_000,
          deps: { optimizer: { ssr: { enabled: true, include: ['itty-durable'] } } },
        },
      },
      {
        // The whole thing with real browsers: one file at a time, because each starts a server and a browser.
        test: {
          name: 'browser',
          include: ['test/**/*.browser.test.ts'],
          fileParallelism: false,
          maxConcurrency: 2,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
