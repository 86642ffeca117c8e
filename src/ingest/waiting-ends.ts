import { objectName } from '../platform/names.ts';
import type { EventResult } from './event-log.ts';

/** Ends of events that this isolate has not written to the log yet, by the log's object. */
const waiting = new Map<string, EventResult[]>();

/** Puts the end of an event where the next call to its part of the log finds it. */
export function putEnd(tenant: string, partition: number, end: EventResult): void {
  const name = objectName(tenant, partition);
  const known = waiting.get(name);
  if (known) known.push(end);
  else waiting.set(name, [end]);
}

/** Takes all that wait for a part of the log; whoever takes them writes them. */
export function takeEnds(tenant: string, partition: number): readonly EventResult[] {
  const name = objectName(tenant, partition);
  const ends = waiting.get(name) ?? [];
  waiting.delete(name);
  return ends;
}
