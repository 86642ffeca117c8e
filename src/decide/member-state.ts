import type { ChannelName, InterruptingChannel } from '../contract/channel.ts';
import type { Outcome } from '../contract/decision.ts';
import type { DeviceForm } from '../contract/device.ts';
import type { EngagementAction } from '../contract/engagement.ts';
import type { Preferences } from '../contract/preferences.ts';

/** One time something rang at the member. */
export interface Interruption {
  readonly at: number;
  readonly type: string;
  readonly channels: readonly ChannelName[];
}

/** Where a member can be rung. */
export interface DeviceState {
  readonly id: string;
  readonly channel: InterruptingChannel;
  readonly form: DeviceForm;
  readonly app?: string;
}

/** A notification of the member's history, without its texts. Moments are ms since the epoch. */
export interface PastNotification {
  readonly id: string;
  readonly at: number;
  readonly type: string;
  readonly actor: string | null;
  readonly item: string | null;
  readonly outcome: Outcome;
  readonly channels: readonly ChannelName[];
  /** What makes it one story with others of its type. */
  readonly group: string | null;
  /** The notification that it has joined. */
  readonly into: string | null;
  /** The digest that it waits for. */
  readonly digest: string | null;
  readonly dueAt: number | null;
  readonly interruptedAt: number | null;
  readonly shown: boolean;
  readonly seen: boolean;
  /** Opened, clicked, liked or dismissed: attended to. */
  readonly read: boolean;
}

/** Something the member did. */
export interface PastEngagement {
  readonly at: number;
  readonly action: EngagementAction;
  readonly kind: 'notification' | 'actor' | 'item' | 'entity';
  readonly target: string;
  readonly channel: ChannelName | null;
}

/** What the member's rows tell of the past. Its lists are read from the rows when a component first asks for them. */
export interface Past {
  /** Oldest first. */
  readonly history: readonly PastNotification[];
  /** Oldest first. */
  readonly engagements: readonly PastEngagement[];
}

/** Of an edge: its numbers, and which stay when there are too many: the strongest (0..1), then the latest. */
export interface PushedEdge {
  readonly features: Readonly<Record<string, number>>;
  readonly strength: number;
}

/** What a dataset tells of a member: of themselves, and of their edges by target, such as `actor:ada`. */
export interface PushedRows {
  readonly recipient?: Readonly<Record<string, number>>;
  /** The latest last. */
  readonly edges?: Readonly<Record<string, PushedEdge>>;
}

/** What pushes told of a member. A dataset is read from its row when a model first asks for it. */
export interface Pushed {
  rows(dataset: string): PushedRows | undefined;
}

/** What the pipeline knows of a member: read from the rows of their own database before deciding. */
export interface MemberState {
  readonly id: string;
  readonly preferences: Preferences;
  /** IANA zone of the member's local time. */
  readonly timezone: string;
  readonly devices: readonly DeviceState[];
  /** Interruptions by `content` in the last 24 hours, oldest first. */
  readonly interruptions: readonly Interruption[];
  /** Oldest event of a history that is full: what is older was pruned. */
  readonly historyFloor: string | undefined;
  /** When they joined the product, if it told; ms since the epoch. */
  readonly createdAt?: number;
  readonly past: Past;
  /** Absent: nothing was pushed. */
  readonly pushed?: Pushed;
}

/** The state after one more interruption: later candidates of the same offer are judged by it. */
export function afterInterruption(member: MemberState, interruption: Interruption): MemberState {
  return { ...member, interruptions: [...member.interruptions, interruption] };
}

/** The state after one more notification of the history; its lists are still only read when asked for. */
export function afterNotification(member: MemberState, notification: PastNotification): MemberState {
  const { past } = member;
  let history: readonly PastNotification[] | undefined;
  return {
    ...member,
    past: {
      get history() {
        history ??= [...past.history, notification];
        return history;
      },
      get engagements() {
        return past.engagements;
      },
    },
  };
}
