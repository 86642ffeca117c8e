import type { ExpectStatic } from 'vitest';
import type { Delivery, Settlement } from '../../src/contract/delivery.ts';
import { toMillis } from '../../src/contract/identifier.ts';
import type { Policy } from '../../src/contract/policy.ts';
import type { Preferences } from '../../src/contract/preferences.ts';
import { quietUntil } from '../../src/decide/timing/quiet-window.ts';
import { MINUTE, MOST_RINGS, type SimulatedEvent } from './simulation-types.ts';
import { DAY } from './world.ts';

/** What is handed out within two minutes of its decision counts from that; and clocks are off a little. */
const TOLERANCE = 2 * MINUTE + 1_000;

/** What is true of the member when something is handed out to be sent. */
export interface Moment {
  readonly now: number;
  readonly preferences: Preferences;
  readonly timezone: string;
  /** What the member has seen or archived. */
  readonly seen: ReadonlySet<string>;
  /** Ids of rows that are there. */
  readonly present: ReadonlySet<string>;
  /** The items of carriers of digests. */
  readonly items: ReadonlyMap<string, readonly string[]>;
}

/** One time that a notification rings, until each of its devices is settled. */
interface Ring {
  readonly event: SimulatedEvent;
  /** When it was handed out last. */
  at: number;
  /** Whether a device has not been settled yet. */
  readonly open: Map<string, boolean>;
}

/** Watches all that is handed out to be sent, and what becomes of it. */
export class Rings {
  readonly #expect: ExpectStatic;
  readonly #tenant: Partial<Policy>;
  readonly #events: ReadonlyMap<string, SimulatedEvent>;
  readonly #rings: Ring[] = [];
  readonly #withdrawn = new Set<string>();
  /** The carrier of the digest that an item was in. */
  readonly #carriers = new Map<string, string>();

  constructor(expect: ExpectStatic, tenant: Partial<Policy>, events: readonly SimulatedEvent[]) {
    this.#expect = expect;
    this.#tenant = tenant;
    this.#events = new Map(events.map((event) => [event.id, event]));
  }

  recalled(id: string): void {
    this.#withdrawn.add(id);
  }

  /** Holds the laws of ringing against deliveries that the object has just given out. */
  handedOut(deliveries: readonly Delivery[], moment: Moment): void {
    for (const [id, ofRow] of Map.groupBy(deliveries, ({ notification }) => notification)) {
      const event = this.#events.get(id);
      if (!event) throw new Error('Something was handed out that nobody has offered');
      this.#mayGoOut(event, moment);
      const ringing = ofRow.filter(({ message }) => !message.quiet);
      if (ringing.length > 0) this.#ring(event, ringing, moment);
    }
  }

  settled(settlements: readonly Settlement[]): void {
    for (const { notification, device, outcome } of settlements) {
      const ring = this.#last(notification);
      if (!ring?.open.has(device) || outcome.kind === 'later') continue;
      ring.open.set(device, false);
    }
  }

  /** Not in silence, not where it is turned off, not for what is over: be it loud or quiet. */
  #mayGoOut({ id, type, candidate: { activity } }: SimulatedEvent, moment: Moment): void {
    const { now, preferences, timezone, seen, present } = moment;
    const { channels, types, muted, muteUntil, quiet } = preferences;
    const { class: kind, defaults } = activity.policy;
    this.#expect(present, 'what is withdrawn goes out').toContain(id);
    this.#expect(seen, 'what was seen goes out').not.toContain(id);
    this.#expect(activity.expiresAt ?? Number.POSITIVE_INFINITY, 'what has expired goes out').toBeGreaterThan(now);
    this.#expect([channels['web-push'], types[type]?.['web-push']], 'it goes where it is off').not.toContain('off');
    if (!this.#withdrawn.has(id))
      this.#expect(muted, 'a muted actor rings').not.toContainEqual({ actor: activity.actor });
    this.#expect(muted, 'a muted type rings').not.toContainEqual({ type });
    if (muteUntil) this.#expect(toMillis(muteUntil), 'it breaks a snooze').toBeLessThanOrEqual(now);
    const hours = quiet === undefined && kind === 'content' ? defaults?.quiet : quiet;
    if (hours) this.#expect(quietUntil(now, hours, timezone), 'it breaks quiet hours').toBeUndefined();
  }

  #ring(event: SimulatedEvent, ringing: readonly Delivery[], moment: Moment): void {
    const { now } = moment;
    const before = this.#last(event.id);
    const isSame = before !== undefined && ringing.every(({ device }) => before.open.get(device) === true);
    const ring = isSame ? before : { event, at: now, open: new Map(ringing.map(({ device }) => [device, true])) };
    ring.at = now;
    if (!isSame) {
      this.#rings.push(ring);
      this.#ofDigest(event.id, moment.items.get(event.id));
    }
    const most = MOST_RINGS[event.type] ?? 1;
    this.#expect(this.#times(event.id), 'it rings too often').toBeLessThanOrEqual(most);
    if (event.candidate.activity.policy.class === 'content') this.#isWithinCaps(ring);
  }

  /** An item is in one digest, and rings no more by itself; of a withdrawn carrier another item takes the place. */
  #ofDigest(id: string, items: readonly string[] | undefined): void {
    const carrier = this.#carriers.get(id);
    const isFree = carrier === undefined || carrier === id || this.#withdrawn.has(carrier);
    this.#expect(isFree, 'an item of a digest rings by itself').toBe(true);
    if (!items) return;
    this.#expect(new Set(items).size, 'an item is in its digest twice').toBe(items.length);
    for (const item of items) {
      const other = this.#carriers.get(item);
      if (other !== undefined && other !== id && !this.#withdrawn.has(other)) {
        this.#expect.unreachable('an item is in two digests');
      }
      this.#carriers.set(item, id);
    }
  }

  #isWithinCaps({ event, at }: Ring): void {
    const { memberPerDay = 5, spacing } = this.#tenant;
    const content = this.#rings.filter((ring) => ring.event.candidate.activity.policy.class === 'content');
    const since = (window: number) => content.filter((ring) => ring.at > at - window + TOLERANCE);
    this.#expect(since(DAY).length, 'over the cap of a day').toBeLessThanOrEqual(memberPerDay);
    if (spacing !== undefined) this.#expect(since(spacing).length, 'too close to another').toBe(1);
    const { perDay, spacing: ofType } = event.candidate.activity.policy.typeCaps;
    const isSameType = (ring: Ring) => ring.event.type === event.type;
    if (perDay !== undefined) this.#expect(since(DAY).filter(isSameType).length).toBeLessThanOrEqual(perDay);
    if (ofType !== undefined) this.#expect(since(ofType).filter(isSameType).length).toBe(1);
  }

  #times(id: string): number {
    return this.#rings.filter(({ event }) => event.id === id).length;
  }

  #last(id: string): Ring | undefined {
    return this.#rings.findLast(({ event }) => event.id === id);
  }
}
