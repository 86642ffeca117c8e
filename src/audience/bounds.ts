import type { Bound, Bounding, LearnTicket } from '../contract/bound.ts';
import type { ShardMember } from './audience-store.ts';
import { type BoundBlock, type BoundEntry, type BoundKeyRow, type BoundStore, openBoundStore } from './bound-store.ts';
import { LiftLog } from './lift-log.ts';
import { rangeOf, type ShardPlace } from './trie.ts';

const DAY = 86_400_000;
/** Ways of scoring that a shard keeps bounds for; the least lately read one leaves. */
const MOST_KEYS = 16;
/** A way of scoring that nothing was read by for so long is a new one, ms. */
const KEY_FOR = 30 * DAY;
/** Edges of a block when its key is new. */
const EDGES_PER_BLOCK = 200;
/** Members in a block of an audience that has grown since; with more the key begins anew. A row takes 2 MB. */
const MOST_IN_BLOCK = 2_000;
/** A bound goes no longer than this before its end: the clocks of Workers differ, ms. */
const MARGIN = DAY;
/** An entry that says the same for at least this much longer is not written again, ms. */
const GOES_ON = 15 * DAY;

/** A bound of a member, with their place. */
export type BoundRow = readonly [hash: number, member: string, bound: Bound];
/** A bound that does not hold any more. */
export type LiftRow = readonly [hash: number, member: string, key: string];

/** How the pages of one call are read. */
export interface Reading {
  /** By it those who are asked tell their bounds; absent when they need not. */
  readonly ticket: LearnTicket | undefined;
  /** Whether nobody has to ask the member. */
  prunes(member: ShardMember): boolean;
}

/** What the members of a shard can be worth at the most, by ways of scoring. All calls are synchronous. */
export class Bounds {
  readonly #place: ShardPlace;
  readonly #store: BoundStore;
  readonly #log: LiftLog;
  /** The least lately read one first. */
  #keys: readonly BoundKeyRow[];

  constructor(place: ShardPlace, storage: DurableObjectStorage) {
    this.#place = place;
    this.#store = openBoundStore(storage);
    this.#keys = this.#store.keys();
    this.#log = new LiftLog(`${place.level}/${place.shard}`, {
      kept: this.#store.liftCount(),
      put: (count) => this.#store.putLiftCount(count),
    });
  }

  /**
   * Begins to read pages for a fan-out. The first one of a key only leaves a note, one row, since most keys never come
   * again; from the second one on those who are asked tell their bounds, and those who have are left out.
   */
  read({ key, least, event, now }: Bounding, edges: () => number): Reading {
    const known = this.#keys.find((each) => each.key === key && each.at > now - KEY_FOR);
    if (!known) this.#note({ key, event, at: now, learning: false, blocks: blocksFor(edges()) });
    if (!known || (!known.learning && known.event === event)) return { ticket: undefined, prunes: () => false };
    if (!known.learning || known.at <= now - DAY) this.#note({ ...known, at: now, learning: true });
    const blocks = new Map<number, BoundBlock>();
    return {
      ticket: this.#log.ticket(),
      prunes: ({ member, hash, edges }) => {
        const number = this.#blockOf(known, hash);
        const block = blocks.get(number) ?? this.#store.block(key, number);
        blocks.set(number, block);
        return isBelow(block.get(member), least, now, edges);
      },
    };
  }

  /** Keeps bounds of a key that is known, but for those that may be from before a lift. A row for each block that changes. */
  learn(key: string, tickets: readonly LearnTicket[], rows: readonly BoundRow[]): void {
    const known = this.#keys.find((each) => each.key === key && each.learning);
    if (!known) return;
    const taken = rows.filter(([, member]) => !this.#log.isLate(tickets, member));
    this.#store.transaction(() => {
      for (const [number, ofBlock] of Map.groupBy(taken, ([hash]) => this.#blockOf(known, hash))) {
        const block = this.#store.block(key, number);
        const fresh = ofBlock.filter(([, member, bound]) => !isAsBefore(block.get(member), bound));
        if (fresh.length === 0) continue;
        for (const [, member, { bound, strength, until }] of fresh) block.set(member, [bound, strength, until]);
        this.#store.putBlock(key, number, block);
        if (block.size > MOST_IN_BLOCK) return this.#forget(key);
      }
    });
  }

  /** Takes bounds away; those that are still on their way here are refused. A row for each block that had one, and one more. */
  lift(rows: readonly LiftRow[]): void {
    this.#store.transaction(() => {
      this.#log.touch(rows.map(([, member]) => member));
      for (const [key, ofKey] of Map.groupBy(rows, ([, , key]) => key)) this.#take(key, ofKey);
    });
  }

  /** Edges of these members are gone: whoever comes again may be somebody else. */
  removed(members: readonly (readonly [hash: number, member: string, ...rest: unknown[]])[]): void {
    this.#store.transaction(() => {
      this.#log.touch([...new Set(members.map(([, member]) => member))]);
      for (const { key } of this.#keys) this.#take(key, members);
    });
  }

  /** The shard splits: its children learn for themselves. */
  clear(): void {
    if (this.#keys.length === 0) return;
    this.#store.transaction(() => this.#store.clear());
    this.#keys = [];
  }

  #take(key: string, members: readonly (readonly [hash: number, member: string, ...rest: unknown[]])[]): void {
    const known = this.#keys.find((each) => each.key === key);
    if (!known?.learning) return;
    for (const [number, ofBlock] of Map.groupBy(members, ([hash]) => this.#blockOf(known, hash))) {
      const block = this.#store.block(key, number);
      const before = block.size;
      for (const [, member] of ofBlock) block.delete(member);
      if (block.size < before) this.#store.putBlock(key, number, block);
    }
  }

  #note(row: BoundKeyRow): void {
    this.#store.transaction(() => {
      // What is too old to be known may be there all the same.
      const before = this.#keys.find(({ key }) => key === row.key);
      if (before && !row.learning) this.#store.removeKey(row.key);
      const others = this.#keys.filter(({ key }) => key !== row.key);
      for (const { key } of others.slice(0, Math.max(0, others.length + 1 - MOST_KEYS))) this.#store.removeKey(key);
      this.#store.putKey(row);
    });
    this.#keys = this.#store.keys();
  }

  #forget(key: string): void {
    this.#store.removeKey(key);
    this.#keys = this.#store.keys();
  }

  #blockOf({ blocks }: BoundKeyRow, hash: number): number {
    const { from, to } = rangeOf(this.#place);
    return Math.floor(((hash - from) / (to - from + 1)) * blocks);
  }
}

/** A power of two, so that a shard that grows a little writes the same rows. */
function blocksFor(edges: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(1, edges / EDGES_PER_BLOCK)));
}

/** Known to be below the least, for an edge as it is now. */
function isBelow(entry: BoundEntry | undefined, least: number, now: number, edges: ShardMember['edges']): boolean {
  if (!entry) return false;
  const [bound, strength, until] = entry;
  if (!(bound < least) || until - MARGIN <= now) return false;
  return strength === null || strength === Math.max(...edges.map((each) => each.strength));
}

function isAsBefore(entry: BoundEntry | undefined, { bound, strength, until }: Bound): boolean {
  return entry !== undefined && entry[0] === bound && entry[1] === strength && entry[2] > until - GOES_ON;
}
