import { objectName } from '../../platform/names.ts';
import type { WebhookRow } from '../../registry/store.ts';
import { afterFailure, afterSuccess, type Circuit, CLOSED, stateOf } from '../providers/circuit.ts';

/** Webhooks that this isolate remembers; the one that was asked longest ago leaves first. */
const MOST = 1_000;
/** ms after which a server that has not answered yet is asked for nothing else meanwhile. */
const SLOW = 1_000;

/** What this isolate knows of a server. */
interface Known {
  circuit: Circuit;
  /** When each of those that are under way was begun, ms since the epoch. */
  readonly begun: Set<{ readonly at: number }>;
}

/**
 * What this isolate knows of servers that fail: one that does not answer holds up whoever waits for it, and the lane that
 * it is told in is that of all deliveries. A circuit for each, in memory: another isolate finds out for itself.
 */
const servers = new Map<string, Known>();

/**
 * Asks a server, unless it is left alone for now: because it has failed often, or does not answer. Undefined then. `task`
 * answers why it failed, or nothing when it did not. `now` in ms.
 */
export async function unlessHeldOff<Answer extends { readonly failure?: string }>(
  tenant: string,
  { name, updatedAt }: Pick<WebhookRow, 'name' | 'updatedAt'>,
  now: number,
  task: () => Promise<Answer>,
): Promise<Answer | undefined> {
  // Whoever puts a webhook anew has mended it: it begins anew here too.
  const server = known(objectName(tenant, name, updatedAt));
  if (isHeldOff(server, now)) return undefined;
  const begun = { at: now };
  server.begun.add(begun);
  try {
    const answer = await task();
    server.circuit = afterTry(server.circuit, answer.failure, now);
    return answer;
  } finally {
    server.begun.delete(begun);
  }
}

function isHeldOff({ circuit, begun }: Known, now: number): boolean {
  const state = stateOf(circuit, now);
  if (state === 'open' || (state === 'half-open' && begun.size > 0)) return true;
  return [...begun].some(({ at }) => now - at > SLOW);
}

/** A time-out is worse than other failures: whoever waited for it had to wait that long, so the first opens the circuit. */
function afterTry(circuit: Circuit, failure: string | undefined, now: number): Circuit {
  if (failure === undefined) return afterSuccess(circuit, now);
  let next = afterFailure(circuit, failure, now);
  while (failure === 'time-out' && stateOf(next, now) === 'closed') next = afterFailure(next, failure, now);
  return next;
}

function known(key: string): Known {
  const server = servers.get(key) ?? { circuit: CLOSED, begun: new Set() };
  servers.delete(key);
  servers.set(key, server);
  for (const oldest of servers.keys()) {
    if (servers.size <= MOST) break;
    servers.delete(oldest);
  }
  return server;
}
