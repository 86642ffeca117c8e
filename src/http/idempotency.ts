import type { CloudEvent } from '../contract/event.ts';
import { toInstant, toMillis } from '../contract/identifier.ts';
import { digestOf } from '../ingest/standardise.ts';
import { sha256Hex } from '../platform/hash.ts';
import { EVENT_LOG_PARTITIONS, type Stubs } from '../platform/stubs.ts';
import { Refused } from './failure.ts';

/** The `Idempotency-Key` of a request: quoted (as its draft standard says) or not. */
export function idempotencyKeyOf(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const key = header.trim().replace(/^"(.*)"$/, '$1');
  if (/^[\x21-\x7e][\x20-\x7e]{0,254}$/.test(key)) return key;
  const message = 'must be 1–255 printable ASCII characters';
  throw new Refused({ kind: 'invalid', errors: [{ path: 'Idempotency-Key', message }] });
}

/**
 * The events that a key stands for, for 24 hours: on its first use those of the request, after that those of its first
 * use, so that a producer who makes a new event id for each try still has one effect. Other content is refused.
 */
export async function firstUse(
  of: Stubs,
  key: string,
  events: readonly CloudEvent[],
  now: number,
): Promise<readonly CloudEvent[]> {
  const digest = sha256Hex(events.map((event) => [event.type, event.source, digestOf(event)].join()).join('\n'));
  const hashed = sha256Hex(key);
  const identities = events.map(({ source, id, time }) => ({
    source,
    id,
    at: time === undefined ? now : toMillis(time),
  }));
  const partition = Number.parseInt(hashed.slice(0, 8), 16) % EVENT_LOG_PARTITIONS;
  const known = await of.eventLog(partition).rememberKey({ key: hashed, digest, at: now, identities });
  if (!known) return events;
  if (known.digest !== digest) {
    throw new Refused({ kind: 'conflict', detail: 'This Idempotency-Key was used for other events' });
  }
  return events.map((event, index) => {
    const first = known.identities[index];
    return first ? { ...event, source: first.source, id: first.id, time: toInstant(first.at) } : event;
  });
}
