import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

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

/** Ends every process of a group at once; a group that is gone is no error. */
export function killGroup(group: number): void {
  try {
    // Windows has no groups: there the process itself is ended.
    process.kill(process.platform === 'win32' ? group : -group, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function posixPs(options: readonly string[]): string | undefined {
  try {
    return execFileSync('ps', options, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return undefined;
  }
}
