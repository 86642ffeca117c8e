import { type ExpectStatic, vi } from 'vitest';
import type { Delivery, Settlement } from '../../src/contract/delivery.ts';
import { toInstant } from '../../src/contract/identifier.ts';
import { offerTo } from '../../src/member/offer-to.ts';
import { SimulatedObject } from './simulation-object.ts';
import { Rings } from './simulation-rings.ts';
import { checkState, type Snapshot } from './simulation-state.ts';
import { eventsOf, type SimulatedEvent } from './simulation-types.ts';
import { type Act, preferencesAt, settlementOf, type World } from './simulation-world.ts';
import { browser, DAY, NOON, offered } from './world.ts';

/** What the object says of itself where nothing may go wrong. */
const FAILURES = ['member.job.failed', 'member.slot.failed', 'member.digest.failed'];
/** Firings of the alarm after which all that was begun must have ended. */
const MOST_FIRINGS = 500;
/** Days in which that must be: before the history forgets. */
const MOST_DAYS = 80;

/**
 * One member in a world: does what its steps say on a real object, with a deliver queue and Workers that may fail, and
 * holds the laws after each step and at the end, when everything works again. Answers the reasons of all decisions.
 */
export async function simulate(world: World, expect: ExpectStatic): Promise<ReadonlySet<string>> {
  const simulation = new Simulation(world, expect);
  const errors = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  try {
    await simulation.run();
    const failed = errors.mock.calls.filter(([line]) => FAILURES.some((each) => String(line).includes(each)));
    expect(failed, 'a job failed').toEqual([]);
  } finally {
    errors.mockRestore();
  }
  return simulation.reasons;
}

class Simulation {
  readonly reasons = new Set<string>();
  readonly #world: World;
  readonly #expect: ExpectStatic;
  readonly #events: readonly SimulatedEvent[];
  readonly #object: SimulatedObject;
  readonly #rings: Rings;
  readonly #known = new Set<string>();
  readonly #promised = new Set<string>();
  #now = NOON;
  /** What Workers hold and have not tried yet. */
  #hands: Delivery[][] = [];
  #last: Snapshot | undefined;

  constructor(world: World, expect: ExpectStatic) {
    this.#world = world;
    this.#expect = expect;
    this.#object = new SimulatedObject(expect);
    this.#events = eventsOf(world.events, world.tenant);
    this.#rings = new Rings(expect, world.tenant, this.#events);
  }

