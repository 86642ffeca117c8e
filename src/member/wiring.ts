import { isMigrated } from '../platform/migrate.ts';
import { Alarm } from './alarm.ts';
import { nextWake } from './jobs.ts';
import type { Room } from './room.ts';
import type { TimelineView } from './timeline-view.ts';
import { type Wired, wire } from './wire.ts';

/**
 * What a member's object works with, made when it is first touched and again after whatever went wrong: so an erased member
 * stays empty until somebody names them again, and what is kept in memory is never other than the rows.
 */
export class Wiring {
  readonly #context: DurableObjectState;
  readonly #alarm: Alarm;
  #wired: Wired | undefined;

  constructor(context: DurableObjectState) {
    this.#context = context;
    this.#alarm = new Alarm(context.storage);
  }

  /** Whether there is anything of this member: asks without making it. */
  get isKnown(): boolean {
    return this.#wired !== undefined || isMigrated(this.#context.storage);
  }

  get room(): Room {
    return this.#wire().room;
  }

  get view(): TimelineView {
    return this.#wire().view;
  }

  /** What is kept in memory is read again at the next touch. */
  forget(): void {
    this.#wired = undefined;
    this.#alarm.forget();
  }

  /** One synchronous transaction; an alarm that is missing although rows need one is armed again. */
  async transaction<Answer>(now: number, work: (room: Room) => Answer): Promise<Answer> {
    // Before the first touch of the database, so that making it and the work are one commit.
    const isUnarmed = this.#alarm.isLoaded ? this.#alarm.forgetLost(now) : await this.#alarm.load(now);
    try {
      return this.#context.storage.transactionSync(() => {
        const { room } = this;
        if (isUnarmed) room.alarm.wakeBy(nextWake(room, now));
        return work(room);
      });
    } catch (error) {
      // The rows are rolled back.
      this.forget();
      throw error;
    }
  }

  #wire(): Wired {
    this.#wired ??= wire(this.#context, this.#alarm);
    return this.#wired;
  }
}
