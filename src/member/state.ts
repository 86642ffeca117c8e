import { toMillis } from '../contract/identifier.ts';
import type { DeviceState, Interruption, MemberState, Past } from '../decide/member-state.ts';
import { DAY } from '../decide/volume/rolling-cap.ts';
import { addressesOf, type Target, targetOf } from './addresses.ts';
import { Badge } from './badge.ts';
import type { Facts } from './facts.ts';
import { limits } from './limits.ts';
import { PastRows } from './past.ts';
import { PushedFeatures } from './pushed.ts';
import type { NotificationRow, StoredDevice } from './schema.ts';
import type { Store } from './store.ts';

/**
 * What the object keeps in memory of its own rows while it lives, so that a warm decision reads next to nothing.
 * Safe because the object is the only writer; `forget` after any change made behind its back.
 */
export class State {
  readonly #store: Store;
  readonly #facts: Facts;
  readonly #past: PastRows;
  readonly pushed: PushedFeatures;
  readonly badge: Badge;
  #targets: readonly Target[] | undefined;
  #deviceStates: readonly DeviceState[] | undefined;
  #interruptions: readonly Interruption[] | undefined;
  #notifications: number | undefined;
  #floor: string | undefined;
  /** No event of the history is newer; empty when there is none. */
  #newest: string | undefined;

  constructor(store: Store, facts: Facts) {
    this.#store = store;
    this.#facts = facts;
    this.#past = new PastRows(store, facts);
    this.pushed = new PushedFeatures(store.features);
    this.badge = new Badge(store, facts);
  }

  /** The database was made a moment ago: there is nothing to read. */
  knowEmpty(): void {
    this.#interruptions = [];
    this.#notifications = 0;
    this.#newest = '';
    this.#past.knowEmpty();
    this.pushed.knowEmpty();
    this.badge.knowEmpty();
  }

  /** Whether an event may be in the history: ids are time-ordered, so most new ones are newer than all there. */
  mayKnow(event: string): boolean {
    this.#newest ??= this.#store.newestId() ?? '';
    return event <= this.#newest;
  }

  /** The member as the pipeline sees them. */
  view(id: string, now: number): MemberState {
    const createdAt = this.#facts.get('profile')?.createdAt;
    this.#deviceStates ??= this.targets().map(deviceState);
    return {
      id,
      preferences: this.#facts.preferences(),
      timezone: this.#facts.timezone(),
      devices: this.#deviceStates,
      interruptions: this.#recent(now),
      historyFloor: this.historyFloor(),
      ...(createdAt === undefined ? {} : { createdAt: toMillis(createdAt) }),
      past: this.#past,
      pushed: this.pushed,
    };
  }

  past(): Past {
    return this.#past;
  }

  /** The oldest first. */
  devices(): readonly StoredDevice[] {
    return this.#facts.get('devices') ?? [];
  }

  /** Where the member can be reached: their devices, and the addresses of their profile that take something. */
  targets(): readonly Target[] {
    this.#targets ??= [...this.devices().map(targetOf), ...addressesOf(this.#facts)];
    return this.#targets;
  }

  /** A device, or an address of the profile. */
  devicesChanged(): void {
    this.#targets = undefined;
    this.#deviceStates = undefined;
  }

  /** Rows of the history or their marks have changed. */
  historyChanged(): void {
    this.#past.historyChanged();
    this.badge.changed();
  }

  /** The member did something. */
  engaged(): void {
    this.#past.engagementsChanged();
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

  /** A row is in the history now. */
  added(row: NotificationRow): void {
    this.#count(1);
    this.#past.added(row);
    this.badge.added(row);
    if (!this.mayKnow(row.id)) this.#newest = row.id;
  }

  /** So many rows are in the history no more. */
  removed(rows: number): void {
    this.#count(-rows);
    this.historyChanged();
  }

  /** Interruptions of the last day count for caps even when a full history loses their rows. */
  keepInterruptions(rows: readonly Interrupting[], now: number): void {
    const lost = rows.flatMap(asInterruption).filter((each) => each.at > now - DAY);
    if (lost.length === 0) return;
    const before = (this.#facts.get('interruptions') ?? []).filter((each) => each.at > now - DAY);
    this.#facts.put('interruptions', [...before, ...lost]);
  }

  forget(): void {
    this.devicesChanged();
    this.historyChanged();
    this.engaged();
    this.#interruptions = undefined;
    this.#notifications = undefined;
    this.#floor = undefined;
    this.#newest = undefined;
    this.pushed.forget();
  }

  #count(more: number): void {
    this.#notifications = this.notifications() + more;
    this.#floor = undefined;
  }

  #recent(now: number): readonly Interruption[] {
    const since = now - DAY;
    const known = this.#interruptions ?? [
      ...(this.#facts.get('interruptions') ?? []),
      ...this.#store.interruptionsSince(since).flatMap(asInterruption),
    ];
    this.#interruptions = known.every((each) => each.at > since) ? known : known.filter((each) => each.at > since);
    return this.#interruptions;
  }
}

type Interrupting = Pick<NotificationRow, 'interruptedAt' | 'type' | 'decision'>;

function asInterruption({ interruptedAt, type, decision }: Interrupting): Interruption[] {
  return interruptedAt === null ? [] : [{ at: interruptedAt, type, channels: decision.channels }];
}

function deviceState({ id, to, form, app }: Target): DeviceState {
  return { id, channel: to.channel, form, ...(app === null ? {} : { app }) };
}
