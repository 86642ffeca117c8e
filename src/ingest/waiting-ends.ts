import { objectName } from '../platform/names.ts';
import type { EventResult } from './event-log.ts';

/** Ends of events that wait together for a call to their part of the log. */
export interface WaitingEnds {
  readonly name: string;
  readonly partition: number;
  readonly ends: EventResult[];
}

/** What this isolate has not written to the log yet, by the log's object. */
const waiting = new Map<string, WaitingEnds>();

/**
 * Puts the end of an event where the next call to its part of the log finds it. When none waited there yet, answers
 * what waits from now on: whoever began it writes it, should no call take it before.
 */
export function putEnd(tenant: string, partition: number, end: EventResult): WaitingEnds | undefined {
  const name = objectName(tenant, partition);
  const known = waiting.get(name);
  if (known) {
    known.ends.push(end);
    return undefined;
  }
  const begun = { name, partition, ends: [end] };
  waiting.set(name, begun);
  return begun;
}

/** Takes all that wait for a part of the log; whoever takes them writes them. */
export function takeEnds(tenant: string, partition: number): readonly EventResult[] {
  const found = waiting.get(objectName(tenant, partition));
  return found ? takeBegun(found) : [];
}

/** Takes what has come to wait together since it was begun; nothing when somebody has taken it. */
export function takeBegun(begun: WaitingEnds): readonly EventResult[] {
  if (waiting.get(begun.name) !== begun) return [];
  waiting.delete(begun.name);
  return begun.ends;
}
