import { execFileSync } from 'node:child_process';

/** Open files a live object holds in the local runtime: its database, its log and their shared memory. */
const FILES_PER_OBJECT = 4;
/** Seconds an object stays live after its last call. */
const IDLE_SECONDS = 10;
/** Share of the limit that members may take; the rest is for audiences, ledgers, sockets and the runtime itself. */
const SHARE = 2 / 3;

/**
 * Members a second that a fan-out may wake so that the live ones stay within the limit of open files; 0 is unpaced.
 * `openFiles` is the limit, or undefined where the platform has none.
 */
export function membersPerSecond(openFiles: number | undefined): number {
  if (openFiles === undefined) return 0;
  return Math.max(1, Math.floor((openFiles * SHARE) / FILES_PER_OBJECT / IDLE_SECONDS));
}

/**
 * The limit of open files that a child process of this one gets, or undefined when there is none.
 * Node raises its own soft limit to the hard one when it starts, and children inherit that; so it is only read here.
 */
export function openFileLimit(): number | undefined {
  if (process.platform === 'win32') return undefined;
  const text = execFileSync('/bin/sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }).trim();
  return /^\d+$/.test(text) ? Number(text) : undefined;
}
