/**
 * Runs the Worker under local workerd; a process of its own, started and ordered by `server.ts` over IPC.
 *
 * It speaks to Miniflare (the library under `wrangler dev`) directly. `wrangler dev` puts a second workerd before the
 * Worker, records a trace of every request and restarts on every saved file, which empties the local queues: measured
 * here, a request through it took five times as long. Options come from wrangler.toml by the same function that
 * wrangler's own Vitest plugin uses, so bindings are read in one way everywhere.
 */
import { readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import type { Log, Miniflare, V4ModuleDefinition, V4WorkerOptions } from 'miniflare';
import { unstable_getMiniflareWorkerOptions as workerOptionsOf } from 'wrangler';
import type { ServeAnswer, ServeOrder, StopOrder } from './serve-order.ts';
import { PROJECT } from './settings.ts';

// The Miniflare that this wrangler brings, wherever the package manager has put it.
const require = createRequire(createRequire(import.meta.url).resolve('wrangler/package.json'));
const miniflare = require('miniflare') as typeof import('miniflare');

/** What the bundler writes beside the main module, by extension; anything else is not a module. */
const MODULE_TYPES: Readonly<Record<string, V4ModuleDefinition['type']>> = {
  '.sql': 'Text',
  '.txt': 'Text',
  '.html': 'Text',
  '.wasm': 'CompiledWasm',
  '.bin': 'Data',
};

let server: Miniflare | undefined;

process.on('message', (order: ServeOrder | StopOrder) => {
  void (order.kind === 'stop' ? stop() : serve(order));
});
// The channel closes when the parent is gone, however it ended: the runtime must not outlive it.
process.on('disconnect', () => void stop());
// A terminal's Ctrl-C is for the parent, which then orders the stop.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => void stop());

async function serve(order: ServeOrder): Promise<void> {
  try {
    rmSync(order.scratch, { recursive: true, force: true });
    server = new miniflare.Miniflare(
      miniflare.convertV4MiniflareOptions({
        host: '127.0.0.1',
        port: order.port,
        log: runtimeLog(),
        handleStructuredLogs: ({ timestamp, level, message }) =>
          console.log(`${new Date(timestamp).toISOString()} ${level} ${message}`),
        // Real request properties would be fetched from the internet, and a log line per request goes through Node.
        cf: false,
        logRequests: false,
        resourcePersistencePath: order.objects,
        resourceTmpPath: order.scratch,
        workers: [workerOf(order)],
      }),
    );
    const url = await server.ready;
    answer({ kind: 'ready', url: url.origin });
  } catch (error) {
    answer({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) });
    await stop();
  }
}

function workerOf(order: ServeOrder): V4WorkerOptions {
  const { workerOptions } = workerOptionsOf(join(PROJECT, 'wrangler.toml'));
  // The bundle is made: its modules are listed, so no rules are needed to find them.
  const { modulesRules: _rules, bindings, ...options } = workerOptions;
  const files = readdirSync(order.bundle).filter((file) => extname(file) in MODULE_TYPES);
  return {
    ...options,
    name: 'tower',
    bindings: Object.assign({}, bindings, order.bindings),
    modulesRoot: order.bundle,
    modules: [
      { type: 'ESModule', path: join(order.bundle, 'index.js') },
      ...files.map((file) => ({ type: MODULE_TYPES[extname(file)] ?? 'Data', path: join(order.bundle, file) })),
    ],
  };
}

function runtimeLog(): Log {
  return new miniflare.Log(miniflare.LogLevel.WARN);
}

function answer(message: ServeAnswer): void {
  if (process.connected) process.send?.(message);
}

async function stop(): Promise<void> {
  await server?.dispose().catch((error: unknown) => console.error(error));
  process.exit(0);
}
