import type { TraceEntry } from '../../contract/decision.ts';

/** Decisions that are shown as one: the newest, and those right before it that joined the same notification. */
export type Run = readonly [newest: TraceEntry, ...before: TraceEntry[]];

/** A trace, newest first, with what joined the same notification one after the other put together. */
export function runsOf(trace: readonly TraceEntry[]): Run[] {
  const runs: [TraceEntry, ...TraceEntry[]][] = [];
  for (const entry of trace) {
    const last = runs.at(-1);
    if (last && entry.into !== undefined && entry.into === last[0].into) last.push(entry);
    else runs.push([entry]);
  }
  return runs;
}
