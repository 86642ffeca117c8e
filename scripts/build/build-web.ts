import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '../start/settings.ts';
import { withBuildLock } from './build-lock.ts';
import { fingerprint } from './fingerprint.ts';
import { runTool } from './run-tool.ts';

/** What the web page is made of. */
const SOURCES = ['src/web', 'src/contract', 'vite.config.ts', 'package-lock.json'];

/** Builds the web page into `dist/web`, unless what is there was built from the same sources. */
export async function buildWeb(signal: AbortSignal): Promise<void> {
  const built = join(PROJECT, 'dist', 'web', 'index.html');
  const mark = join(PROJECT, 'dist', 'web.fingerprint');
  const isCurrent = (wanted: string) =>
    existsSync(built) && existsSync(mark) && readFileSync(mark, 'utf8').trim() === wanted;
  if (isCurrent(fingerprint(PROJECT, SOURCES))) return;
  await withBuildLock(join(PROJECT, 'dist', 'web.lock'), signal, async () => {
    const wanted = fingerprint(PROJECT, SOURCES);
    // Another start may have built it while this one waited.
    if (isCurrent(wanted)) return;
    await runTool('vite', ['build', '--logLevel', 'warn'], 'Building the web page', signal);
    writeFileSync(mark, `${wanted}\n`);
  });
}
