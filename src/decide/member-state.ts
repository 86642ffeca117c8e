import type { InterruptingChannel } from '../contract/channel.ts';
import type { Preferences } from '../contract/preferences.ts';

/** One time something rang at the member. */
export interface Interruption {
  readonly at: number;
  readonly type: string;
}

/** What the pipeline knows of a member: read from the rows of their own database before deciding. */
export interface MemberState {
  readonly id: string;
  readonly preferences: Preferences;
  /** IANA zone of the member's local time. */
  readonly timezone: string;
  /** Interrupting channels with at least one device. */
  readonly reachable: ReadonlySet<InterruptingChannel>;
  /** Interruptions by `content` in the last 24 hours, oldest first. */
  readonly interruptions: readonly Interruption[];
  /** Oldest event of a history that is full: what is older was pruned. */
  readonly historyFloor: string | undefined;
}

/** The state after one more interruption: later candidates of the same offer are judged by it. */
export function afterInterruption(member: MemberState, interruption: Interruption): MemberState {
  return { ...member, interruptions: [...member.interruptions, interruption] };
}
