import { rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { CommandFailure } from './failure.ts';
import { commandOf, endGroup, groupRuns } from './processes.ts';
import { readPrivateJson, type StateFolder, writePrivateJson } from './state-folder.ts';

/** Which processes serve a state folder, and where. */
export const ServerRecord = z.object({
  /** The process of `npm start`. */
  starter: z.int(),
  /** The serving process; also the id of its process group, which holds the runtime. Absent while starting. */
  server: z.int().optional(),
  url: z.string().optional(),
});
export type ServerRecord = z.infer<typeof ServerRecord>;

/** How long a predecessor that lost its starter may take to end itself, ms. */
const ENDING = 5_000;

/**
 * Makes sure that nobody else serves this state folder and notes that this process does: two runtimes on the same
 * databases would destroy them. A running Tower is refused; what is left of one that was killed is ended.
 */
export async function claimFolder(folder: StateFolder): Promise<void> {
  while (!noteFirst(folder)) {
    const record = readServerRecord(folder);
    if (record !== undefined) {
      if (isStarter(record)) throw alreadyRunning(folder, record);
      if (record.server !== undefined) await endLeftovers(folder, record.server);
    }
    forgetServer(folder);
  }
}

/** Notes the process that serves a claimed folder. */
export function recordServer(folder: StateFolder, server: number, url: string): void {
  writePrivateJson(folder.server, { starter: process.pid, server, url } satisfies ServerRecord);
}

/** Removes the note: nobody serves the folder any more. */
export function forgetServer(folder: StateFolder): void {
  rmSync(folder.server, { force: true });
}

/** Who serves, or was last known to serve, a state folder. */
export function readServerRecord(folder: StateFolder): ServerRecord | undefined {
  const record = ServerRecord.safeParse(readPrivateJson(folder.server));
  return record.success ? record.data : undefined;
}

/** Writes the note unless there is one: of two that start at once, one wins. */
function noteFirst(folder: StateFolder): boolean {
  try {
    const note = JSON.stringify({ starter: process.pid } satisfies ServerRecord);
    writeFileSync(folder.server, note, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Ends a server whose starter is gone; one that has noticed it is given time to end itself. */
async function endLeftovers(folder: StateFolder, server: number): Promise<void> {
  // The state folder is an argument of the serving process: a later process with the same id is not taken for it.
  const lives = () => commandOf(server)?.includes(folder.path) === true;
  const giveUpAt = Date.now() + ENDING;
  while (lives() && Date.now() < giveUpAt) await sleep(50);
  // A group keeps its id until its last process is gone, so a runtime found in it is this server's.
  if (lives() || groupRuns(server, 'workerd')) await endGroup(server, 'workerd');
}

function isStarter(record: ServerRecord): boolean {
  return record.starter !== process.pid && commandOf(record.starter)?.includes('start.ts') === true;
}

function alreadyRunning(folder: StateFolder, record: ServerRecord): CommandFailure {
  const where = record.url === undefined ? '' : `, at ${record.url}`;
  return new CommandFailure(
    `Tower is already running with the state folder ${folder.path}${where}.`,
    `Use that one, stop it (process ${record.starter}), or choose another folder with TOWER_STATE and another PORT.`,
  );
}
