import type { Environment } from '../platform/environment.ts';
import type { AudienceStore } from './audience-store.ts';
import type { Split } from './split.ts';
import { DEEPEST, type ShardPlace } from './trie.ts';

/**
 * Edges above which a shard splits; default 50,000, at least 1. A shard of that size is 3 MB and paged in a fraction
 * of a second. `TOWER_SPLIT_AT` sets another, so that a test sees a split without that many edges.
 */
const SPLIT_AT = 50_000;
/** Slots moved in one run of the alarm: it bounds the run, and what a crash in it repeats is one slot. */
const SLOTS_PER_RUN = 16;
/** Wait before the next run after the first failed one, in ms; it doubles with each. */
const FIRST_PAUSE = 1_000;
/** Longest wait before the next run, in ms. */
const LONGEST_PAUSE = 60_000;

/** Decides when a shard splits, and keeps its alarm armed until it has. */
export class Growth {
  readonly #place: ShardPlace;
  readonly #store: AudienceStore;
  readonly #split: Split;
  readonly #storage: DurableObjectStorage;
  readonly #splitAt: number;
  #splitting: boolean;
  /** Never below the true count: counted once, then raised by what is written and recounted when it matters. */
  #atMost: number | undefined;
  /** The alarm is known to be set or running in this life of the object. */
  #armed = false;
  #failures = 0;

  constructor(
    place: ShardPlace,
    store: AudienceStore,
    split: Split,
    storage: DurableObjectStorage,
    env: Environment,
    splitting: boolean,
  ) {
    this.#place = place;
    this.#store = store;
    this.#split = split;
    this.#storage = storage;
    this.#splitAt = splitThreshold(env as { readonly TOWER_SPLIT_AT?: string });
    this.#splitting = splitting;
  }

  /** It splits, or has split: then it is nothing but the way to its children. */
  get isSplitting(): boolean {
    return this.#splitting;
  }

  /** At least as many edges as there are, and not many more. */
  get edgesAtMost(): number {
    this.#atMost ??= this.#store.count();
    return this.#atMost;
  }

  /** Notes that this many edges were written, new or not. */
  wrote(edges: number): void {
    if (this.#atMost !== undefined) this.#atMost += edges;
  }

  /** Looks, at every touch of the shard, whether it has to split, and whether its splitting goes on. */
  async look(): Promise<void> {
    if (this.#splitting) {
      if (!this.#split.done && !this.#armed) await this.#rearm();
      return;
    }
    if (this.#place.level === DEEPEST) return;
    this.#atMost ??= this.#store.count();
    if (this.#atMost <= this.#splitAt) return;
    this.#atMost = this.#store.count();
    if (this.#atMost <= this.#splitAt) return;
    // No await between the two: the mark and the alarm are durable together.
    this.#store.setShard({ ...this.#store.shard(), splitting: true });
    const armed = this.#storage.setAlarm(Date.now());
    this.#splitting = true;
    this.#armed = true;
    await armed;
  }

  /** One run of the alarm: moves some slots and sets the next run, also after a failure, which it throws then. */
  async work(): Promise<void> {
    if (!this.#splitting || this.#split.done || this.#split.moving) return;
    this.#armed = true;
    try {
      await this.#split.run(SLOTS_PER_RUN);
      this.#failures = 0;
    } catch (error) {
      this.#failures++;
      throw error;
    } finally {
      if (!this.#split.done) await this.#storage.setAlarm(Date.now() + this.#pause());
    }
  }

  /** An alarm that failed too often is gone for good, so a touch of the object brings it back. */
  async #rearm(): Promise<void> {
    this.#armed = true;
    const due = await this.#storage.getAlarm();
    if (this.#split.moving) return;
    if (due === null || due < Date.now()) await this.#storage.setAlarm(Date.now());
  }

  #pause(): number {
    return this.#failures === 0 ? 0 : Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (this.#failures - 1));
  }
}

/** The edges above which a shard splits, from `TOWER_SPLIT_AT` or the default. Throws on anything but a count. */
function splitThreshold(env: { readonly TOWER_SPLIT_AT?: string }): number {
  const { TOWER_SPLIT_AT: text } = env;
  if (!text) return SPLIT_AT;
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1)
    throw new Error('TOWER_SPLIT_AT must be a whole number of edges above 0');
  return count;
}
