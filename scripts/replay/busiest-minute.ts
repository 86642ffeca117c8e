/** A minute of the file and how many acts fell in it. */
export interface Minute {
  /** Unix seconds of its start. */
  readonly start: number;
  readonly acts: number;
}

/** Counts acts by the minute; `busiest` is the earliest of those with the most, undefined before the first act. */
export function createMinutes(): { readonly add: (time: number) => void; readonly busiest: () => Minute | undefined } {
  const minutes = new Map<number, number>();
  return {
    add: (time) => {
      const start = time - (time % 60);
      minutes.set(start, (minutes.get(start) ?? 0) + 1);
    },
    busiest: () => {
      let busiest: Minute | undefined;
      for (const [start, acts] of minutes) {
        const isBusier = busiest === undefined || acts > busiest.acts;
        const isEarlier = acts === busiest?.acts && start < busiest.start;
        if (isBusier || isEarlier) busiest = { start, acts };
      }
      return busiest;
    },
  };
}
