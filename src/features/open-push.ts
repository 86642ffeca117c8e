import type { DatasetRow, PastPush } from './dataset-rows.ts';

/** How a request of a push is to be taken. */
export type Opened =
  /** Of a full push it has the generation; `begun` says that it is the first of its requests. */
  | { readonly kind: 'open'; readonly generation?: number; readonly begun: boolean }
  /** The full push has ended: a request that comes again changes rows, and retires none. */
  | { readonly kind: 'ended' }
  /** Another full push has begun since: what this one named is forgotten, so it cannot end. */
  | { readonly kind: 'replaced' };

/** How long a push that is over is known by its id, ms; then the id may be used again. */
const KNOWN_FOR = 3_600_000;
const MOST_KNOWN = 20;

/** Takes a request of a push; `row` is what the dataset's row becomes. `push` is absent of a delta. Pure. */
export function openPush(
  before: DatasetRow | undefined,
  name: string,
  push: string | undefined,
  now: number,
): { readonly opened: Opened; readonly row: DatasetRow } {
  const row = before ?? { name, version: 0, updatedAt: null, push: null, generation: 0, past: [] };
  if (push === undefined) return { opened: { kind: 'open', begun: false }, row };
  if (row.push === push) return { opened: { kind: 'open', generation: row.generation, begun: false }, row };
  const over = row.past.find((each) => each.push === push && now - each.at < KNOWN_FOR);
  if (over) return { opened: { kind: over.ended ? 'ended' : 'replaced' }, row };
  const generation = row.generation + 1;
  const past = row.push === null ? row.past : remembering(row.past, { push: row.push, at: now, ended: false });
  return { opened: { kind: 'open', generation, begun: true }, row: { ...row, push, generation, past } };
}

/** The dataset's row after a whole push: a delta, or a full push that is the one under way. Pure. */
export function endPush(row: DatasetRow, push: string | undefined, now: number): DatasetRow {
  if (push === undefined) return { ...row, version: row.version + 1, updatedAt: now };
  if (row.push !== push) return row;
  const past = remembering(row.past, { push, at: now, ended: true });
  return { ...row, version: row.version + 1, updatedAt: now, push: null, past };
}

function remembering(past: readonly PastPush[], last: PastPush): readonly PastPush[] {
  return [...past.filter(({ push }) => push !== last.push), last].slice(-MOST_KNOWN);
}
