import type { TraceEntry } from '../../../src/contract/decision.ts';
import { Member } from '../../../src/member/member.ts';
import type { StoredDelivery } from '../../../src/member/schema.ts';

/** What is to be seen of a member. */
export interface Look {
  /** When their object wakes next, ms since the epoch. */
  readonly wakesAt: number | null;
  /** Oldest first. */
  readonly decisions: readonly TraceEntry[];
  readonly deliveries: readonly (StoredDelivery & { readonly event: string })[];
}

/** The most that a member's trace holds. */
const WHOLE_TRACE = 5_000;

/** The product's member, with its alarm in the hands of the story. */
export class StoryMember extends Member {
  /** Does what the runtime does when an alarm fires: none is armed any more, and the handler runs. */
  async ring(now: number): Promise<void> {
    await this.ctx.storage.deleteAlarm();
    await this.wake(now);
  }

  async look(): Promise<Look> {
    const { notifications } = this.export();
    return {
      wakesAt: await this.ctx.storage.getAlarm(),
      decisions: this.decisions(WHOLE_TRACE).items.toReversed(),
      deliveries: notifications.flatMap(({ id, deliveries }) =>
        (deliveries ?? []).map((delivery) => ({ event: id, ...delivery })),
      ),
    };
  }
}
