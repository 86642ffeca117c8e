import type { Lift } from '../contract/bound.ts';
import type { PushedEdge, PushedRows } from '../decide/member-state.ts';
import { featuresChanged, liftsOf } from './bounds.ts';
import { limits } from './limits.ts';
import type { Room } from './room.ts';

/** One row of a push: of a target such as `actor:ada`, or (empty) of the member themselves. Without numbers: it goes. */
export interface PushedRow {
  readonly target: string;
  readonly features?: Readonly<Record<string, number>>;
  /** 0..1; of an edge. */
  readonly strength?: number;
}

/**
 * What became of rows: `letGo` are targets of whom nothing is kept because others are stronger or later; `lifts` is what
 * audiences must hear before the caller may be told that the rows are kept.
 */
export type FeaturesPut =
  | { readonly kind: 'put'; readonly letGo: readonly string[]; readonly lifts: readonly Lift[] }
  /** A later push has written meanwhile. */
  | { readonly kind: 'superseded' }
  /** The member has rows of as many datasets as are kept. */
  | { readonly kind: 'full' };

/**
 * Keeps rows of a push. `stamp` is its ticket: rows of an earlier one than the last are refused, so that what comes late
 * never replaces what came after it. One row written when something is other than before, none otherwise.
 */
export function putFeatures(
  room: Room,
  dataset: string,
  rows: readonly PushedRow[],
  stamp: number,
  now: number,
): FeaturesPut {
  const { features: store } = room.store;
  const before = store.get(dataset);
  if (before && before.stamp > stamp) return { kind: 'superseded' };
  const { rows: after, letGo } = within(changedBy(rows, before ?? {}));
  const isEmpty = after.recipient === undefined && after.edges === undefined;
  if (!before && isEmpty) return { kind: 'put', letGo, lifts: liftsOf(room) };
  if (!before && store.datasets() >= limits.datasets) return { kind: 'full' };
  if (before && textOf(before) === textOf(after)) return { kind: 'put', letGo, lifts: liftsOf(room) };
  if (isEmpty) store.remove(dataset);
  else store.put(dataset, { ...after, stamp });
  room.state.pushed.changed(dataset);
  featuresChanged(room, dataset, now);
  return { kind: 'put', letGo, lifts: liftsOf(room) };
}

function changedBy(rows: readonly PushedRow[], { recipient, edges }: PushedRows): PushedRows {
  let own = recipient;
  const byTarget = new Map(Object.entries(edges ?? {}));
  for (const { target, features, strength = 1 } of rows) {
    const isGone = features === undefined || Object.keys(features).length === 0;
    if (target === '') own = isGone ? undefined : features;
    else if (isGone) byTarget.delete(target);
    else {
      const known = byTarget.get(target);
      // The latest last; what is as it was keeps its place.
      if (JSON.stringify(known) === JSON.stringify({ features, strength })) continue;
      byTarget.delete(target);
      byTarget.set(target, { features, strength });
    }
  }
  return rowsOf(own, [...byTarget]);
}

/** The rows within the limits of a member, and the targets of those that are not. */
function within({ recipient, edges }: PushedRows): { readonly rows: PushedRows; readonly letGo: string[] } {
  const all = Object.entries(edges ?? {});
  // Sorting is stable: of equals the later one comes first.
  const ranked = all.toReversed().sort(([, one], [, other]) => other.strength - one.strength);
  const letGo = new Set<string>();
  let text = 0;
  for (const [place, [target, edge]] of ranked.entries()) {
    text += JSON.stringify([target, edge]).length;
    if (place >= limits.pushedEdges || text > limits.pushedText) letGo.add(target);
  }
  if (letGo.size === 0) return { rows: rowsOf(recipient, all), letGo: [] };
  return {
    rows: rowsOf(
      recipient,
      all.filter(([target]) => !letGo.has(target)),
    ),
    letGo: [...letGo],
  };
}

function rowsOf(recipient: PushedRows['recipient'], edges: readonly (readonly [string, PushedEdge])[]): PushedRows {
  return {
    ...(recipient === undefined ? {} : { recipient }),
    ...(edges.length === 0 ? {} : { edges: Object.fromEntries(edges) }),
  };
}

function textOf({ recipient, edges }: PushedRows): string {
  return JSON.stringify([recipient, edges]);
}
