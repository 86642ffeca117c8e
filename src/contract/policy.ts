import type { DigestWindow } from './aggregation.ts';
import type { ChannelName, InterruptingChannel } from './channel.ts';
import type { ModelDefinition } from './model.ts';
import type { DigestSchedule, QuietTimes } from './schedule.ts';
import type { Timing } from './timing.ts';

/** A member's word, or the tenant's for those who said nothing, about one channel of one type. */
export type ChannelSetting = 'on' | 'off' | 'digest';

/**
 * What the type and the tenant say about deciding, resolved once at ingest and carried along. What is absent does not
 * apply. Lengths of time are ms.
 */
export interface Policy {
  readonly class: 'transactional' | 'content';
  readonly channels: readonly ChannelName[];
  readonly mandatory: boolean;
  readonly dark: boolean;
  readonly category?: string;
  /** Interruptions of one member by this type; absent means no cap of its own. `spacing` between two of them. */
  readonly typeCaps: { readonly perHour?: number; readonly perDay?: number; readonly spacing?: number };
  /** Interruptions of one member by all types in 24 rolling hours. */
  readonly memberPerDay: number;
  /** Between two interruptions of one member, by whatever type. */
  readonly spacing?: number;
  /** Interruptions on one channel in 24 rolling hours. */
  readonly channelCaps?: Readonly<Partial<Record<InterruptingChannel, number>>>;
  /** Candidates of one member in a rolling hour; what comes beyond is dropped. */
  readonly candidatesPerHour?: number;
  readonly ramp?: Ramp;
  readonly fatigue?: Fatigue;
  readonly relevance?: Relevance;
  /** Only until the candidate is scored: what is kept of a candidate keeps its scores. */
  readonly model?: ScoringModel;
  /** Another model that scores too: it decides for a share (0..1) of the members, by a stable hash. */
  readonly challenger?: { readonly model: ScoringModel; readonly share: number };
  /** Datasets that are older than the model allows: what they say counts as missing. */
  readonly stale?: readonly string[];
  /** The fan-out asks everybody, also those of whom it knows that they cannot reach the floor. */
  readonly unbounded?: true;
  /** Apps whose devices are preferred, the best first. */
  readonly apps?: readonly string[];
  /** `best`: only where a response is likeliest, when several devices or channels could ring. */
  readonly reach?: 'all' | 'best';
  readonly collapse?: { readonly window: number };
  readonly digest?: DigestPolicy;
  readonly timing?: Timing;
  /** The tenant's response by hour of the week: 168 digits of base 36 from Monday 00:00 on. */
  readonly rhythm?: string;
  readonly remind?: { readonly after: number; readonly times: number; readonly channel?: ChannelName };
  readonly escalate?: readonly { readonly channel: ChannelName; readonly after: number }[];
  readonly defaults?: MemberDefaults;
}

/** New and returning members hear less at first: of the cap, one more every `phaseDays` days. */
export interface Ramp {
  readonly phaseDays: number;
  /** Days without any engagement after which a member counts as returning. */
  readonly awayDays: number;
}

/** After "see less", or so many dismissals with nothing opened in between. */
export interface Fatigue {
  /** Days of nothing ringing, and then days of half the caps. */
  readonly quietDays: number;
  readonly reducedDays: number;
  readonly dismissals: number;
}

/** Utility `u = pOpen · value − pDisable · cost` decides: below `floor` dropped, below `pushBar` timeline only. */
export interface Relevance {
  readonly floor?: number;
  readonly pushBar?: number;
  readonly value: number;
  readonly cost: number;
}

/** A model as it travels; `maxAge` was looked at before. */
export type ScoringModel = ModelDefinition & {
  readonly name: string;
  readonly version: number;
  /** Of what it says: the same in every isolate, which compiles it once. */
  readonly digest: string;
};

export interface DigestPolicy {
  /** What shares a digest: the name of the type or category. */
  readonly key: string;
  readonly window: DigestWindow;
  readonly minimum: number;
  readonly flushAt?: number;
  readonly title: string;
  /** The last line, for those that are not named. */
  readonly more?: string;
  /** The language of these words. */
  readonly locale?: string;
  readonly url: string;
  /** Only for members who choose `digest`; the type itself does not ask for one. */
  readonly onRequest?: true;
}

/** What the tenant set for members who have said nothing, as far as it concerns this type. */
export interface MemberDefaults {
  readonly channels?: Readonly<Partial<Record<ChannelName, ChannelSetting>>>;
  readonly quiet?: QuietTimes;
  readonly digest?: DigestSchedule;
}
