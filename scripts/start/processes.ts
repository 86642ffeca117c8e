import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** How often is looked for a process that was killed. */
const MOST_LOOKS = 100;

/** The command line of a living process, or undefined when there is none (or it cannot be told here). */
export function commandOf(pid: number): string | undefined {
  try {
    // Empty for a process that has ended and was not yet waited for.
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim() || undefined;
  } catch (error) {
    // Where there is a /proc, it has the last word.
    if (process.platform === 'linux' && (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    return posixPs(['-o', 'args=', '-p', String(pid)])?.trim() || undefined;
  }
}

/** Whether a process of this command name lives in a process group. */
export function groupRuns(group: number, command: string): boolean {
  const listing = posixPs(['-A', '-o', 'pgid=,comm=']) ?? '';
  return listing.split('\n').some((line) => {
    const [id, ...name] = line.trim().split(/\s+/);
    return Number(id) === group && name.join(' ').endsWith(command);
  });
}

/** Ends every process of a group at once; gives whether there was one. */
export function killGroup(group: number): boolean {
  try {
    // Windows has no groups: there the process itself is ended.
    process.kill(process.platform === 'win32' ? group : -group, 'SIGKILL');
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

/** The same, and waits until no process of a command is left in it: until then its files are in use. */
export async function endGroup(group: number, command: string): Promise<void> {
  if (!killGroup(group)) return;
  for (let tries = 0; tries < MOST_LOOKS && groupRuns(group, command); tries++) await sleep(20);
}

function posixPs(options: readonly string[]): string | undefined {
  try {
    return execFileSync('ps', options, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return undefined;
  }
}
