import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandFailure } from './failure.ts';

/** The files of a state folder; everything a local Tower remembers is below it. */
export interface StateFolder {
  readonly path: string;
  /** Secrets of this Tower, 0600. */
  readonly secrets: string;
  /** The admin key of tenant `demo`, 0600. */
  readonly demoKey: string;
  /** Where the phones of the demo world are reached. */
  readonly phones: string;
  /** Which process serves this folder, and where. */
  readonly server: string;
  /** What the runtime prints. */
  readonly log: string;
  /** Databases of the objects. */
  readonly objects: string;
  /** Scratch of the runtime, emptied at each start. */
  readonly scratch: string;
}

/** The names of the files of a state folder, which need not exist. */
export function stateFolderAt(path: string): StateFolder {
  return {
    path,
    secrets: join(path, 'secrets.json'),
    demoKey: join(path, 'demo-key.json'),
    phones: join(path, 'phones.json'),
    server: join(path, 'server.json'),
    log: join(path, 'tower.log'),
    objects: join(path, 'objects'),
    scratch: join(path, 'scratch'),
  };
}

/** Opens a state folder, made on first use and readable by its owner only. */
export function openStateFolder(path: string): StateFolder {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    chmodSync(path, 0o700);
  } catch (cause) {
    throw new CommandFailure(
      `The state folder ${path} cannot be made or written.`,
      'Choose another one with TOWER_STATE, or correct its permissions.',
      { cause },
    );
  }
  return stateFolderAt(path);
}

/** Writes JSON that only the owner may read, whole or not at all: a crash never leaves half a file. */
export function writePrivateJson(path: string, value: unknown): void {
  const draft = `${path}.${process.pid}.draft`;
  rmSync(draft, { force: true });
  writeFileSync(draft, `${JSON.stringify(value, undefined, 2)}\n`, { mode: 0o600, flush: true });
  renameSync(draft, path);
}

/** The JSON kept in a file, or undefined when there is none; a damaged file is a failure, not a fresh start. */
export function readPrivateJson(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CommandFailure(`${path} is damaged.`, 'Restore it, or remove it to have it made anew.', { cause });
  }
}
