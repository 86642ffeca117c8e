import { z } from '@hono/zod-openapi';

/** A local time of day, `HH:MM`. */
export const ClockTime = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a local time such as 22:00')
  .openapi({ example: '08:00', pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' });

export const Weekday = z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']);
export type Weekday = z.infer<typeof Weekday>;

/** Local hours in which nothing interrupts; `from` = `to` means the whole day, `days` are those it starts on. */
export const QuietHours = z
  .strictObject({ from: ClockTime, to: ClockTime, days: z.array(Weekday).min(1).max(7).optional() })
  .openapi('QuietHours');
export type QuietHours = z.infer<typeof QuietHours>;

/** One window for all its days, or one for each kind of day. */
export const QuietTimes = z.union([QuietHours, z.array(QuietHours).min(1).max(14)]).openapi('QuietTimes');
export type QuietTimes = z.infer<typeof QuietTimes>;

/** When digests come, in the member's local time: every full hour, once a day or once a week. */
export const DigestSchedule = z
  .strictObject({
    schedule: z.enum(['hourly', 'daily', 'weekly']),
    at: ClockTime.optional().openapi({ description: 'of a daily or weekly one; 08:00 when not said' }),
    day: Weekday.optional().openapi({ description: 'of a weekly one; Monday when not said' }),
  })
  .openapi('DigestSchedule');
export type DigestSchedule = z.infer<typeof DigestSchedule>;
