import { BoundedMap } from '../platform/bounded-map.ts';
import type { Stubs } from '../platform/stubs.ts';
import { childOf, DEEPEST, placeAt, ROOT, type ShardPlace } from './trie.ts';

/** Nodes whose splits an isolate remembers, those it heard of last; only nodes that have split take a place. */
const NODES = 1_000;

/** Children known to have taken over, of each node, by the name of its root. */
const known = new BoundedMap<string, Set<number>>(NODES);

/** The way from a hash to the shard that holds it, as far as this isolate has heard. */
export interface Route {
  /** The deepest shard known to have taken over this hash; the root when nothing is known. */
  locate(hash: number): ShardPlace;
  /** Notes that these slots of a shard are their children's. */
  learn(place: ShardPlace, moved: readonly number[]): void;
  /** Drops everything about the node, so that the next way starts at the root. */
  forget(): void;
}

/**
 * The route of a node. Slots only ever move to children, so what is remembered can be behind, never wrong: a shard
 * that has moved on says so, and one that was never born sends the asker back to the root.
 */
export function routeOf(stubs: Stubs, node: string): Route {
  const { name } = stubs.audience(node, ROOT.level, ROOT.shard);
  if (name === undefined) throw new Error('an audience is named, so its stub must be');
  return {
    locate(hash) {
      const taken = known.get(name);
      let place = ROOT;
      while (taken && place.level < DEEPEST) {
        const child = placeAt(place.level + 1, hash);
        if (!taken.has(numberOf(child))) break;
        place = child;
      }
      return place;
    },
    learn(place, moved) {
      if (moved.length === 0) return;
      const taken = known.get(name) ?? new Set();
      known.delete(name);
      known.set(name, taken);
      for (const slot of moved) taken.add(numberOf(childOf(place, slot)));
    },
    forget() {
      known.delete(name);
    },
  };
}

/** Levels above 0 have 64 and 4,096 shards, so one number tells both. */
function numberOf({ level, shard }: ShardPlace): number {
  return level * 4_096 + shard;
}
