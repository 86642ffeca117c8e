import type { Candidate } from '../../src/contract/activity.ts';
import type { DigestPolicy, Policy } from '../../src/contract/policy.ts';
import { activityAt, DAY, HOUR, idAt, NOON } from './world.ts';

export const MINUTE = 60_000;

const digestOf = (type: string, change: Partial<DigestPolicy>): DigestPolicy => ({
  key: `type:${type}`,
  window: { fixed: HOUR },
  minimum: 1,
  title: '{{count}} new',
  url: '/',
  ...change,
});

/** One type of each kind that a member's object treats in its own way. */
const TYPES = {
  message: { class: 'transactional' },
  alert: { class: 'transactional', remind: { after: HOUR, times: 2 } },
  post: {},
  secret: { channels: ['web-push'] },
  like: { collapse: { window: DAY } },
  news: { digest: digestOf('news', {}) },
  feed: { digest: digestOf('feed', { window: { sliding: 20 * MINUTE, most: HOUR }, flushAt: 4 }) },
  brief: { digest: digestOf('brief', { window: { schedule: 'daily' }, minimum: 3 }) },
  nudge: { remind: { after: 2 * HOUR, times: 3 } },
  call: {
    escalate: [
      { channel: 'in-app', after: 0 },
      { channel: 'web-push', after: 10 * MINUTE },
    ],
  },
  tip: { timing: { moment: 'evening' } },
  pick: { timing: 'best' },
  rare: { typeCaps: { perDay: 1 } },
  offer: { typeCaps: { spacing: 3 * HOUR } },
} satisfies Record<string, Partial<Policy>>;
export type TypeName = keyof typeof TYPES;

/** How often something of a type may ring by itself. */
export const MOST_RINGS: Readonly<Partial<Record<string, number>>> = { alert: 3, nudge: 4 };

export interface SimulatedEvent {
  readonly id: string;
  readonly type: TypeName;
  readonly candidate: Candidate;
}

export const ALL_TYPES = Object.keys(TYPES) as readonly TypeName[];

/** An event as a world says it: `minute` is when it happened, from noon; `lives` how long it is worth something, ms. */
export interface EventShape {
  readonly type: TypeName;
  readonly minute: number;
  readonly actor: number;
  readonly item: number;
  readonly lives: number | null;
}

/** Events as they are offered by a tenant, each with an id of its own. */
export function eventsOf(events: readonly EventShape[], ofTenant: Partial<Policy>): SimulatedEvent[] {
  return events.map(({ type, minute, actor, item, lives }, number) => {
    const at = NOON + minute * MINUTE;
    const id = idAt(at, number);
    const story = type === 'like' ? `photo-${item % 2}` : `item-${item}`;
    const activity = activityAt(at, { ...ofTenant, ...TYPES[type] } as Partial<Policy>, {
      id,
      type,
      actor: `actor-${actor}`,
      content: { title: `Title ${number}`, body: '', url: `/${number}` },
      ...(lives === null ? {} : { expiresAt: at + lives }),
      // What a member does with an item makes its older events worth nothing; likes are told apart by their group.
      ...(type === 'like' ? { group: story, item: `${story}-${number}` } : { item: story }),
    });
    return { id, type, candidate: { activity } };
  });
}
