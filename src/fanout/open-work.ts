import type { Store } from './store.ts';
import type { BatchWork, SliceWork } from './work.ts';

/** The rest of a slice; undefined when there is none. */
export function sliceWork(store: Store, number: number): SliceWork | undefined {
  const row = store.slice(number);
  const fanout = store.fanout();
  if (!row || row.done || fanout?.recipients.kind !== 'node') return undefined;
  return {
    range: { from: row.fromHash, to: row.toHash },
    cursor: row.cursor ?? undefined,
    node: fanout.recipients.node,
    lane: fanout.activity.lane,
  };
}

/** What is to be done for a batch; undefined when it is done, dead, recalled or unknown. */
export function batchWork(store: Store, id: string): BatchWork | undefined {
  const row = store.batch(id);
  if (row?.state !== 'open') return undefined;
  const { attempt, recalls, members, after, until } = row;
  if (members) return { attempt, recalls, members };
  const recipients = store.fanout()?.recipients;
  if (recipients?.kind !== 'node' || !until) return undefined;
  return { attempt, recalls, stretch: { node: recipients.node, after, until } };
}
