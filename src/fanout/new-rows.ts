import type { HashRange } from '../contract/queue-message.ts';
import { MOST_SLICES } from './credit.ts';
import type { SliceRow } from './schema.ts';

/** What every new fan-out starts from. */
export const NEW_FANOUT = {
  resends: 0,
  reported: false,
  recalledAt: null,
  pausedAt: null,
  cancelledAt: null,
  weight: 0,
  turn: 'none',
} as const;

/** What every new slice starts from. */
export const NEW_SLICE = { cursor: null, batches: 0, done: false, recalls: false, parked: false, pruned: 0 } as const;

/** Slices of these hash ranges, numbered from `first`: some begin at once, the others when there is room for them. */
export function newSlices(ranges: readonly HashRange[], now: number, first = 0): SliceRow[] {
  return ranges.map(({ from, to }, place) => ({
    ...NEW_SLICE,
    number: first + place,
    fromHash: from,
    toHash: to,
    parked: place >= MOST_SLICES,
    updatedAt: now,
  }));
}

/** What every new batch starts from. */
export const NEW_BATCH = {
  slice: null,
  after: null,
  until: null,
  members: null,
  attempt: 1,
  state: 'open',
  offered: 0,
  decisions: {},
  reasons: {},
  recalls: false,
} as const;
