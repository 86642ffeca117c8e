import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { killGroup } from '../../scripts/start/processes.ts';
import { readServerRecord } from '../../scripts/start/server-record.ts';
import { PROJECT } from '../../scripts/start/settings.ts';
import { stateFolderAt } from '../../scripts/start/state-folder.ts';
import { createTower } from '../../src/client/tower.ts';

/** How a Tower is started for a test; everything has a default. */
export interface TowerOptions {
  /** A folder to go on from, as a Tower that was killed left it; it is not removed. A fresh one otherwise. */
  readonly statePath?: string;
  /** Any free one otherwise. */
  readonly port?: number;
  /** The tenant whose admin key is answered; `test` otherwise. */
  readonly tenant?: string;
  /** The demo tenant and its world; off otherwise. */
  readonly demo?: boolean;
  /** More environment, such as TOWER_PUSH_ALLOW. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A real Tower, as `npm start` runs it. */
export interface RunningTower {
  /** Origin, such as `http://127.0.0.1:41213`. */
  readonly url: string;
  readonly port: number;
  readonly rootKey: string;
  /** Admin key of `tenant`. */
  readonly key: string;
  readonly tenant: string;
  readonly statePath: string;
  /** Process of scripts/start.ts; its group holds nothing else. */
  readonly pid: number;
  /** SIGKILL to every process of it at once, runtime included; settles when all are gone. The state stays. */
  readonly kill: () => Promise<void>;
  /** Ctrl-C; settles when all is gone, fails unless the exit code is 0. Removes a folder that was fresh. */
  readonly stop: () => Promise<void>;
}

/** Longest start of all, ms: it may have to build first. */
const PATIENCE = 150_000;

/** Starts scripts/start.ts, waits until it serves, and makes a tenant. Fails with what it printed. */
export async function startTower(options: TowerOptions = {}): Promise<RunningTower> {
  const { tenant = 'test', port = 0, demo = false } = options;
  const statePath = options.statePath ?? mkdtempSync(join(tmpdir(), 'tower-test-'));
  const rootKey = options.environment?.TOWER_ROOT_KEY ?? `root_${randomBytes(24).toString('base64url')}`;
  const child = spawn(process.execPath, [join(PROJECT, 'scripts', 'start.ts')], {
    detached: true,
    // The channel makes it end when this process does, however that ends.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      ...process.env,
      TOWER_STATE: statePath,
      TOWER_ROOT_KEY: rootKey,
      TOWER_DEMO: demo ? 'on' : 'off',
      PORT: String(port),
      ...options.environment,
    },
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const url = await printedAddress(child);
  const pid = child.pid ?? 0;
  const kill = async () => {
    const server = readServerRecord(stateFolderAt(statePath))?.server;
    killGroup(pid);
    if (server !== undefined) killGroup(server);
    await ended;
    await awaitSilence(url);
  };
  const stop = async () => {
    child.kill('SIGINT');
    const code = await ended;
    if (options.statePath === undefined) rmSync(statePath, { recursive: true, force: true });
    if (code !== 0) throw new Error(`Tower ended with exit code ${code}`);
    await awaitSilence(url);
  };
  try {
    const { key } = await createTower({ url, key: rootKey }).tenants.put(tenant);
    return { url, port: Number(new URL(url).port), rootKey, key, tenant, statePath, pid, kill, stop };
  } catch (error) {
    await kill();
    throw error;
  }
}

/** The address it prints when it is ready. */
function printedAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = '';
    const giveUp = setTimeout(() => {
      if (child.pid !== undefined) killGroup(child.pid);
      reject(new Error(`Tower did not start in ${PATIENCE / 1_000} s:\n${printed}`));
    }, PATIENCE);
    const read = (chunk: Buffer) => {
      printed += chunk.toString('utf8');
      const address = /Tower is running at (http:\S+)\s/.exec(printed)?.[1];
      if (address === undefined) return;
      clearTimeout(giveUp);
      resolve(address);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('close', (code) => {
      clearTimeout(giveUp);
      reject(new Error(`Tower ended with exit code ${code} before it was ready:\n${printed}`));
    });
  });
}

/** Settles when nobody answers at the address any more. */
async function awaitSilence(url: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    try {
      await fetch(`${url}/health`, { signal: AbortSignal.timeout(1_000) });
    } catch {
      return;
    }
    await sleep(20);
  }
  throw new Error(`${url} still answers after its Tower was ended`);
}
