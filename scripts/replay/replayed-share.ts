import type { ActFilter } from './read-acts.ts';

/** How much of what is wanted of a file has been replayed. */
export interface ReplayedShare {
  /** Tells of an act: its time (unix seconds), and how much of the file (0..1) had been read by then. */
  readonly at: (time: number, fraction: number) => void;
  /** 0..1 */
  readonly now: () => number;
}

/**
 * Measures by what will end the replay: its limit, its last moment or the end of the file, whichever is nearer. What
 * lies before the first wanted act is passed over in no time and does not count.
 */
export function createShare({ to, limit }: ActFilter): ReplayedShare {
  let acts = 0;
  let first: { readonly time: number; readonly fraction: number } | undefined;
  let last = { time: 0, fraction: 0 };
  return {
    at: (time, fraction) => {
      acts++;
      first ??= { time, fraction };
      last = { time, fraction };
    },
    now: () => {
      if (first === undefined) return 0;
      const ofTime = (last.time - first.time) / (to - first.time);
      const ofFile = first.fraction < 1 ? (last.fraction - first.fraction) / (1 - first.fraction) : 0;
      return Math.min(1, Math.max(0, acts / limit, ofTime, ofFile));
    },
  };
}
