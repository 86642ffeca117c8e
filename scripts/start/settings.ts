import { join, resolve } from 'node:path';
import { CommandFailure } from './failure.ts';

/** The folder of the checkout: what is built and run. */
export const PROJECT = join(import.meta.dirname, '..', '..');

/** The port of a local Tower when nobody says otherwise. */
export const DEFAULT_PORT = 8787;

/** The local queues forget their messages when they end: a fan-out notices sooner here than on a deployment, ms. */
const STALL_AFTER = 5_000;

/** Requests that one invocation makes at once: the local runtime has no limit of its own. */
export const OUTGOING = 24;

/** Parts of the event log of a tenant: with one processor and one disk, several would only cost. */
export const EVENT_LOG_PARTITIONS = 1;

/** What the environment says of a local Tower. */
export interface Settings {
  /** 0 takes any free port. */
  readonly port: number;
  /** Absolute path of the folder that keeps secrets, data and the log. */
  readonly statePath: string;
  /** Whether there is a tenant `demo` with a world that keeps posting. */
  readonly demo: boolean;
  /** Overrides the root key kept in the state folder. */
  readonly rootKey: string | undefined;
  /** Extra push-service hosts, as the Worker's TOWER_PUSH_ALLOW takes them. */
  readonly pushAllow: string;
  /** Members a second that a fan-out may ask; undefined follows the limit of open files, 0 is unpaced. */
  readonly pace: number | undefined;
  /** Milliseconds without progress after which open work of a fan-out is sent again. */
  readonly stallAfter: number;
}

/**
 * Reads PORT, TOWER_STATE, TOWER_DEMO, TOWER_ROOT_KEY, TOWER_PUSH_ALLOW, TOWER_PACE and TOWER_STALL_AFTER; refuses what
 * it cannot mean.
 */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const demo = environment.TOWER_DEMO ?? 'on';
  if (demo !== 'on' && demo !== 'off') {
    throw new CommandFailure(`TOWER_DEMO is "${demo}".`, 'Set it to "on" or "off", or leave it out.');
  }
  return {
    port: readPort(environment.PORT),
    statePath: stateFolder(environment),
    demo: demo === 'on',
    rootKey: environment.TOWER_ROOT_KEY || undefined,
    pushAllow: environment.TOWER_PUSH_ALLOW ?? '',
    pace: readCount('TOWER_PACE', environment.TOWER_PACE),
    stallAfter: readCount('TOWER_STALL_AFTER', environment.TOWER_STALL_AFTER) ?? STALL_AFTER,
  };
}

/** Absolute path of the state folder: TOWER_STATE, else `.tower` in the checkout. */
export function stateFolder(environment: Readonly<Record<string, string | undefined>>): string {
  return resolve(PROJECT, environment.TOWER_STATE || '.tower');
}

function readCount(name: string, text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new CommandFailure(`${name} is "${text}".`, 'Set it to a whole number, or leave it out.');
}

function readPort(text: string | undefined): number {
  if (text === undefined || text === '') return DEFAULT_PORT;
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new CommandFailure(`PORT is "${text}".`, 'Set it to a number from 1 to 65535, such as PORT=8788.');
}
