import type { DigestSchedule, Weekday } from '../../contract/schedule.ts';
import { instantOf, localClock, localDay, nextFullHour } from './local-time.ts';

const WEEKDAYS: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
/** Time of a daily or weekly digest that says none. */
const DEFAULT_CLOCK = '08:00';
/** From yesterday, whose time a gap may have moved into today, to a week after today. */
const DAYS = [-1, 0, 1, 2, 3, 4, 5, 6, 7];

/**
 * When the next digest of a schedule comes, ms since the epoch: strictly after `after`. Hourly is every full hour of
 * the local clock, also of the hour that comes twice; daily and weekly come once on each of their days, past the gap if
 * their time does not exist and at the first if it exists twice.
 */
export function nextDigest(after: number, { schedule, at, day }: DigestSchedule, timezone: string): number {
  if (schedule === 'hourly') return nextFullHour(after, localClock(timezone));
  const wanted = schedule === 'weekly' ? (day ?? 'mon') : undefined;
  const today = localDay(after, timezone);
  for (const days of DAYS) {
    const local = today.add({ days });
    if (wanted !== undefined && WEEKDAYS[local.dayOfWeek - 1] !== wanted) continue;
    const next = instantOf(local, at ?? DEFAULT_CLOCK, timezone);
    if (next > after) return next;
  }
  throw new Error(`no ${schedule} digest within a week`);
}
