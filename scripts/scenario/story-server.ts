import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import type { Log, Miniflare, V4ModuleDefinition, V4WorkerOptions } from 'miniflare';
import { unstable_getMiniflareWorkerOptions as workerOptionsOf } from 'wrangler';
import { z } from 'zod';
import { runTool } from '../build/run-tool.ts';
import { makeSecrets } from '../start/secrets.ts';
import { PROJECT } from '../start/settings.ts';
import { PUSH_HOST } from './push-host.ts';
import type { Story } from './story.ts';
import type { Told } from './told.ts';

// The Miniflare that this wrangler brings, wherever the package manager has put it.
const require = createRequire(createRequire(import.meta.url).resolve('wrangler/package.json'));
const miniflare = require('miniflare') as typeof import('miniflare');

/** A Worker in which stories are played, one after the other. */
export interface StoryServer {
  /** What happened in a story, which can be played once. Throws with what went wrong in the Worker. */
  readonly play: (story: Story) => Promise<Told>;
  readonly stop: () => Promise<void>;
}

const NAME = 'scenario';
/** What the bundler writes beside the main module, by extension; anything else is not a module. */
const MODULE_TYPES: Readonly<Record<string, V4ModuleDefinition['type']>> = { '.sql': 'Text', '.wasm': 'CompiledWasm' };

/** Bundles the Worker of the stories with the product's own wrangler.toml and runs it, its databases in a fresh folder. */
export async function startStoryServer(signal: AbortSignal): Promise<StoryServer> {
  const folder = mkdtempSync(join(tmpdir(), 'tower-scenario-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  try {
    const bundle = join(folder, 'bundle');
    const entry = join(import.meta.dirname, 'worker', 'entry.ts');
    await runTool('wrangler', ['deploy', entry, '--dry-run', '--outdir', bundle], 'Bundling the stories', signal);
    const errors: string[] = [];
    const server: Miniflare = new miniflare.Miniflare(
      miniflare.convertV4MiniflareOptions({
        host: '127.0.0.1',
        port: 0,
        log: runtimeLog(),
        // What the product logs of an outage is part of the story; it is shown when a story breaks.
        handleStructuredLogs: ({ message }) => errors.push(message),
        cf: false,
        logRequests: false,
        resourcePersistencePath: join(folder, 'objects'),
        resourceTmpPath: join(folder, 'scratch'),
        workers: [workerOf(bundle)],
      }),
    );
    const url = await server.ready;
    return {
      play: async ({ name }) => {
        const answer = await fetch(new URL(encodeURIComponent(name), url), { method: 'POST', signal });
        if (!answer.ok) throw new Error(`${name} broke: ${[await answer.text(), ...errors.slice(-5)].join('\n')}`);
        return (await answer.json()) as Told;
      },
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

function workerOf(bundle: string): V4WorkerOptions {
  const { workerOptions } = workerOptionsOf(join(PROJECT, 'wrangler.toml'));
  // The bundle is made: its modules are listed, so no rules are needed to find them. Queues are the stories' own.
  const { modulesRules: _rules, assets: _assets, queueConsumers: _consumers, ...product } = workerOptions;
  const { bindings, durableObjects, queueProducers, ...options } = product;
  const { TOWER_DEMO_KEY: _demo, ...secrets } = makeSecrets();
  const files = readdirSync(bundle).filter((file) => extname(file) in MODULE_TYPES);
  return {
    ...options,
    name: NAME,
    bindings: Object.assign({}, bindings, secrets, { TOWER_PUSH_ALLOW: PUSH_HOST }),
    durableObjects: Object.assign({}, durableObjects, { MEMBER: { className: 'StoryMember', useSQLite: true } }),
    serviceBindings: queuesOf(queueProducers),
    modulesRoot: bundle,
    modules: [
      { type: 'ESModule', path: join(bundle, 'entry.js') },
      ...files.map((file) => ({ type: MODULE_TYPES[extname(file)] ?? 'Data', path: join(bundle, file) })),
    ],
  };
}

/** Bindings of queues, as wrangler reads them from its file. */
const Producers = z.record(z.string(), z.object({ queueName: z.string() }));

/** The bindings of the product's queues, with the stories' own queue behind each. */
function queuesOf(producers: unknown): NonNullable<V4WorkerOptions['serviceBindings']> {
  return Object.fromEntries(
    Object.entries(Producers.parse(producers)).map(([binding, { queueName: queue }]) => [
      binding,
      { name: NAME, entrypoint: 'StoryQueue', props: { queue } },
    ]),
  );
}

function runtimeLog(): Log {
  return new miniflare.Log(miniflare.LogLevel.ERROR);
}
