import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** What a process holds at a moment. */
export interface ProcessState {
  /** Resident memory, MB. */
  readonly memory: number;
  readonly openFiles: number;
  /** Objects whose database is open. */
  readonly objects: number;
}

/** A descendant of this process by its command name; undefined where there is no /proc or no such process. */
export function childNamed(command: string): number | undefined {
  const processes = new Map(runningProcesses());
  const isOurs = (pid: number): boolean => {
    const parent = processes.get(pid)?.parent;
    return parent !== undefined && (parent === process.pid || isOurs(parent));
  };
  return [...processes].find(([pid, { name }]) => name === command && isOurs(pid))?.[0];
}

/** What a process holds now; undefined where it cannot be told. */
export function processState(pid: number | undefined): ProcessState | undefined {
  if (pid === undefined) return undefined;
  try {
    const resident = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    const files = readdirSync(`/proc/${pid}/fd`).flatMap((file) => targetOf(`/proc/${pid}/fd/${file}`));
    // A database may be open more than once.
    const databases = new Set(files.filter((file) => file.endsWith('.sqlite')));
    return { memory: Number(resident ?? 0) / 1_024, openFiles: files.length, objects: databases.size };
  } catch {
    return undefined;
  }
}

/** Ticks a second of the times in /proc: the same on every Linux that Node runs on. */
const TICKS = 100;

/** Seconds of processor time that a process has used so far; undefined where it cannot be told. */
export function cpuTime(pid: number | undefined): number | undefined {
  if (pid === undefined) return undefined;
  try {
    const fields = fieldsOf(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    return (Number(fields[11]) + Number(fields[12])) / TICKS;
  } catch {
    return undefined;
  }
}

/** Watches a process until it is told to stop, and gives the most it held of each. */
export function watchPeak(pid: number | undefined, every = 1_000): () => ProcessState | undefined {
  let peak = processState(pid);
  const look = () => {
    const now = processState(pid);
    if (!now || !peak) return;
    peak = {
      memory: Math.max(peak.memory, now.memory),
      openFiles: Math.max(peak.openFiles, now.openFiles),
      objects: Math.max(peak.objects, now.objects),
    };
  };
  const timer = setInterval(look, every);
  return () => {
    clearInterval(timer);
    look();
    return peak;
  };
}

function runningProcesses() {
  try {
    return readdirSync('/proc').flatMap((entry) => (/^\d+$/.test(entry) ? statOf(Number(entry)) : []));
  } catch {
    return [];
  }
}

function statOf(pid: number): [number, { parent: number; name: string }][] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const name = text.slice(text.indexOf('(') + 1, text.lastIndexOf(')'));
    return [[pid, { parent: Number(fieldsOf(text)[1]), name }]];
  } catch {
    return [];
  }
}

/** `pid (name) state parent …` from the state on; the name may hold anything, so it ends at the last parenthesis. */
function fieldsOf(stat: string): string[] {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function targetOf(link: string): string[] {
  try {
    return [readlinkSync(link)];
  } catch {
    return [];
  }
}
