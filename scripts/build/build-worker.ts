import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '../start/settings.ts';
import { withBuildLock } from './build-lock.ts';
import { fingerprint } from './fingerprint.ts';
import { runTool } from './run-tool.ts';

/** What the Worker is made of. */
const SOURCES = ['src', 'migrations', 'wrangler.toml', 'tsconfig.json', 'package-lock.json'];
const NOT_THE_WORKER = ['src/web', 'src/client'];
/** Bundles kept: a running Tower may still read an older one. */
const KEPT = 3;

/**
 * The folder of the bundled Worker, made by the same bundler that `wrangler deploy` uses, once for each state of the
 * sources. Named by their fingerprint and put in place by a rename, so a half-made bundle is never run.
 */
export async function buildWorker(signal: AbortSignal): Promise<string> {
  const bundles = join(PROJECT, 'dist', 'worker');
  const bundle = () => join(bundles, fingerprint(PROJECT, SOURCES, NOT_THE_WORKER));
  const current = bundle();
  if (existsSync(current)) return current;
  mkdirSync(bundles, { recursive: true });
  return withBuildLock(join(PROJECT, 'dist', 'worker.lock'), signal, async () => {
    const wanted = bundle();
    if (existsSync(wanted)) return wanted;
    const draft = `${wanted}.draft`;
    rmSync(draft, { recursive: true, force: true });
    await runTool('wrangler', ['deploy', '--dry-run', '--outdir', draft], 'Bundling the Worker', signal);
    renameSync(draft, wanted);
    removeOldBundles(bundles);
    return wanted;
  });
}

function removeOldBundles(bundles: string): void {
  const newestFirst = readdirSync(bundles)
    .map((name) => join(bundles, name))
    .sort((one, other) => statSync(other).mtimeMs - statSync(one).mtimeMs);
  for (const old of newestFirst.slice(KEPT)) rmSync(old, { recursive: true, force: true });
}
