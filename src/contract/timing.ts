import { z } from '@hono/zod-openapi';
import { ClockTime } from './schedule.ts';

/** A moment of the member's own day. */
export const Moment = z
  .union([
    z.enum(['morning', 'commute', 'evening']).openapi({
      description:
        'first thing in the morning (07:00, 09:00 at weekends), on the way to work (08:00 on weekdays), 19:00',
    }),
    ClockTime,
  ])
  .openapi('Moment');
export type Moment = z.infer<typeof Moment>;

/**
 * When content of a type rings: at once, when the member is most likely to respond in the next 24 hours, or at a moment
 * of their day. It is in the timeline at once.
 */
export const Timing = z.union([z.enum(['now', 'best']), z.strictObject({ moment: Moment })]).openapi('Timing');
export type Timing = z.infer<typeof Timing>;
