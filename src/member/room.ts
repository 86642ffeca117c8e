import type { Alarm } from './alarm.ts';
import type { DroppedRing } from './dropped-ring.ts';
import type { Facts } from './facts.ts';
import type { Live } from './live.ts';
import type { State } from './state.ts';
import type { Store } from './store.ts';

/** What every use-case of the member's object works with; the class only wires it. */
export interface Room {
  readonly tenant: string;
  /** The member's id. */
  readonly member: string;
  readonly store: Store;
  readonly facts: Facts;
  readonly state: State;
  readonly ring: DroppedRing;
  readonly alarm: Alarm;
  readonly live: Live;
  /**
   * Does several writes wholly or not at all. What is in memory is not rolled back: an error has to reach the `Wiring`,
   * which forgets all of it.
   */
  readonly whole: <Answer>(work: () => Answer) => Answer;
}
