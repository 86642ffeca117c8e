import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import type { Log, Miniflare, V4ModuleDefinition, V4WorkerOptions } from 'miniflare';
import { unstable_getMiniflareWorkerOptions as workerOptionsOf } from 'wrangler';
import { runTool } from '../scripts/build/run-tool.ts';
import { makeSecrets } from '../scripts/start/secrets.ts';
import { EVENT_LOG_PARTITIONS, OUTGOING, PROJECT } from '../scripts/start/settings.ts';
import { childNamed } from './runtime-process.ts';
import { fastFolder } from './state-place.ts';

// The Miniflare that this wrangler brings, wherever the package manager has put it.
const require = createRequire(createRequire(import.meta.url).resolve('wrangler/package.json'));
const miniflare = require('miniflare') as typeof import('miniflare');

/** How a bench Worker is run. */
export interface BenchServerOptions {
  /** As TOWER_PUSH_ALLOW takes it. */
  readonly pushAllow: string;
  /** Members a second of a fan-out; 0 is unpaced. */
  readonly pace: number;
  /** Whether a debugger may be attached. */
  readonly debug: boolean;
}

/** A running bench Worker: the product and its floors in one workerd. */
export interface BenchServer {
  /** Origin, such as `http://127.0.0.1:41213`. */
  readonly url: string;
  readonly rootKey: string;
  /** Process of workerd, where the platform tells it. */
  readonly runtime: number | undefined;
  /** Where the databases are, in words. */
  readonly place: string;
  /** WebSocket address of the Worker's debugger. */
  readonly debuggerUrl: () => Promise<string>;
  readonly stop: () => Promise<void>;
}

/** What the bundler writes beside the main module, by extension; anything else is not a module. */
const MODULE_TYPES: Readonly<Record<string, V4ModuleDefinition['type']>> = { '.sql': 'Text', '.wasm': 'CompiledWasm' };

/**
 * Bundles the bench Worker with the product's own wrangler.toml and runs it as `npm start` runs the product: Miniflare
 * without the proxy of `wrangler dev`. Databases are in a fresh folder, in memory where there is one.
 */
export async function startBenchServer(
  { pushAllow, pace, debug }: BenchServerOptions,
  signal: AbortSignal,
): Promise<BenchServer> {
  const { folder, place } = fastFolder();
  const state = mkdtempSync(join(folder, 'tower-bench-'));
  const remove = () => rmSync(state, { recursive: true, force: true });
  // Miniflare ends the process itself on Ctrl-C, and the folder is in memory that nobody else frees.
  process.once('exit', remove);
  try {
    // Pages are not measured, so they need not be built: the bundler asks only for the folder that they are served from.
    mkdirSync(join(PROJECT, 'dist', 'web'), { recursive: true });
    const bundle = join(state, 'bundle');
    const entry = join(import.meta.dirname, 'worker', 'entry.ts');
    await runTool('wrangler', ['deploy', entry, '--dry-run', '--outdir', bundle], 'Bundling the bench Worker', signal);
    // As on a deployment: only a development server has a demo key, and checks each key against it.
    const { TOWER_DEMO_KEY: _demo, ...secrets } = makeSecrets();
    const server: Miniflare = new miniflare.Miniflare(
      miniflare.convertV4MiniflareOptions({
        host: '127.0.0.1',
        port: 0,
        // Only on demand: code that is watched by a debugger runs slower.
        ...(debug ? { inspectorPort: 0 } : {}),
        log: runtimeLog(),
        cf: false,
        logRequests: false,
        resourcePersistencePath: join(state, 'objects'),
        resourceTmpPath: join(state, 'scratch'),
        workers: [
          workerOf(bundle, {
            ...secrets,
            TOWER_PUSH_ALLOW: pushAllow,
            TOWER_PACE: String(pace),
            TOWER_OUTGOING: String(OUTGOING),
            TOWER_EVENT_LOG_PARTITIONS: String(EVENT_LOG_PARTITIONS),
          }),
        ],
      }),
    );
    const url = await server.ready;
    return {
      url: url.origin,
      rootKey: secrets.TOWER_ROOT_KEY,
      runtime: childNamed('workerd'),
      place,
      debuggerUrl: async () => `${(await server.getInspectorURL()).href}core:user:bench`,
      stop: async () => {
        await server.dispose();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

function workerOf(bundle: string, bindings: Readonly<Record<string, string>>): V4WorkerOptions {
  const { workerOptions } = workerOptionsOf(join(PROJECT, 'wrangler.toml'));
  // The bundle is made: its modules are listed, so no rules are needed to find them. Static files are left out, because
  // the local stand-in for Cloudflare's asset router costs more than the requests that are measured.
  const { modulesRules: _rules, assets: _assets, bindings: product, durableObjects, ...options } = workerOptions;
  const files = readdirSync(bundle).filter((file) => extname(file) in MODULE_TYPES);
  return {
    ...options,
    name: 'bench',
    bindings: Object.assign({}, product, bindings),
    durableObjects: Object.assign({}, durableObjects, {
      BARE: { className: 'Bare', useSQLite: true },
      METERED_MEMBER: { className: 'MeteredMember', useSQLite: true },
      METERED_EVENT_LOG: { className: 'MeteredEventLog', useSQLite: true },
      SIMULATED_MEMBER: { className: 'SimulatedMember', useSQLite: true },
    }),
    modulesRoot: bundle,
    modules: [
      { type: 'ESModule', path: join(bundle, 'entry.js') },
      ...files.map((file) => ({ type: MODULE_TYPES[extname(file)] ?? 'Data', path: join(bundle, file) })),
    ],
  };
}

function runtimeLog(): Log {
  return new miniflare.Log(miniflare.LogLevel.ERROR);
}
