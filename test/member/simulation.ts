import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { type ExpectStatic, vi } from 'vitest';
import type { Delivery, Settlement } from '../../src/contract/delivery.ts';
import { toInstant } from '../../src/contract/identifier.ts';
import type { DeliverMessage } from '../../src/contract/queue-message.ts';
import type { Member } from '../../src/member/member.ts';
import { type Moment, Rings } from './simulation-rings.ts';
import { checkState, type Snapshot, snapshot } from './simulation-state.ts';
import {
  type Act,
  eventsOf,
  type Fate,
  MINUTE,
  preferencesAt,
  type SimulatedEvent,
  type Step,
  type World,
} from './simulation-world.ts';
import { browser, DAY, freshMember, type MemberStub, NOON } from './world.ts';

/** What the object says of itself where nothing may go wrong. */
const FAILURES = ['member.job.failed', 'member.slot.failed'];
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
  readonly #rings: Rings;
  readonly #world: World;
  readonly #expect: ExpectStatic;
  readonly #events: readonly SimulatedEvent[];
  readonly #member: MemberStub = freshMember();
  #now = NOON;
  #instance: Member | undefined;
  #storage: DurableObjectStorage | undefined;
  #isQueueUp = true;
  /** Messages of the deliver queue. */
  #messages: DeliverMessage[] = [];
  /** What Workers hold and have not tried yet. */
  #hands: Delivery[][] = [];
  /** Offered without a lease: its caller repeats the offer until it is settled. */
  readonly #promised = new Set<string>();
  readonly #known = new Set<string>();
  #last: Snapshot | undefined;

  constructor(world: World, expect: ExpectStatic) {
    this.#world = world;
    this.#expect = expect;
    this.#events = eventsOf(world);
    this.#rings = new Rings(expect, world.tenant, this.#events);
  }

  async run(): Promise<void> {
    await this.#inside(async () => {
      await this.#object.putProfile({ createdAt: toInstant(NOON - 5 * DAY) }, this.#now);
      for (let device = 0; device < this.#world.devices; device++) this.#object.registerDevice(browser(device));
      await this.#prefer(this.#world.settings, this.#now);
    });
    let left = this.#world.steps;
    while (left.length > 0) {
      const evictAt = left.findIndex(({ act }) => act.kind === 'evict');
      const part = evictAt < 0 ? left : left.slice(0, evictAt);
      await this.#inside(async () => {
        for (const step of part) await this.#step(step);
      });
      if (evictAt >= 0) await evictDurableObject(this.#member);
      left = left.slice(part.length + 1);
    }
    await this.#inside(() => this.#heal());
  }

  /** Works inside the object, so that a step is one call and not one message. */
  #inside(work: () => Promise<void>): Promise<void> {
    return runInDurableObject(this.#member, async (instance: Member, { storage }) => {
      this.#instance = instance;
      this.#storage = storage;
      const holder = instance as unknown as { env: object };
      holder.env = { ...holder.env, DELIVER: { send: (message: DeliverMessage) => this.#receive(message) } };
      await work();
    });
  }

  get #object(): Member {
    if (!this.#instance) throw new Error('nobody is inside the object');
    return this.#instance;
  }

  get #store(): DurableObjectStorage {
    if (!this.#storage) throw new Error('nobody is inside the object');
    return this.#storage;
  }

  async #receive(message: DeliverMessage): Promise<void> {
    if (!this.#isQueueUp) throw new Error('the queue is down');
    this.#messages.push(message);
  }

  async #step({ act, after, skew, isRepeated }: Step): Promise<void> {
    this.#now += after;
    const before = this.#last;
    await this.#do(act, this.#now + skew, isRepeated);
    await this.#check(before);
  }

  async #check(before: Snapshot | undefined): Promise<Snapshot> {
    this.#last = await snapshot(this.#object, this.#store);
    const actors = new Map(this.#events.map(({ id, candidate }) => [id, candidate.activity.actor]));
    checkState(this.#expect, this.#last, before, { known: this.#known, promised: this.#promised, actors });
    for (const { outcome, reason } of this.#last.trace) this.reasons.add(`${outcome} ${reason}`);
    return this.#last;
  }

  async #do(act: Act, now: number, isRepeated: boolean): Promise<void> {
    switch (act.kind) {
      case 'offer':
        return this.#offer(act.of, act.lease, now, isRepeated);
      case 'try':
        return this.#try(this.#hands.shift() ?? [], act.fate, act.wait, now, isRepeated);
      case 'consume':
        return this.#consume(act.fate, act.wait, now, isRepeated);
      case 'lose-message':
        return void this.#messages.shift();
      case 'alarm':
        return this.#alarm(act.late, act.queue === 'works', isRepeated);
      case 'prefer':
        return this.#prefer(act.settings, now);
      case 'plug':
        return void this.#object.registerDevice(browser(act.device));
      case 'unplug':
        return void this.#object.removeDevice(browser(act.device).id);
      case 'evict':
        throw new Error('an object is not evicted from inside');
      default:
        return this.#ofEvent(act, now, isRepeated);
    }
  }

  async #ofEvent(act: Extract<Act, { of: number }>, now: number, isRepeated: boolean): Promise<void> {
    const { id, type } = this.#event(act.of);
    // Nobody can do anything with what is not there.
    if (act.kind === 'engage' && !this.#known.has(id)) return;
    const work = async (): Promise<unknown> => {
      switch (act.kind) {
        case 'engage': {
          const engagement = { action: act.action, notification: id, time: toInstant(now) };
          return this.#object.engage([engagement], now);
        }
        case 'see':
          return this.#object.markSeen(id, now);
        case 'read':
          return this.#object.markRead({ ids: [id] }, now);
        case 'archive':
          return this.#object.archive([id], now);
        case 'recall':
          return this.#object.recall([{ event: id, type }], now);
      }
    };
    if (act.kind === 'recall') {
      this.#known.add(id);
      this.#rings.recalled(id);
    }
    await this.#twice(isRepeated, work);
  }

  async #offer(of: readonly number[], lease: boolean, now: number, isRepeated: boolean): Promise<void> {
    const events = of.map((number) => this.#event(number));
    const candidates = events.map(({ candidate }) => candidate);
    const { due } = await this.#twice(isRepeated, async () => {
      const answer = await this.#object.offer(candidates, now, lease);
      // What is due of new ones comes after what is due of repeated ones, and at the repeat all are repeated.
      return { ...answer, due: answer.due.toSorted((one, other) => (one.notification < other.notification ? -1 : 1)) };
    });
    for (const { id } of events) {
      this.#known.add(id);
      if (!lease) this.#promised.add(id);
    }
    this.#handOut(due, now);
  }

  async #consume(fate: Fate, wait: number, now: number, isRepeated: boolean): Promise<void> {
    const message = this.#messages.shift();
    if (!message) return;
    const due = await this.#twice(isRepeated, () => this.#object.take(message.notifications, now));
    this.#handOut(due, now);
    await this.#try(this.#hands.pop() ?? [], fate, wait, now, isRepeated);
  }

  #handOut(due: readonly Delivery[], now: number): void {
    const { preferences, timezone, present, items } = this.#moment();
    const seen = new Set(this.#last?.items.flatMap(({ id, seen, archived }) => (seen || archived ? [id] : [])));
    this.#rings.handedOut(due, { now, preferences, timezone, seen, present, items });
    this.#hands.push([...due]);
  }

  #moment(): Omit<Moment, 'now' | 'seen'> {
    const preferences = this.#object.preferences();
    const { notifications } = this.#object.export();
    return {
      preferences,
      timezone: preferences.timezone ?? 'UTC',
      present: new Set(notifications.map(({ id }) => id)),
      items: new Map(notifications.flatMap(({ id, items }) => (items ? [[id, items] as const] : []))),
    };
  }

  async #try(
    deliveries: readonly Delivery[],
    fate: Fate,
    wait: number,
    now: number,
    isRepeated: boolean,
  ): Promise<void> {
    if (fate === 'crash' || deliveries.length === 0) return;
    if (fate === 'sent-unsettled') return;
    const settlements = deliveries.map(({ notification, device }): Settlement => {
      const reason = 'the push service said so';
      switch (fate) {
        case 'later':
          return { notification, device, outcome: { kind: 'later', at: now + wait, reason } };
        case 'dead':
          return { notification, device, outcome: { kind: 'dead', reason } };
        default:
          return { notification, device, outcome: { kind: fate } };
      }
    });
    await this.#object.settle(settlements, now);
    if (isRepeated) {
      const rows = await this.#rows();
      this.#expect(await this.#object.settle(settlements, now), 'a repeat counts again').toEqual({});
      this.#expect(await this.#rows(), 'a repeat changes something').toEqual(rows);
    }
    this.#rings.settled(settlements);
  }

  async #prefer(settings: World['settings'], now: number): Promise<void> {
    await this.#twice(false, () => this.#object.putPreferences(preferencesAt(settings, now), now));
  }

  /** The alarm fires: in time, late, or although it is not due yet. */
  async #alarm(late: number | 'early', isQueueUp: boolean, isRepeated: boolean): Promise<void> {
    const armed = await this.#store.getAlarm();
    if (late !== 'early') {
      if (armed === null || armed > this.#now + 3 * DAY) return;
      this.#now = Math.max(this.#now, armed + late);
      await this.#store.deleteAlarm();
    }
    this.#isQueueUp = isQueueUp;
    await this.#object.wake(this.#now);
    this.#isQueueUp = true;
    const rows = await this.#rows();
    const due = this.#store.sql
      .exec<{ id: string }>('select id from notification where due_at <= ?', this.#now)
      .toArray();
    this.#expect(due, 'the alarm has left work that is due').toEqual([]);
    if (!isRepeated) return;
    const sent = this.#messages.length;
    await this.#object.wake(this.#now);
    this.#expect(this.#messages.length, 'an alarm that fires twice sends again').toBe(sent);
    this.#expect(await this.#rows(), 'an alarm that fires twice changes something').toEqual(rows);
  }

  /** Everything works again: what was begun ends, and nothing waits for ever. */
  async #heal(): Promise<void> {
    const { memberPerDay } = this.#world.tenant;
    for (let firing = 0; firing < MOST_FIRINGS; firing++) {
      const promised = [...this.#promised].map((id) => this.#events.find((event) => event.id === id));
      const due = await this.#object.offer(
        promised.flatMap((event) => event?.candidate ?? []),
        this.#now,
        false,
      );
      this.#handOut(due.due, this.#now);
      for (const hand of this.#hands.splice(0)) await this.#try(hand, 'sent', MINUTE, this.#now, false);
      while (this.#messages.length > 0) await this.#consume('sent', MINUTE, this.#now, false);
      const { rows } = await this.#check(undefined);
      const isDone = rows.every(({ outcome, due_at }) => outcome !== 'hold' && due_at === null);
      if (isDone) return;
      await this.#alarmAtItsTime();
    }
    this.#expect.unreachable(`with a cap of ${memberPerDay} a day something waits for ever`);
  }

  async #alarmAtItsTime(): Promise<void> {
    const armed = await this.#store.getAlarm();
    this.#expect(armed, 'something waits and no alarm is armed').not.toBeNull();
    this.#now = Math.max(this.#now, armed ?? 0);
    this.#expect(this.#now, 'something waits until it is forgotten').toBeLessThan(NOON + MOST_DAYS * DAY);
    await this.#alarm(0, true, false);
  }

  /** Does it, and perhaps does it again at the same moment: the answer is the same and nothing changes. */
  async #twice<Answer>(isRepeated: boolean, work: () => Promise<Answer>): Promise<Answer> {
    const answer = await work();
    if (!isRepeated) return answer;
    const rows = await this.#rows();
    const again = await work();
    this.#expect(again, 'a repeat is answered otherwise').toEqual(answer);
    this.#expect(await this.#rows(), 'a repeat changes something').toEqual(rows);
    return answer;
  }

  /** All that the object has written, and its alarm. */
  async #rows(): Promise<unknown> {
    const { sql } = this.#store;
    const tables = ['notification', 'dropped', 'fact', 'device', 'engagement'];
    return tables.map((table) => sql.exec(`select * from ${table}`).toArray());
  }

  #event(number: number): SimulatedEvent {
    const event = this.#events[number % this.#events.length];
    if (!event) throw new Error('a world without events');
    return event;
  }
}
