import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { afterEach, describe, type ExpectStatic, test, vi } from 'vitest';
import type { EventLog } from '../../src/ingest/event-log.ts';
import { newEventOf } from '../../src/ingest/log-client.ts';
import type { EventResult, EventState, LogEntry } from '../../src/ingest/logged-event.ts';
import { randomOf } from '../fanout/world.ts';
import { accept, aLog, alarmAt, entry, NOW, result } from './log-world.ts';

afterEach(() => void vi.restoreAllMocks());

const STEPS = 60;
const ENTRIES = Array.from({ length: 20 }, (_each, id) => entry(String(id)));
const RESULTS = ['done', 'done', 'done', 'accepted', 'failed', 'cancelled'] as const;

/** What an event should be. */
interface Known {
  state: EventState;
  offered: number;
  isRecalled: boolean;
}

/** The log as a plain map: what it should say whatever it keeps in memory, in rows and in batches. */
class Model {
  readonly known = new Map<string, Known>();
  /** Events that only fill batches, all of them done. */
  filled = 0;

  accept({ hash }: LogEntry): 'new' | 'unfinished' | 'repeat' {
    const event = this.known.get(hash);
    if (event) return event.state === 'accepted' ? 'unfinished' : 'repeat';
    this.known.set(hash, { state: 'accepted', offered: 0, isRecalled: false });
    return 'new';
  }

  finish({ hash, state, offered }: EventResult): void {
    const event = this.known.get(hash);
    if (event && (state !== 'accepted' || event.state === 'accepted')) Object.assign(event, { state, offered });
  }

  change(hash: string, from: readonly EventState[], to: EventState): void {
    const event = this.known.get(hash);
    if (event && from.includes(event.state)) event.state = to;
  }

  recall(hash: string): void {
    const event = this.known.get(hash);
    if (!event || event.isRecalled) return;
    event.isRecalled = true;
    this.change(hash, ['accepted', 'failed'], 'done');
  }

  unfinished(): LogEntry[] {
    return ENTRIES.filter(({ hash }) => this.known.get(hash)?.state === 'accepted');
  }
}

/** A log and its model, to which the same happens, by chance. */
class World {
  readonly log = aLog();
  readonly model = new Model();
  readonly #random: () => number;
  readonly #expect: ExpectStatic;
  #now = NOW;

  constructor(seed: number, expect: ExpectStatic) {
    this.#random = randomOf(seed);
    this.#expect = expect;
  }

  async step(): Promise<void> {
    const { hash } = this.#entry();
    switch (this.#below(10)) {
      case 0:
        await this.evict();
        return this.#accept();
      case 1:
        return this.#fill();
      case 2:
        return this.#alarm();
      case 3:
        return this.#failToAccept();
      case 4:
        await this.log.fanningOut(hash, 5);
        return this.model.change(hash, ['accepted'], 'fanning-out');
      case 5:
        await this.log.fail([hash]);
        return this.model.change(hash, ['accepted'], 'failed');
      case 6:
        await this.log.revive([hash], this.#now);
        return this.model.change(hash, ['failed'], 'accepted');
      case 7:
        await this.log.recall(hash, this.#now);
        return this.model.recall(hash);
      default:
        return this.#accept();
    }
  }

  /** Has the object begin a new life. */
  async evict(): Promise<void> {
    // There is none to end when two ends follow one another.
    await this.log.events([]);
    await evictDurableObject(this.log);
  }

  /** Reads what the log says, with some more ends brought along. */
  async check(): Promise<void> {
    const ends = this.#ends();
    for (const end of ends) this.model.finish(end);
    const told = await this.log.events(
      ENTRIES.map(({ hash }) => hash),
      ends,
    );
    const expected = ENTRIES.flatMap(({ hash }) => {
      const event = this.model.known.get(hash);
      return event ? [{ hash, state: event.state, offered: event.offered }] : [];
    });
    this.#expect(told.map(({ hash, state, offered }) => ({ hash, state, offered }))).toEqual(expected);
    const { filled, known } = this.model;
    const { events, pending, decisions } = await this.log.totals(undefined);
    const states = [...known.values()].map(({ state }) => state);
    this.#expect({ events, pending, send: decisions.send ?? 0 }).toEqual({
      events: known.size + filled,
      pending: states.filter((state) => state === 'accepted' || state === 'fanning-out').length,
      send: expected.reduce((sum, { offered }) => sum + offered, filled),
    });
  }

  async #accept(): Promise<void> {
    const entries = this.#some(3, () => this.#entry());
    const ends = this.#ends();
    for (const end of ends) this.model.finish(end);
    const expected = entries.map((each) => this.model.accept(each));
    const answers = await accept(this.log, entries, this.#now, ends);
    const kinds = answers.map((each) => (each.kind === 'repeat' && each.unfinished ? 'unfinished' : each.kind));
    // Of one that comes twice in a call the second is an unfinished repeat.
    this.#expect(kinds).toEqual(expected);
  }

  /** The disk is full for a moment. */
  async #failToAccept(): Promise<void> {
    const news = newEventOf(entry(`lost-${this.#random()}`));
    const ends = this.#ends();
    await runInDurableObject(this.log, async (instance: EventLog, { storage }) => {
      storage.sql.exec("create trigger full before insert on batch begin select raise(abort, 'full'); end");
      await this.#expect(instance.accept([news], this.#now, ends)).rejects.toThrow('full');
      storage.sql.exec('drop trigger full');
    });
  }

  /** Batches of others go by: none that matters, or as many as an end may wait for. */
  async #fill(): Promise<void> {
    const pairs = [1, 126, 127, 128][this.#below(4)] ?? 1;
    const fills = Array.from({ length: pairs }, (_each, id) => entry(`fill-${this.model.filled + id}`));
    await runInDurableObject(this.log, async (instance: EventLog) => {
      for (const each of fills) {
        await instance.accept([newEventOf(each)], this.#now);
        instance.finish([result(each, 'done')]);
      }
    });
    this.model.filled += fills.length;
  }

  async #alarm(): Promise<void> {
    this.#now += 31_000;
    const ids = this.model.unfinished().map(({ activity }) => activity.id);
    this.#expect((await alarmAt(this.log, this.#now)).toSorted()).toEqual(ids.toSorted());
  }

  #ends(): EventResult[] {
    return this.#some(2, () => result(this.#entry(), RESULTS[this.#below(RESULTS.length)] ?? 'done', this.#below(9)));
  }

  #entry(): LogEntry {
    return ENTRIES[this.#below(ENTRIES.length)] as LogEntry;
  }

  #some<Kind>(most: number, make: () => Kind): Kind[] {
    return Array.from({ length: this.#below(most + 1) }, make);
  }

  #below(most: number): number {
    return Math.floor(this.#random() * most);
  }
}

describe('the event log and a plain map', () => {
  test.for(Array.from({ length: 12 }, (_each, seed) => seed))(
    'say the same whatever happens, also to the object and its disk (seed %s)',
    async (seed, { expect }) => {
      vi.spyOn(console, 'warn').mockImplementation(() => undefined);
      const world = new World(seed, expect);
      for (let step = 0; step < STEPS; step++) {
        await world.step();
        if (step % 3 === 0) await world.check();
      }
      await world.evict();
      await world.check();
    },
  );
});
