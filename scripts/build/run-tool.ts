import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { CommandFailure } from '../start/failure.ts';
import { PROJECT } from '../start/settings.ts';

const Manifest = z.object({ bin: z.record(z.string(), z.string()) });
const require = createRequire(import.meta.url);

/**
 * Runs a tool of node_modules (`vite`, `wrangler`) with this Node, quietly: its output is shown only when it fails.
 * An abort ends it. It never asks, never reports usage and never looks for updates.
 */
export async function runTool(
  tool: string,
  toolArguments: readonly string[],
  purpose: string,
  signal: AbortSignal,
): Promise<void> {
  const child = spawn(process.execPath, [binaryOf(tool), ...toolArguments], {
    cwd: PROJECT,
    signal,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      CI: '1',
      NO_COLOR: '1',
      WRANGLER_SEND_METRICS: 'false',
      WRANGLER_HIDE_BANNER: 'true',
      WRANGLER_WRITE_LOGS: 'false',
    },
  });
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code === 0) return;
  throw new CommandFailure(
    `${purpose} failed:\n\n${Buffer.concat(output).toString('utf8').trim()}\n`,
    `Correct what ${tool} says above and start again.`,
  );
}

function binaryOf(tool: string): string {
  let manifestPath: string;
  try {
    manifestPath = require.resolve(`${tool}/package.json`);
  } catch (cause) {
    throw new CommandFailure(`${tool} is not installed.`, 'Run `npm ci` first.', { cause });
  }
  const binary = Manifest.parse(require(manifestPath)).bin[tool];
  if (binary === undefined) throw new Error(`${tool} has no binary of its own name`);
  return join(dirname(manifestPath), binary);
}