  async run(): Promise<void> {
    const { devices, settings, steps } = this.#world;
    await this.#object.enter(async () => {
      const { member } = this.#object;
      await member.putProfile({ createdAt: toInstant(NOON - 5 * DAY) }, this.#now);
      for (let device = 0; device < devices; device++) member.registerDevice(browser(device));
      await member.putPreferences(preferencesAt(settings, this.#now), this.#now);
    });
    let left = steps;
    while (left.length > 0) {
      const evictAt = left.findIndex(({ act }) => act.kind === 'evict');
      const part = evictAt < 0 ? left : left.slice(0, evictAt);
      await this.#object.enter(async () => {
        for (const { act, after, skew, isRepeated } of part) {
          this.#now += after;
          const before = this.#last;
          await this.#do(act, this.#now + skew, isRepeated);
          await this.#check(before);
        }
      });
      if (evictAt >= 0) await this.#object.evict();
      left = left.slice(part.length + 1);
    }
    await this.#object.enter(() => this.#heal());
  }

  async #check(before: Snapshot | undefined): Promise<Snapshot> {
    this.#last = await this.#object.snapshot();
    const actors = new Map(this.#events.map(({ id, candidate }) => [id, candidate.activity.actor]));
    checkState(this.#expect, this.#last, before, { known: this.#known, promised: this.#promised, actors });
    for (const { outcome, reason } of this.#last.trace) this.reasons.add(`${outcome} ${reason}`);
    return this.#last;
  }

  async #do(act: Act, now: number, isRepeated: boolean): Promise<void> {
    const { member, messages } = this.#object;
    switch (act.kind) {
      case 'offer':
        return this.#offer(
          act.of.map((number) => this.#event(number)),
          act.lease,
          now,
          isRepeated,
        );
      case 'try':
        return this.#try(this.#hands.shift() ?? [], settlementOf(act, now), now, isRepeated);
      case 'consume':
        return this.#consume(settlementOf(act, now), now, isRepeated);
      case 'serve':
        return this.#serve(this.#now + act.span);
      case 'lose-message':
        messages.shift();
        return;
      case 'alarm':
        return this.#alarm(act.late, act.queue === 'works', isRepeated);
      case 'prefer': {
        const preferences = preferencesAt(act.settings, now);
        return this.#object.twice(isRepeated, () => member.putPreferences(preferences, now));
      }
      case 'plug':
        member.registerDevice(browser(act.device));
        return;
      case 'unplug':
        member.removeDevice(browser(act.device).id);
        return;
      case 'evict':
        throw new Error('an object is not evicted from inside');
      default:
        return this.#ofEvent(act, now, isRepeated);
    }
  }

  async #ofEvent(act: Extract<Act, { of: number }>, now: number, isRepeated: boolean): Promise<void> {
    const { member } = this.#object;
    const { id, type } = this.#event(act.of);
    switch (act.kind) {
      case 'engage': {
        // Nobody can do anything with what is not there.
        if (!this.#known.has(id)) return;
        const engagement = { action: act.action, notification: id, time: toInstant(now) };
        return void (await this.#object.twice(isRepeated, () => member.engage([engagement], now)));
      }
      case 'see':
        return void (await this.#object.twice(isRepeated, () => member.markSeen(id, now)));
      case 'read':
        return void (await this.#object.twice(isRepeated, () => member.markRead({ ids: [id] }, now)));
      case 'archive':
        return void (await this.#object.twice(isRepeated, () => member.archive([id], now)));
      case 'recall':
        this.#known.add(id);
        this.#rings.recalled(id);
        return this.#object.twice(isRepeated, () => member.recall([{ event: id, type }], now));
    }
  }

  async #offer(events: readonly SimulatedEvent[], lease: boolean, now: number, isRepeated: boolean): Promise<void> {
    const candidates = events.map(({ candidate }) => offered(candidate));
    const { due } = await this.#object.twice(isRepeated, async () => {
      const answer = await offerTo(this.#object.member, candidates, now, lease);
      // What is due of new ones comes after what is due of repeated ones, and at the repeat all are repeated.
      return { ...answer, due: answer.due.toSorted((one, other) => (one.notification < other.notification ? -1 : 1)) };
    });
    for (const { id } of events) {
      this.#known.add(id);
      if (!lease) this.#promised.add(id);
    }
    this.#handOut(due, now);
  }

  #handOut(due: readonly Delivery[], now: number): void {
    const seen = new Set(this.#last?.items.flatMap(({ id, seen, archived }) => (seen || archived ? [id] : [])));
    this.#rings.handedOut(due, { ...this.#object.moment(), now, seen });
    this.#hands.push([...due]);
  }

  async #consume(settle: SettlementOf, now: number, isRepeated: boolean): Promise<void> {
    const message = this.#object.messages.shift();
    if (!message) return;
    const due = await this.#object.twice(isRepeated, () => this.#object.member.take(message.notifications, now));
    this.#handOut(due, now);
    await this.#try(this.#hands.pop() ?? [], settle, now, isRepeated);
  }

  async #try(due: readonly Delivery[], settle: SettlementOf, now: number, isRepeated: boolean): Promise<void> {
    const { member } = this.#object;
    const settlements = due.flatMap((delivery) => settle(delivery) ?? []);
    await member.settle(settlements, now);
    if (isRepeated) {
      const rows = this.#object.rows();
      this.#expect(await member.settle(settlements, now), 'a repeat counts again').toEqual({});
      this.#expect(this.#object.rows(), 'a repeat changes something').toEqual(rows);
    }
    this.#rings.settled(settlements);
  }

  /** The alarm fires: in time, late, or although it is not due yet. */
  async #alarm(late: number | 'early', isQueueUp: boolean, isRepeated: boolean): Promise<void> {
    if (late !== 'early') {
      const armed = await this.#object.armed;
      if (armed === null || armed > this.#now + 3 * DAY) return;
      this.#now = Math.max(this.#now, armed + late);
      await this.#object.disarm();
    }
    const now = this.#now;
    await this.#object.wake(now, isQueueUp);
    const { rows } = await this.#object.snapshot();
    const due = rows.filter(({ due_at }) => due_at !== null && due_at <= now);
    this.#expect(due, 'the alarm has left work that is due').toEqual([]);
    if (!isRepeated) return;
    const [written, sent] = [this.#object.rows(), this.#object.messages.length];
    await this.#object.wake(now, true);
    this.#expect(this.#object.messages.length, 'an alarm that fires twice sends again').toBe(sent);
    this.#expect(this.#object.rows(), 'an alarm that fires twice changes something').toEqual(written);
  }

  /** Everything works for a while: what is handed out is sent, and the alarm fires in time. */
  async #serve(until: number): Promise<void> {
    const sent = (now: number) => settlementOf({ fate: 'sent', wait: 0 }, now);
    for (;;) {
      for (const hand of this.#hands.splice(0)) await this.#try(hand, sent(this.#now), this.#now, false);
      while (this.#object.messages.length > 0) await this.#consume(sent(this.#now), this.#now, false);
      const armed = await this.#object.armed;
      if (armed === null || armed > until) return;
      await this.#alarm(0, true, false);
    }
  }

  /** Everything works again: what was begun ends, and nothing waits for ever. */
  async #heal(): Promise<void> {
    for (let firing = 0; firing < MOST_FIRINGS; firing++) {
      const promised = this.#events.filter(({ id }) => this.#promised.has(id));
      await this.#offer(promised, false, this.#now, false);
      await this.#serve(this.#now);
      const { rows } = await this.#check(undefined);
      if (rows.every(({ outcome, due_at }) => outcome !== 'hold' && due_at === null)) return;
      const armed = await this.#object.armed;
      this.#expect(armed, 'something waits and no alarm is armed').not.toBeNull();
      this.#now = Math.max(this.#now, armed ?? 0);
      this.#expect(this.#now, 'something waits until it is forgotten').toBeLessThan(NOON + MOST_DAYS * DAY);
    }
    this.#expect.unreachable('something waits for ever');
  }

  #event(number: number): SimulatedEvent {
    const event = this.#events[number % this.#events.length];
    if (!event) throw new Error('a world without events');
    return event;
  }
}

/** What somebody reports of a delivery that they had; nothing when they forget it. */
type SettlementOf = (delivery: Delivery) => Settlement | undefined;
