import { log, messageOf } from '../platform/log.ts';
import type { EventResult } from './logged-event.ts';

/** How long ends wait for company, ms. */
const WAIT = 50;
/** Waits of one writer: it holds a request, which may make 10,000 calls and is cut off half a minute after its answer. */
const MOST_WAITS = 40;
/** A writer that has not been heard of for so long has died with its request, ms. */
const SILENT = 2_000;

/** Ends of events that wait together for a call to their part of the log. */
interface WaitingEnds {
  readonly ends: EventResult[];
  /** Writes them, should no call take them before. */
  readonly write: (ends: readonly EventResult[]) => Promise<void>;
  /** They waited when the wait of the writer began. */
  isDue: boolean;
}

/** What this isolate has not written to the log yet, by the name of the partition. */
const waiting = new Map<string, WaitingEnds>();
/** When the writer of this isolate was heard of last; undefined when there is none. ms since the epoch */
let heardAt: number | undefined;

/** Puts the ends of events where the next call to their part of the log, by its name, finds them. */
export function putEnds(part: string, ends: readonly EventResult[], write: WaitingEnds['write']): void {
  const known = waiting.get(part) ?? { ends: [], write, isDue: false };
  for (const end of ends) known.ends.push(end);
  waiting.set(part, known);
}

/** Takes all that wait for a part of the log; whoever takes them writes them. */
export function takeEnds(part: string): readonly EventResult[] {
  const taken = waiting.get(part)?.ends ?? [];
  waiting.delete(part);
  return taken;
}

/**
 * Writes what waits and no call takes along, as long as there is any; undefined when another request of this isolate does
 * so already. There is one for all: a request that stays alive for its own few ends costs more than to write them.
 */
export function writeEnds(): Promise<void> | undefined {
  if (waiting.size === 0) return undefined;
  const isHeard = heardAt !== undefined && Math.abs(Date.now() - heardAt) < SILENT;
  return isHeard ? undefined : writeOn();
}

async function writeOn(): Promise<void> {
  for (let waits = 1; ; waits++) {
    heardAt = Date.now();
    for (const each of waiting.values()) each.isDue = true;
    await scheduler.wait(WAIT);
    const due = [...waiting].filter(([, { isDue }]) => isDue || waits === MOST_WAITS);
    for (const [part] of due) waiting.delete(part);
    const isDone = waiting.size === 0;
    // Before anything else is waited for: what comes from here on begins another writer.
    if (isDone) heardAt = undefined;
    const written = await Promise.allSettled(due.map(([, { ends, write }]) => write(ends)));
    for (const each of written) {
      // The alarm of the log has these events offered again.
      if (each.status === 'rejected') log('warn', 'event-log.ends-lost', { reason: messageOf(each.reason) });
    }
    if (isDone) return;
  }
}
