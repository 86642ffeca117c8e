import { Temporal } from 'temporal-polyfill';
import type { QuietHours } from '../../contract/preferences.ts';

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
/** Windows that touch are one: at most this many are followed, a week and a day of whole quiet days. */
const MOST_WINDOWS = 8;

/**
 * When the quiet time that `now` lies in ends, in ms since the epoch; undefined when it is not quiet.
 *
 * The window is kept as local intent and made into instants here, so it is right across daylight-saving changes: a
 * local time that does not exist is moved past the gap, one that exists twice is its first occurrence. A window
 * belongs to the day it starts on; `from` equal to `to` is the whole day.
 */
export function quietUntil(now: number, quiet: QuietHours, timezone: string): number | undefined {
  let until: number | undefined;
  for (let window = 0; window < MOST_WINDOWS; window++) {
    const end = endOfWindowAt(until ?? now, quiet, timezone);
    if (end === undefined) break;
    until = end;
  }
  return until;
}

function endOfWindowAt(at: number, quiet: QuietHours, timezone: string): number | undefined {
  const today = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timezone).toPlainDate();
  for (const day of [today.subtract({ days: 1 }), today]) {
    const weekday = WEEKDAYS[day.dayOfWeek - 1];
    if (quiet.days && (!weekday || !quiet.days.includes(weekday))) continue;
    const start = instantOf(day, quiet.from, timezone);
    const end = instantOf(quiet.to > quiet.from ? day : day.add({ days: 1 }), quiet.to, timezone);
    if (start <= at && at < end) return end;
  }
  return undefined;
}

function instantOf(day: Temporal.PlainDate, clock: string, timezone: string): number {
  return day.toZonedDateTime({ timeZone: timezone, plainTime: Temporal.PlainTime.from(clock) }).epochMilliseconds;
}
