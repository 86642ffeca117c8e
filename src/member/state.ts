import type { InterruptingChannel } from '../contract/channel.ts';
import type { Interruption, MemberState } from '../decide/member-state.ts';
import { DAY } from '../decide/volume/rolling-cap.ts';
import type { Facts } from './facts.ts';
import { limits } from './limits.ts';
import type { DeviceRow, NotificationRow } from './schema.ts';
import type { Store } from './store.ts';

/**
 * What the object keeps in memory of its own rows while it lives, so that a warm decision reads next to nothing.
 * Safe because the object is the only writer; `forget` after any change made behind its back.
 */
export class State {
  readonly #store: Store;
  readonly #facts: Facts;
  #devices: readonly DeviceRow[] | undefined;
  #interruptions: readonly Interruption[] | undefined;
  #notifications: number | undefined;
  #floor: string | undefined;
  /** No event of the history is newer; empty when there is none. */
  #newest: string | undefined;

  constructor(store: Store, facts: Facts) {
    this.#store = store;
    this.#facts = facts;
  }

  /** The database was made a moment ago: there is nothing to read. */
  knowEmpty(): void {
    this.#devices = [];
    this.#interruptions = [];
    this.#notifications = 0;
    this.#newest = '';
  }

  /** Whether an event may be in the history: ids are time-ordered, so most new ones are newer than all there. */
  mayKnow(event: string): boolean {
    this.#newest ??= this.#store.newestId() ?? '';
    return event <= this.#newest;
  }

  /** The member as the pipeline sees them. */
  view(id: string, now: number): MemberState {
    return {
      id,
      preferences: this.#facts.preferences(),
      timezone: this.#facts.timezone(),
      reachable: new Set<InterruptingChannel>(this.devices().map((device) => device.kind)),
      interruptions: this.#recent(now),
      historyFloor: this.historyFloor(),
    };
  }

  devices(): readonly DeviceRow[] {
    this.#devices ??= this.#store.devices();
    return this.#devices;
  }

  devicesChanged(): void {
    this.#devices = undefined;
  }

  interrupted(interruption: Interruption): void {
    if (this.#interruptions) this.#interruptions = [...this.#interruptions, interruption];
  }

  /** Rows of the history. */
  notifications(): number {
    this.#notifications ??= this.#store.notificationCount();
    return this.#notifications;
  }

  /** The oldest id that belongs to a full history: the 1,000th newest one. Undefined while there is room. */
  historyFloor(): string | undefined {
    const beyond = this.notifications() - limits.notifications;
    if (beyond >= 0) this.#floor ??= this.#store.oldestBut(beyond);
    return this.#floor;
  }

  /** These events are in the history now. */
  added(events: readonly string[]): void {
    this.removed(-events.length);
    for (const event of events) if (!this.mayKnow(event)) this.#newest = event;
  }

  /** So many rows are in the history no more. */
  removed(rows: number): void {
    this.#notifications = this.notifications() - rows;
    this.#floor = undefined;
  }

  /** Interruptions of the last day count for caps even when a full history loses their rows. */
  keepInterruptions(rows: readonly NotificationRow[], now: number): void {
    const lost = rows.flatMap(({ interruptedAt: at, type }) => (at !== null && at > now - DAY ? [{ at, type }] : []));
    if (lost.length === 0) return;
    const before = (this.#facts.get('interruptions') ?? []).filter((each) => each.at > now - DAY);
    this.#facts.put('interruptions', [...before, ...lost]);
  }

  forget(): void {
    this.#devices = undefined;
    this.#interruptions = undefined;
    this.#notifications = undefined;
    this.#floor = undefined;
    this.#newest = undefined;
  }

  #recent(now: number): readonly Interruption[] {
    const since = now - DAY;
    const known = this.#interruptions ?? [
      ...(this.#facts.get('interruptions') ?? []),
      ...this.#store.interruptionsSince(since),
    ];
    this.#interruptions = known.every((each) => each.at > since) ? known : known.filter((each) => each.at > since);
    return this.#interruptions;
  }
}
