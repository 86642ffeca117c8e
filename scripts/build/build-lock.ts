import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandFailure } from '../start/failure.ts';

/** Longest wait for another build, in ms: one takes seconds, so a longer one hangs. */
const PATIENCE = 120_000;

/**
 * Runs a build while no other process builds in the same checkout: two towers that start together would empty each
 * other's output. A lock left by a process that died is taken over.
 */
export async function withBuildLock<Result>(
  lockFile: string,
  signal: AbortSignal,
  build: () => Promise<Result>,
): Promise<Result> {
  mkdirSync(dirname(lockFile), { recursive: true });
  const giveUpAt = Date.now() + PATIENCE;
  while (!take(lockFile)) {
    if (!isAlive(holderOf(lockFile))) {
      rmSync(lockFile, { force: true });
      continue;
    }
    if (Date.now() > giveUpAt) {
      throw new CommandFailure(
        `Process ${holderOf(lockFile)} has been building for two minutes.`,
        `End it, or remove ${lockFile}.`,
      );
    }
    await sleep(100, undefined, { signal });
  }
  try {
    return await build();
  } finally {
    rmSync(lockFile, { force: true });
  }
}

function take(lockFile: string): boolean {
  try {
    writeFileSync(lockFile, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function holderOf(lockFile: string): number {
  try {
    return Number(readFileSync(lockFile, 'utf8'));
  } catch {
    return Number.NaN;
  }
}

function isAlive(pid: number): boolean {
  // Just made and not yet written: its maker is alive.
  if (pid === 0) return true;
  if (!Number.isInteger(pid)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
