import { BoundedMap } from '../platform/bounded-map.ts';

/** Numbers that an enricher answered, by their names. */
export type Answered = Readonly<Record<string, number>>;

/** Answers of enrichers that live for a while in this isolate's memory. */
export interface EnricherCache {
  get(key: string, now: number): Answered | undefined;
  /** `until`: ms since the epoch. */
  put(key: string, answer: Answered, until: number): void;
}

/**
 * A cache of at most `most` answers, the oldest leaving first. It keeps answers, not questions under way: those belong
 * to the request that asks and end with it.
 */
export function enricherCache(most: number): EnricherCache {
  const entries = new BoundedMap<string, { readonly answer: Answered; readonly until: number }>(most);
  return {
    get(key, now) {
      const known = entries.get(key);
      if (known && known.until > now) return known.answer;
      entries.delete(key);
      return undefined;
    },
    put(key, answer, until) {
      entries.delete(key);
      entries.set(key, { answer, until });
    },
  };
}
