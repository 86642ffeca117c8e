import { z } from '@hono/zod-openapi';
import { Identifier } from './identifier.ts';

/** An entry of the in-app timeline. */
export const TimelineItem = z
  .object({
    id: z.string(),
    type: z.string(),
    title: z.string(),
    body: z.string(),
    url: z.string(),
    icon: z.string().optional(),
    image: z.string().optional(),
    actors: z.array(z.string()),
    count: z.number().int(),
    createdAt: z.string(),
    seen: z.boolean(),
    read: z.boolean(),
    archived: z.boolean(),
  })
  .openapi('TimelineItem');
export type TimelineItem = z.infer<typeof TimelineItem>;

/** Exact counts, from the rows. */
export const TimelineCounts = z
  .object({ unseen: z.number().int(), unread: z.number().int() })
  .openapi('TimelineCounts');
export type TimelineCounts = z.infer<typeof TimelineCounts>;

/** What the history keeps, said with every answer that is cut by it. */
export const Kept = z
  .object({ notifications: z.number().int(), days: z.number().int(), dropped: z.number().int() })
  .openapi('Kept');
export type Kept = z.infer<typeof Kept>;

/** `GET /v1/me/timeline`, newest first. */
export const Timeline = z
  .object({
    items: z.array(TimelineItem),
    unseen: z.number().int(),
    unread: z.number().int(),
    kept: Kept,
    next: z.string().nullable(),
  })
  .openapi('Timeline');
export type Timeline = z.infer<typeof Timeline>;

const Ids = z.array(Identifier).min(1).max(1_000);

export const SeenBody = z.strictObject({ upTo: Identifier }).openapi('SeenBody');
export const ReadBody = z
  .union([z.strictObject({ ids: Ids }), z.strictObject({ upTo: Identifier }), z.strictObject({ all: z.literal(true) })])
  .openapi('ReadBody');
export type ReadBody = z.infer<typeof ReadBody>;
export const ArchiveBody = z.strictObject({ ids: Ids }).openapi('ArchiveBody');

/** What `GET /v1/me/live` sends: on opening and after every change. */
export type LiveMessage =
  | ({ readonly kind: 'counts' } & TimelineCounts)
  | ({ readonly kind: 'item'; readonly item: TimelineItem } & TimelineCounts)
  | ({ readonly kind: 'removed'; readonly id: string } & TimelineCounts);
