import type { HashRange } from '../contract/queue-message.ts';

/** Children of a shard that has split: six bits of the hash a level. */
export const FAN = 64;
/** The level that never splits: 4,096 shards of a node at the most, each growing as large as it must. */
export const DEEPEST = 2;

/** A place in the trie of a node: level 0 shard 0 is the root and covers every hash. */
export interface ShardPlace {
  readonly level: number;
  /** 0..64^level - 1, in the order of the hashes it covers. */
  readonly shard: number;
}

export const ROOT: ShardPlace = { level: 0, shard: 0 };

/** The shard of this level that a hash falls into. */
export function placeAt(level: number, hash: number): ShardPlace {
  return { level, shard: Math.floor(hash / width(level)) };
}

/** The hashes a shard covers, both ends included. */
export function rangeOf({ level, shard }: ShardPlace): HashRange {
  const from = shard * width(level);
  return { from, to: from + width(level) - 1 };
}

/** Which of its children (0..63) a shard of this level would give a hash to. */
export function slotOf(level: number, hash: number): number {
  return Math.floor(hash / width(level + 1)) % FAN;
}

/** The child that takes over a slot. */
export function childOf({ level, shard }: ShardPlace, slot: number): ShardPlace {
  return { level: level + 1, shard: shard * FAN + slot };
}

/** The hashes of a slot, both ends included. */
export function slotRange(place: ShardPlace, slot: number): HashRange {
  return rangeOf(childOf(place, slot));
}

/** Whether a hash lies in a range. */
export function covers({ from, to }: HashRange, hash: number): boolean {
  return hash >= from && hash <= to;
}

/** How many hashes a shard of this level covers; no bit operators, because the root's 2^32 does not fit them. */
function width(level: number): number {
  return 2 ** (32 - 6 * level);
}
