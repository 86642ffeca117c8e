/** Times of requests, ms, and their percentiles. */
export interface Latencies {
  readonly add: (milliseconds: number) => void;
  /** The time that a share (0..1) of the requests did not exceed; undefined before the first. */
  readonly percentile: (share: number) => number | undefined;
}

/** Keeps every time: a replay makes thousands of requests, not millions. */
export function createLatencies(): Latencies {
  const times: number[] = [];
  return {
    add: (milliseconds) => void times.push(milliseconds),
    // Nearest rank: the smallest time that at least this share does not exceed.
    percentile: (share) =>
      times.toSorted((one, other) => one - other)[Math.max(0, Math.ceil(share * times.length) - 1)],
  };
}
