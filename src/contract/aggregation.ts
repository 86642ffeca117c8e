import { z } from '@hono/zod-openapi';
import { Seconds } from './identifier.ts';
import { DigestSchedule } from './schedule.ts';

/** "Ada and 12 others liked your photo": what happens again before the first was seen joins it. */
export const Collapse = z
  .strictObject({
    key: z.string().min(1).max(200).default('{{item.id}}').openapi({
      description: 'what makes two events the same story: a text filled in from the event, within the type',
    }),
    window: Seconds.default(86_400).openapi({ description: 'seconds that a group takes more in' }),
  })
  .openapi('Collapse');
export type Collapse = z.infer<typeof Collapse>;

/** When a digest that has begun goes out. */
export const DigestWindow = z
  .union([
    z.strictObject({ fixed: Seconds.openapi({ description: 'seconds after its first item' }) }),
    z.strictObject({
      sliding: Seconds.openapi({ description: 'seconds without a further item' }),
      most: Seconds.openapi({ description: 'seconds after its first item at the latest' }),
    }),
    DigestSchedule,
  ])
  .openapi('DigestWindow');
export type DigestWindow = z.infer<typeof DigestWindow>;

/** Many notifications in one: what would ring by itself waits in the timeline and rings together. */
export const Digest = z
  .strictObject({
    by: z.enum(['type', 'category']).default('type').openapi({ description: 'what shares a digest' }),
    window: DigestWindow,
    minimum: z.number().int().min(1).max(100).default(1).openapi({
      description: 'with fewer items it waits for the next window, three times at the most',
    }),
    flushAt: z.number().int().min(2).max(500).optional().openapi({ description: 'items at which it goes out at once' }),
    title: z.string().min(1).max(200).default('{{count}} new notifications'),
    more: z.string().min(1).max(200).optional().openapi({
      description: 'its last line when not all are named, `{{count}}` being the rest; `and {{count}} more`',
    }),
    url: z.string().max(2_000).default(''),
  })
  .openapi('Digest');
export type Digest = z.infer<typeof Digest>;
