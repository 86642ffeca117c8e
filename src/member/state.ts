import type { InterruptingChannel } from '../contract/channel.ts';
import type { Interruption, MemberState } from '../decide/member-state.ts';
import type { Facts } from './facts.ts';
import { limits } from './limits.ts';
import type { DeviceRow, NotificationRow } from './schema.ts';
import type { Mark, Store } from './store.ts';

const DAY = 86_400_000;

/**
 * What the object keeps in memory of its own rows while it lives, so that a warm decision reads next to nothing.
 * Safe because the object is the only writer; `forget` after any change made behind its back.
 */
export class State {
  readonly #store: Store;
  readonly #facts: Facts;
  #devices: DeviceRow[] | undefined;
  #interruptions: Interruption[] | undefined;
  #notifications: number | undefined;

  constructor(store: Store, facts: Facts) {
    this.#store = store;
    this.#facts = facts;
  }

  /** The member as the pipeline sees them. */
  view(id: string, now: number): MemberState {
    this.#interruptions = (this.#interruptions ?? this.#store.interruptionsSince(now - DAY)).filter(
      (each) => each.at > now - DAY,
    );
    return {
      id,
      preferences: this.#facts.preferences(),
      timezone: this.#facts.timezone(),
      reachable: new Set<InterruptingChannel>(this.devices().map((device) => device.kind)),
      interruptions: this.#interruptions,
      historyFloor: this.notifications() < limits.notifications ? undefined : this.#store.oldestId(),
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
    this.#interruptions?.push(interruption);
  }

  /** Rows of the history. */
  notifications(): number {
    this.#notifications ??= this.#store.notificationCount();
    return this.#notifications;
  }

  added(rows: number): void {
    this.#notifications = this.notifications() + rows;
  }

  recount(): void {
    this.#notifications = undefined;
  }
}

/** Whether the member has seen an entry: by itself, by reading it, or by a mark that covers it. */
export function isSeen(row: NotificationRow, seen: Mark | undefined, read: Mark | undefined): boolean {
  return isRead(row, read) || covers(seen, row);
}

export function isRead(row: NotificationRow, read: Mark | undefined): boolean {
  return row.readAt !== null || covers(read, row);
}

function covers(mark: Mark | undefined, row: NotificationRow): boolean {
  return mark !== undefined && row.id <= mark.upTo && row.at <= mark.at;
}
