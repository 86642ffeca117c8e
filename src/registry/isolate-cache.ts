import { BoundedMap } from '../platform/bounded-map.ts';

/** Values that live for a while in this isolate's memory. What was not found is not remembered. */
export interface IsolateCache<Value> {
  get(key: string, now: number, load: () => Promise<Value | undefined>): Promise<Value | undefined>;
  /** Forgets every key that starts like this. */
  forget(prefix: string): void;
}

/** A cache whose entries are fresh for `freshFor` ms and that holds at most `most` of them, the oldest leaving first. */
export function isolateCache<Value>(freshFor: number, most: number): IsolateCache<Value> {
  const entries = new BoundedMap<string, { readonly value: Value; readonly until: number }>(most);
  return {
    async get(key, now, load) {
      const known = entries.get(key);
      if (known && known.until > now) return known.value;
      entries.delete(key);
      const value = await load();
      if (value === undefined) return undefined;
      entries.set(key, { value, until: now + freshFor });
      return value;
    },
    forget(prefix) {
      for (const key of entries.keys()) if (key.startsWith(prefix)) entries.delete(key);
    },
  };
}
