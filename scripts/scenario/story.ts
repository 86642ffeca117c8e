import type { z } from 'zod';
import type { EventInput } from '../../src/client/events.ts';
import type { DeviceForm } from '../../src/contract/device.ts';
import type { OwnEngagement } from '../../src/contract/engagement.ts';
import type { MemberProfile } from '../../src/contract/member.ts';
import type { ModelDefinition } from '../../src/contract/model.ts';
import type { TypeDefinition } from '../../src/contract/notification-type.ts';
import type { Preferences } from '../../src/contract/preferences.ts';
import type { TenantSettings } from '../../src/contract/tenant.ts';

/** A story: what a tenant configures, who is in it, what happens, and what must have come of it. All of it is data. */
export interface Story {
  /** Also the name of its tenant. */
  readonly name: string;
  /** What it shows, in one sentence. */
  readonly about: string;
  /** The local date of its day 1, `YYYY-MM-DD`; far in the future, so that no alarm fires by itself. */
  readonly begins: string;
  readonly settings?: z.input<typeof TenantSettings>;
  readonly models?: Readonly<Record<string, z.input<typeof ModelDefinition>>>;
  readonly types: Readonly<Record<string, z.input<typeof TypeDefinition>>>;
  /** The first one is whom the story is about: its times are their local times. */
  readonly members: Readonly<Record<string, Person>>;
  readonly steps: readonly Step[];
  /** When it ends, as the times of steps. */
  readonly ends: string;
  readonly expected: Expected;
}

/** A member, as they are when the story begins. */
export interface Person {
  readonly profile: z.input<typeof MemberProfile> & { readonly timezone: string };
  /** What they said themselves; nothing when left out. */
  readonly preferences?: z.input<typeof Preferences>;
  /** Their browsers that take push messages, by name. */
  readonly devices?: Readonly<Record<string, DeviceForm>>;
  readonly follows?: readonly string[];
}

/** `at` is a local time `HH:MM` on the day of the step before, or `day 3 HH:MM`; day 1 is where a story begins. */
export type Step = { readonly at: string } & Act;

/** What happens in a step. `says` is what the timeline says of it. */
export type Act =
  /** A producer posts an event. Its id is its name in the story. */
  | { readonly do: 'event'; readonly says: string; readonly event: StoryEvent }
  /** A producer withdraws an event. */
  | { readonly do: 'recall'; readonly says: string; readonly event: string }
  /** A member opens the app and sees the timeline. */
  | { readonly do: 'look'; readonly who: string }
  /** A member does something; `event` is the name of an event whose notification it is done to. */
  | { readonly do: 'engage'; readonly who: string; readonly says: string; readonly engagement: StoryEngagement }
  /** A member changes settings: what is named here is replaced. */
  | {
      readonly do: 'settings';
      readonly who: string;
      readonly says: string;
      readonly preferences: Partial<z.input<typeof Preferences>>;
    }
  /** The product learns that a member is in another time zone. */
  | { readonly do: 'travel'; readonly who: string; readonly to: string }
  /** The push service of all devices changes how it answers. */
  | { readonly do: 'push-service'; readonly is: PushServiceState }
  /** A browser's subscription ends without a word, as when the app is removed. */
  | { readonly do: 'uninstall'; readonly who: string; readonly device: string };

/** An event as its producer writes it; the runner says where it comes from and when. */
export type StoryEvent = Pick<EventInput, 'id' | 'type' | 'data'>;

type Engagement = z.input<typeof OwnEngagement>;
export type StoryEngagement = Pick<Engagement, 'action' | 'actor' | 'item' | 'channel'> & { readonly event?: string };

/** `down` answers 503, `busy` 429 and asks to wait a minute, `silent` lets every try run into its time-out. */
export type PushServiceState = 'up' | 'down' | 'busy' | 'silent';

/** What must have come of a story; `findFaults` says what has not. */
export interface Expected {
  /** All that rang, in order: `day 1 19:02 bob's phone: ada posted`, in the member's own time, to the minute. */
  readonly rings: readonly string[];
  /** What was decided, one after the other: `p1 for bob` → `hold spacing`, `send interrupt`. */
  readonly decided: Readonly<Record<string, readonly string[]>>;
  /** What did not arrive: `m3 on bob's phone: cancelled, already-seen`; nothing when left out. */
  readonly undelivered?: readonly string[];
  /** Entries of the timelines at the end, and how many of them are unseen. */
  readonly timelines?: Readonly<Record<string, { readonly entries: number; readonly unseen: number }>>;
}
