import type { Act } from '../../replay/act.ts';
import { Decaying } from './decaying.ts';
import { Names } from './names.ts';
import { Pairs } from './pairs.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** How a member stands to an actor; a pair may be several of it. */
export const FOLLOWS = 1;
export const ENGAGED = 2;

/** What is counted of each pair: what the member did towards the actor, and what those close to the member did. */
function pairCounts() {
  return {
    acts15m: new Decaying(15 * MINUTE),
    acts1h: new Decaying(HOUR),
    acts6h: new Decaying(6 * HOUR),
    acts48h: new Decaying(48 * HOUR),
    retweets: new Decaying(24 * HOUR),
    mentions: new Decaying(24 * HOUR),
    replies: new Decaying(24 * HOUR),
    /** The actor towards the member. */
    back6h: new Decaying(6 * HOUR),
    back48h: new Decaying(48 * HOUR),
    /** Of those whom the member follows, or once engaged with, towards the actor. */
    followed1h: new Decaying(HOUR),
    followed12h: new Decaying(12 * HOUR),
    friends1h: new Decaying(HOUR),
    friends12h: new Decaying(12 * HOUR),
  };
}

/** What is counted of everybody: what they did, and what was done towards them. */
function nodeCounts() {
  return {
    acts15m: new Decaying(15 * MINUTE),
    acts1h: new Decaying(HOUR),
    acts6h: new Decaying(6 * HOUR),
    acts48h: new Decaying(48 * HOUR),
    /** Mentions and replies. */
    talk48h: new Decaying(48 * HOUR),
    received15m: new Decaying(15 * MINUTE),
    received1h: new Decaying(HOUR),
    received6h: new Decaying(6 * HOUR),
    received48h: new Decaying(48 * HOUR),
    addressed24h: new Decaying(24 * HOUR),
  };
}

/**
 * Everything that happened before a moment, counted as features need it. It cannot tell of anything later: an act is
 * taken in only by moving the moment past it.
 */
export class Past {
  readonly names = new Names();
  /** The candidates: who follows somebody, or engaged with them before. */
  readonly pairs = new Pairs();
  readonly ofPair = pairCounts();
  readonly ofNode = nodeCounts();
  readonly #ties: number[] = [];
  #moment: number;

  /** A past in which nothing has happened yet; unix seconds. */
  constructor(moment: number) {
    this.#moment = moment;
  }

  /** Unix seconds: what is known is what happened before. */
  get moment(): number {
    return this.#moment;
  }

  /** How a member stands to an actor: FOLLOWS, ENGAGED, both. */
  tieOf(pair: number): number {
    return this.#ties[pair] ?? 0;
  }

  /** Edges have no time: they count as known from the start. */
  follow(follower: string, followed: string): void {
    this.#tie(this.names.numberOf(follower), this.names.numberOf(followed), FOLLOWS);
  }

  /** Moves on to a moment, with all that happened since the last one; throws when an act is not from in between. */
  moveTo(moment: number, acts: readonly Act[]): void {
    if (moment < this.#moment) throw new RangeError('The past only grows');
    for (const { time } of acts) {
      if (time < this.#moment || time >= moment) throw new RangeError(`An act at ${time} is not of this time`);
    }
    const passed = moment - this.#moment;
    for (const counts of [...Object.values(this.ofPair), ...Object.values(this.ofNode)]) counts.pass(passed);
    this.#moment = moment;
    for (const act of acts) this.#take(act);
  }

  #take({ actor: doer, recipient, time, kind }: Act): void {
    // Whom somebody engages with is the actor of what they would be notified of.
    const member = this.names.numberOf(doer);
    const actor = this.names.numberOf(recipient);
    if (member === actor) return;
    const ago = this.#moment - time;
    const { ofPair, ofNode } = this;
    const pair = this.#tie(member, actor, ENGAGED);
    for (const counts of [ofPair.acts15m, ofPair.acts1h, ofPair.acts6h, ofPair.acts48h]) counts.add(pair, ago);
    ({ RT: ofPair.retweets, MT: ofPair.mentions, RE: ofPair.replies })[kind].add(pair, ago);
    const back = this.pairs.find(actor, member);
    if (back >= 0) for (const counts of [ofPair.back6h, ofPair.back48h]) counts.add(back, ago);
    for (const counts of [ofNode.acts15m, ofNode.acts1h, ofNode.acts6h, ofNode.acts48h]) counts.add(member, ago);
    for (const counts of [ofNode.received15m, ofNode.received1h, ofNode.received6h, ofNode.received48h])
      counts.add(actor, ago);
    if (kind !== 'RT') {
      ofNode.talk48h.add(member, ago);
      ofNode.addressed24h.add(actor, ago);
    }
    this.#tellFriends(member, actor, ago);
  }

  /** Those who care for the member see what it does: the actor is nearer to them now. */
  #tellFriends(member: number, actor: number, ago: number): void {
    const { followed1h, followed12h, friends1h, friends12h } = this.ofPair;
    this.pairs.eachOf(member, (tie) => {
      const pair = this.pairs.find(this.pairs.memberOf(tie), actor);
      if (pair < 0) return;
      if (this.tieOf(tie) & FOLLOWS) for (const counts of [followed1h, followed12h]) counts.add(pair, ago);
      if (this.tieOf(tie) & ENGAGED) for (const counts of [friends1h, friends12h]) counts.add(pair, ago);
    });
  }

  #tie(member: number, actor: number, tie: number): number {
    const pair = this.pairs.add(member, actor);
    this.#ties[pair] = this.tieOf(pair) | tie;
    return pair;
  }
}
