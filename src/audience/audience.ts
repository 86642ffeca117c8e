import { DurableObject } from 'cloudflare:workers';
import type { Bounding, LearnTicket } from '../contract/bound.ts';
import type { AudienceCursor } from '../contract/queue-message.ts';
import type { Environment } from '../platform/environment.ts';
import { log, messageOf } from '../platform/log.ts';
import { parseName } from '../platform/names.ts';
import { stubs } from '../platform/stubs.ts';
import { adopt } from './adopt.ts';
import {
  type AudienceStore,
  type EdgeRow,
  type EdgeRowKey,
  openAudienceStore,
  type ShardMember,
} from './audience-store.ts';
import { type BoundRow, Bounds, type LiftRow } from './bounds.ts';
import { Growth } from './growth.ts';
import { readBounded } from './read-bounded.ts';
import { type Adoption, type AdoptionAnswer, type HashedRow, Split } from './split.ts';
import { covers, FAN, rangeOf, type ShardPlace, slotOf, slotRange } from './trie.ts';

/** A shard that no parent has handed anything to: whoever asks it has come by a wrong way and starts at the root. */
export interface Unborn {
  readonly kind: 'unborn';
}
/** Rows of the `moved` slots were not written: their children are asked instead. All others were. */
export interface ShardWritten {
  readonly kind: 'written';
  readonly moved: readonly number[];
}
/** Members up to `next`, or to the end of what was asked. When the place itself has moved, `next` is that place. */
export interface ShardPage {
  readonly kind: 'page';
  readonly members: readonly ShardMember[];
  readonly next: AudienceCursor | undefined;
  readonly moved: readonly number[];
  /** Members that are left out of the page, because it is known that they need not be asked. */
  readonly pruned: number;
  /** Whoever is asked is to tell their bound by it. */
  readonly ticket?: LearnTicket;
}
/** How many edges the shard holds, and the slots it holds no more. */
export interface ShardOutline {
  readonly kind: 'outline';
  readonly edges: number;
  readonly moved: readonly number[];
}

/** The edges of a node that fall in one hash range: a shard of the node's trie, named tenant/node/level/shard. */
export class Audience extends DurableObject<Environment> {
  readonly #place: ShardPlace;
  readonly #store: AudienceStore;
  readonly #split: Split;
  readonly #growth: Growth;
  readonly #bounds: Bounds;
  #whole: boolean;

  constructor(context: DurableObjectState, env: Environment) {
    super(context, env);
    // Without a name (a name of more than 1,024 bytes is not told) a shard cannot know what it is a part of.
    if (context.id.name === undefined) throw new Error('an audience shard has to have a name');
    const [tenant = '', node = '', level, shard] = parseName(context.id.name);
    this.#place = { level: Number(level), shard: Number(shard) };
    this.#store = openAudienceStore(context.storage);
    const state = this.#store.shard();
    this.#split = new Split(this.#place, this.#store, (child, adoption) =>
      stubs(env, tenant).audience(node, child.level, child.shard).adopt(adoption),
    );
    this.#growth = new Growth(this.#place, this.#store, this.#split, context.storage, env, state.splitting);
    this.#bounds = new Bounds(this.#place, context.storage);
    this.#whole = level === '0' || state.whole;
  }

  /** Writes edges of this node: at most 5,000 a call. */
  put(rows: readonly EdgeRow[]): Promise<ShardWritten | Unborn> {
    return this.#write(rows, (here) => {
      this.#store.put(here);
      this.#growth.wrote(here.length);
    });
  }

  /** Takes edges of this node away: at most 5,000 a call. */
  remove(keys: readonly EdgeRowKey[]): Promise<ShardWritten | Unborn> {
    return this.#write(keys, (here) => {
      this.#bounds.removed(here);
      this.#store.remove(here);
    });
  }

  /** Learns bounds of members that were read with these tickets: at most 5,000 a call. */
  learn(key: string, tickets: readonly LearnTicket[], rows: readonly BoundRow[]): Promise<ShardWritten | Unborn> {
    return this.#write(rows, (here) => {
      if (!this.#growth.isSplitting) this.#bounds.learn(key, tickets, here);
    });
  }

  /** Forgets bounds of members that can be worth more now. */
  lift(rows: readonly LiftRow[]): Promise<ShardWritten | Unborn> {
    return this.#write(rows, (here) => this.#bounds.lift(here));
  }

  /**
   * Members after a place up to the hash `to`, as far as this shard is the authority. With a bounding without those
   * who need not be asked; then a page ends after some thousand edges, however many are left of it.
   */
  async page(from: AudienceCursor, to: number, limit: number, bounding?: Bounding): Promise<ShardPage | Unborn> {
    this.#mustCover(from.hash);
    if (!this.#whole) return { kind: 'unborn' };
    await this.#growth.look();
    const { moved } = this.#split;
    const here = this.#authorityFrom(from.hash);
    if (here === undefined) return { kind: 'page', members: [], next: from, moved, pruned: 0 };
    const end = Math.min(to, here);
    // A shard that splits learns nothing: what it knew would be asked of its children.
    if (this.#growth.isSplitting) this.#bounds.clear();
    const reading =
      bounding && !this.#growth.isSplitting ? this.#bounds.read(bounding, () => this.#growth.edgesAtMost) : undefined;
    const { members, pruned, next } = readBounded(this.#store, from, end, limit, reading);
    const boundary = end < to ? { hash: end + 1, member: '' } : undefined;
    const page: ShardPage = { kind: 'page', members, next: next ?? boundary, moved, pruned };
    return reading?.ticket ? { ...page, ticket: reading.ticket } : page;
  }

  /** What the shard holds, in one consistent look. */
  async outline(): Promise<ShardOutline | Unborn> {
    if (!this.#whole) return { kind: 'unborn' };
    await this.#growth.look();
    return { kind: 'outline', edges: this.#store.count(), moved: this.#split.moved };
  }

  /** Takes over from the parent; only the parent calls it. */
  adopt(adoption: Adoption): AdoptionAnswer {
    if (this.#place.level === 0) throw new Error('the root of an audience has no parent');
    for (const row of adoption.rows) this.#mustCover(row[0]);
    const answer = adopt(this.#store, adoption);
    this.#whole = this.#store.shard().whole;
    return answer;
  }

  /** Moves a bounded number of slots to their children and comes again until all are. Never throws. */
  override async alarm(): Promise<void> {
    try {
      await this.#growth.work();
    } catch (error) {
      log('error', 'audience-split-failed', { object: this.ctx.id.name, reason: messageOf(error) });
    }
  }

  async #write<Row extends HashedRow>(
    rows: readonly Row[],
    apply: (rows: readonly Row[]) => void,
  ): Promise<ShardWritten | Unborn> {
    for (const row of rows) this.#mustCover(row[0]);
    if (!this.#whole) return { kind: 'unborn' };
    const moved = await this.#split.write(rows, apply);
    await this.#growth.look();
    return { kind: 'written', moved };
  }

  #mustCover(hash: number): void {
    if (!covers(rangeOf(this.#place), hash)) throw new RangeError(`hash ${hash} is not of shard ${this.ctx.id.name}`);
  }

  /** The last hash of the unbroken stretch from this one on that the shard is the authority for. */
  #authorityFrom(hash: number): number | undefined {
    if (this.#split.moved.length === 0) return rangeOf(this.#place).to;
    let end: number | undefined;
    for (let slot = slotOf(this.#place.level, hash); slot < FAN && this.#split.holds(slot); slot++) {
      end = slotRange(this.#place, slot).to;
    }
    return end;
  }
}
