import type { z } from 'zod';
import type { OwnEngagement } from '../contract/engagement.ts';
import type { ReadBody, Timeline, TimelineCounts, TimelineItem } from '../contract/timeline.ts';
import { everyItem, type PageOptions } from './pages.ts';
import type { Transport } from './transport.ts';

/** Which part of a timeline to read. */
export interface TimelineOptions extends PageOptions {
  /** Whether archived entries are among them; `include` when left out. */
  readonly archived?: 'include' | 'exclude' | 'only';
}

/** A member's own timeline, newest first. Marks only ever move forward, so repeating one has no second effect. */
export interface OwnTimeline {
  readonly page: (options?: TimelineOptions) => Promise<Timeline>;
  readonly all: (options?: TimelineOptions) => AsyncIterable<TimelineItem>;
  /** Everything up to and including this notification has been seen. */
  readonly seen: (upTo: string) => Promise<TimelineCounts>;
  readonly read: (which: ReadBody) => Promise<TimelineCounts>;
  readonly archive: (ids: readonly string[]) => Promise<TimelineCounts>;
  /** What the member did with a notification, actor, item or entity. */
  readonly engage: (engagement: z.input<typeof OwnEngagement>) => Promise<unknown>;
}

/** The timeline of the member whose token the transport carries. */
export function timelineOf({ send }: Transport): OwnTimeline {
  const page = (options: TimelineOptions = {}) =>
    send<Timeline>({ method: 'GET', path: '/v1/me/timeline', query: { ...options } });
  const mark = (kind: string, body: unknown) =>
    send<TimelineCounts>({ method: 'POST', path: `/v1/me/timeline/${kind}`, body, repeatable: true });
  return {
    page,
    all: (options) => everyItem((cursor) => page({ ...options, cursor })),
    seen: (upTo) => mark('seen', { upTo }),
    read: (which) => mark('read', which),
    archive: (ids) => mark('archive', { ids }),
    engage: (engagement) => send({ method: 'POST', path: '/v1/me/engagements', body: engagement }),
  };
}
