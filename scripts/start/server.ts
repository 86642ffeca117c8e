import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandFailure } from './failure.ts';
import { endGroup } from './processes.ts';
import type { ServeAnswer, ServeOrder } from './serve-order.ts';
import { recordServer } from './server-record.ts';
import { PROJECT } from './settings.ts';
import type { StateFolder } from './state-folder.ts';

/** A running Worker. */
export interface Server {
  /** Origin, such as `http://127.0.0.1:8787`. */
  readonly url: string;
  /** Settles with what happened when the Worker ends without being told to. */
  readonly broken: Promise<CommandFailure>;
  /** Ends the Worker and its runtime; settles when both are gone. */
  readonly stop: () => Promise<void>;
}

/** Longest start, ms; beyond it something is wrong and the log says what. */
const START_PATIENCE = 60_000;
/** Longest orderly end, ms; then everything is killed. */
const STOP_PATIENCE = 5_000;
/** Lines of the log that a failure shows. */
const LOG_LINES = 12;
/** Size at which the log is put aside at a start, bytes. */
const LOG_SIZE = 10_000_000;

/**
 * Starts the Worker in a process group of its own and waits until `GET /health` answers 200.
 * Its output goes to the log of the state folder; a failure carries the last lines of it.
 */
export async function startServer(folder: StateFolder, order: Omit<ServeOrder, 'kind'>): Promise<Server> {
  const child = spawnServing(folder);
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  let wanted = true;
  const stop = async () => {
    wanted = false;
    if (child.connected) child.send({ kind: 'stop' });
    await Promise.race([ended, sleep(STOP_PATIENCE, undefined, { ref: false })]);
    // Whatever is left of the group: a runtime whose server was killed, or a server that hangs.
    if (child.pid !== undefined) await endGroup(child.pid, 'workerd');
    await ended;
  };
  try {
    const answered = firstAnswer(child);
    child.send({ kind: 'serve', ...order } satisfies ServeOrder);
    const answer = await Promise.race([answered, ended, sleep(START_PATIENCE, undefined, { ref: false })]);
    if (answer?.kind !== 'ready') throw cannotStart(folder, answer?.reason);
    if (child.pid !== undefined) recordServer(folder, child.pid, answer.url);
    await awaitHealth(folder, answer.url, child);
    const broken = ended.then(async () => {
      // An end that was ordered is not news.
      if (!wanted) return new Promise<CommandFailure>(() => undefined);
      return new CommandFailure('The Worker ended unexpectedly.', logHint(folder));
    });
    return { url: answer.url, broken, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function spawnServing(folder: StateFolder): ChildProcess {
  if ((statSync(folder.log, { throwIfNoEntry: false })?.size ?? 0) > LOG_SIZE)
    renameSync(folder.log, `${folder.log}.old`);
  const log = openSync(folder.log, 'a', 0o600);
  try {
    return spawn(process.execPath, [join(import.meta.dirname, 'serve.ts'), folder.path], {
      cwd: PROJECT,
      // A group of its own: a terminal's Ctrl-C reaches only the starter, which then ends this in order.
      detached: true,
      stdio: ['ignore', log, log, 'ipc'],
      env: { ...process.env, NO_COLOR: '1', WRANGLER_SEND_METRICS: 'false', WRANGLER_WRITE_LOGS: 'false' },
    });
  } finally {
    closeSync(log);
  }
}

function firstAnswer(child: ChildProcess): Promise<ServeAnswer> {
  return new Promise((resolve) => child.once('message', (message) => resolve(message as ServeAnswer)));
}

async function awaitHealth(folder: StateFolder, url: string, child: ChildProcess): Promise<void> {
  const giveUpAt = Date.now() + START_PATIENCE;
  let last = 'no answer';
  while (Date.now() < giveUpAt && child.exitCode === null && child.signalCode === null) {
    try {
      const answer = await fetch(`${url}/health`, { signal: AbortSignal.timeout(5_000) });
      await answer.body?.cancel();
      if (answer.ok) return;
      last = `status ${answer.status}`;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    await sleep(100);
  }
  throw cannotStart(folder, `GET /health says ${last}`);
}

function cannotStart(folder: StateFolder, reason = 'it ended before it was ready'): CommandFailure {
  return new CommandFailure(`The Worker does not start: ${reason}`, logHint(folder));
}

function logHint(folder: StateFolder): string {
  const log = existsSync(folder.log) ? readFileSync(folder.log, 'utf8').trimEnd() : '';
  if (log === '') return 'Start it again; what was accepted is kept.';
  const lines = log.split('\n').slice(-LOG_LINES);
  return `The end of ${folder.log}:\n${lines.map((line) => `  ${line.slice(0, 300)}`).join('\n')}`;
}
