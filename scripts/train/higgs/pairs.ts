import { grown } from './grown.ts';

const NONE = -1;

/**
 * Pairs (member, actor) as numbers 0, 1, 2 …: whom of whom a candidate can be. An open hash in flat arrays, because a
 * million pairs in a Map take ten times the memory and the time.
 */
export class Pairs {
  #slots = new Int32Array(1 << 16).fill(NONE);
  #members = new Int32Array(1 << 15);
  #actors = new Int32Array(1 << 15);
  /** The pairs of an actor are a chain: its newest, and of each the one before it. */
  #newest = new Int32Array(1 << 15).fill(NONE);
  #before = new Int32Array(1 << 15);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  memberOf(pair: number): number {
    return this.#members[pair] ?? NONE;
  }

  actorOf(pair: number): number {
    return this.#actors[pair] ?? NONE;
  }

  /** The number of a pair; -1 when it has none. */
  find(member: number, actor: number): number {
    return this.#slots[this.#slotOf(member, actor)] ?? NONE;
  }

  /** The number of a pair, which is given one when it is new. */
  add(member: number, actor: number): number {
    const known = this.find(member, actor);
    if (known !== NONE) return known;
    if ((this.#size + 1) * 2 > this.#slots.length) this.#rehash();
    const pair = this.#size++;
    this.#members = grown(this.#members, this.#size);
    this.#actors = grown(this.#actors, this.#size);
    this.#before = grown(this.#before, this.#size);
    this.#slots[this.#slotOf(member, actor)] = pair;
    this.#members[pair] = member;
    this.#actors[pair] = actor;
    const actors = this.#newest.length;
    this.#newest = grown(this.#newest, actor + 1);
    if (this.#newest.length > actors) this.#newest.fill(NONE, actors);
    this.#before[pair] = this.#newest[actor] ?? NONE;
    this.#newest[actor] = pair;
    return pair;
  }

  /** Calls `visit` with each pair of an actor: the members that it may reach, the newest first. */
  eachOf(actor: number, visit: (pair: number) => void): void {
    for (let pair = this.#newest[actor] ?? NONE; pair !== NONE; pair = this.#before[pair] ?? NONE) visit(pair);
  }

  /** Where a pair is, or where it would be put. */
  #slotOf(member: number, actor: number): number {
    const mask = this.#slots.length - 1;
    let slot = hash(member, actor) & mask;
    for (;;) {
      const pair = this.#slots[slot] ?? NONE;
      if (pair === NONE || (this.#members[pair] === member && this.#actors[pair] === actor)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #rehash(): void {
    this.#slots = new Int32Array(this.#slots.length * 2).fill(NONE);
    for (let pair = 0; pair < this.#size; pair++) {
      this.#slots[this.#slotOf(this.memberOf(pair), this.actorOf(pair))] = pair;
    }
  }
}

/** Mixes two numbers well enough for an open hash (the finaliser of murmur3). */
function hash(member: number, actor: number): number {
  let mixed = Math.imul(member, 0x9e3779b1) ^ Math.imul(actor, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0x297a2d39);
  return mixed ^ (mixed >>> 16);
}
