import type { TraceEntry } from '../../src/contract/decision.ts';
import type { DeliveryState } from '../../src/contract/delivery.ts';

/** What happened in a story, as its runner saw it, in order. */
export interface Told {
  readonly happenings: readonly Happening[];
  readonly timelines: Readonly<Record<string, Timeline>>;
}

/** A timeline as a page shows it, newest first. */
export interface Timeline {
  readonly unseen: number;
  readonly entries: readonly { readonly title: string; readonly seen: boolean }[];
}

/** Something that happened at a moment (ms since the epoch); `timezone` is where whom the story is about is then. */
export type Happening = { readonly at: number; readonly timezone: string } & What;

/** Who it happened to, and the time zone that they are in. */
interface Whose {
  readonly member: string;
  readonly localZone: string;
}

/** What happened. */
export type What =
  | { readonly kind: 'step'; readonly says: string }
  /** A member's object woke by itself: something that waited has come due. */
  | ({ readonly kind: 'wake' } & Whose)
  /** A line of the trace that is new or says something else now; `event` is its name in the story. */
  | ({
      readonly kind: 'decision';
      readonly event: string;
      readonly isFirst: boolean;
      readonly entry: TraceEntry;
    } & Whose)
  /** A device shows a notification; `quiet` when it makes no sound. */
  | ({
      readonly kind: 'shown';
      readonly device: string;
      readonly title: string;
      readonly body: string;
      readonly quiet: boolean;
    } & Whose)
  /** A delivery that did not arrive: what became of it, and when it is tried again. */
  | ({
      readonly kind: 'delivery';
      readonly event: string;
      readonly device: string;
      readonly state: Exclude<DeliveryState, 'due' | 'sent'>;
      readonly reason: string;
      readonly again?: number;
    } & Whose)
  | ({ readonly kind: 'timeline'; readonly timeline: Timeline } & Whose);
