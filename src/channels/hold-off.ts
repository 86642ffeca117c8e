import { BoundedMap } from '../platform/bounded-map.ts';
import { afterFailure, afterSuccess, type Circuit, CLOSED, pauseOf, stateOf } from './providers/circuit.ts';
import type { Open } from './providers/provider.ts';

/** Servers that this isolate remembers; the one that was asked longest ago leaves first. */
const MOST = 1_000;

/** How much a server is suffered. */
export interface Sufferance {
  /** Whether the first time-out is enough to leave it alone: whoever waited for it had to wait that long. */
  readonly isOverAtOnce?: boolean;
  /** ms after which one that has not answered yet is asked for nothing else meanwhile; any time unless told. */
  readonly slow?: number;
}

/** What this isolate knows of a server. */
interface Known {
  circuit: Circuit;
  /** When each of those that are under way was begun, ms since the epoch. */
  readonly begun: Set<{ readonly at: number }>;
}

/**
 * What this isolate knows of servers that have no provider's object to watch them: one that does not answer holds up
 * whoever waits for it. A circuit for each, in memory: another isolate finds out for itself.
 */
const servers = new BoundedMap<string, Known>(MOST);

/**
 * Asks a server, unless it is left alone for now: because it has failed often, or does not answer. `failureOf` says why an
 * answer counts as a failure, or nothing when it does not. `now` in ms.
 */
export async function unlessHeldOff<Answer>(
  name: string,
  { isOverAtOnce = false, slow = Number.POSITIVE_INFINITY }: Sufferance,
  now: number,
  task: () => Promise<Answer>,
  failureOf: (answer: Answer) => string | undefined,
): Promise<{ readonly answer: Answer } | { readonly open: Open }> {
  const server = known(name);
  if (isHeldOff(server, slow, now)) return { open: openOf(server.circuit, now) };
  const begun = { at: now };
  server.begun.add(begun);
  try {
    const answer = await task();
    server.circuit = afterTry(server.circuit, failureOf(answer), isOverAtOnce, now);
    return { answer };
  } finally {
    server.begun.delete(begun);
  }
}

function isHeldOff({ circuit, begun }: Known, slow: number, now: number): boolean {
  const state = stateOf(circuit, now);
  if (state === 'open' || (state === 'half-open' && begun.size > 0)) return true;
  return [...begun].some(({ at }) => now - at > slow);
}

/** Until when it is left alone: while another one is to show whether it works again, for as long as the last time. */
function openOf(circuit: Circuit, now: number): Open {
  const pause = pauseOf(circuit);
  const retryAt = Math.max(circuit.retryAt ?? now, now);
  return { kind: 'open', retryAt, since: circuit.since ?? now, pause };
}

function afterTry(circuit: Circuit, failure: string | undefined, isOverAtOnce: boolean, now: number): Circuit {
  if (failure === undefined) return afterSuccess(circuit, now);
  let next = afterFailure(circuit, failure, now);
  while (isOverAtOnce && failure === 'time-out' && stateOf(next, now) === 'closed') {
    next = afterFailure(next, failure, now);
  }
  return next;
}

function known(name: string): Known {
  const server = servers.get(name) ?? { circuit: CLOSED, begun: new Set() };
  servers.delete(name);
  servers.set(name, server);
  return server;
}
