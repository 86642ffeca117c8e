import { BoundedMap } from '../platform/bounded-map.ts';

/** Failures in a row after which an enricher is left alone, and for how long, ms. */
const MOST_FAILURES = 5;
const REST = 1_000;
/** Enrichers whose failures this isolate remembers; the one that failed longest ago leaves first. */
const MOST_KNOWN = 1_000;

/** Enrichers that do not answer, so that a dead one does not make every event of a request wait for its time-out. */
export interface EnricherRest {
  isResting(key: string, now: number): boolean;
  answered(key: string): void;
  failed(key: string, now: number): void;
}

/** Nobody rests at first; after its rest an enricher is asked again, and one more failure makes it rest again. */
export function enricherRest(): EnricherRest {
  const known = new BoundedMap<string, { readonly failures: number; readonly until: number }>(MOST_KNOWN);
  return {
    isResting: (key, now) => (known.get(key)?.until ?? 0) > now,
    answered: (key) => void known.delete(key),
    failed(key, now) {
      const failures = (known.get(key)?.failures ?? 0) + 1;
      known.delete(key);
      known.set(key, { failures, until: failures >= MOST_FAILURES ? now + REST : 0 });
    },
  };
}
