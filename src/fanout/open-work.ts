import type { Store } from './store.ts';
import { waysOf } from './ways.ts';
import type { BatchWork, SliceWork } from './work.ts';

/** The rest of a slice; undefined when there is none, or none for now. */
export function sliceWork(store: Store, number: number): SliceWork | undefined {
  if (!store.isRunning()) return undefined;
  const row = store.slice(number);
  const fanout = store.fanout();
  if (!row || row.done || row.parked || !fanout || fanout.recipients.kind === 'list') return undefined;
  return {
    range: { from: row.fromHash, to: row.toHash },
    cursor: row.cursor ?? undefined,
    ways: waysOf(fanout.recipients),
    lane: fanout.activity.lane,
    recalls: row.recalls,
  };
}

/** What is to be done for a batch; undefined when it is done, dead, recalled or unknown, or has to wait. */
export function batchWork(store: Store, id: string): BatchWork | undefined {
  if (!store.isRunning()) return undefined;
  const row = store.batch(id);
  if (row?.state !== 'open') return undefined;
  const { attempt, recalls, members, until } = row;
  if (members) return { attempt, recalls, members };
  const recipients = store.fanout()?.recipients;
  if (!recipients || recipients.kind === 'list' || !until) return undefined;
  // The first of a slice begins where the slice does: what is before is another slice's.
  const after = row.after ?? { hash: store.slice(row.slice ?? 0)?.fromHash ?? 0, member: '' };
  return { attempt, recalls, stretch: { ways: waysOf(recipients), after, until } };
}
