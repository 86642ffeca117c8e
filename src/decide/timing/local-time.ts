import { Temporal } from 'temporal-polyfill';
import { HOUR } from '../volume/rolling-cap.ts';

/** Hours of a week. */
export const WEEK_HOURS = 168;

const SECOND = 1_000;
const WEEK = WEEK_HOURS * HOUR;
/** The epoch was a Thursday, 00:00: so many hours after the Monday before. */
const EPOCH_HOUR = 72;

/** Local time as ms: what `Date.UTC` would give for the year, month, day and time on the member's clock. */
export type LocalClock = (at: number) => number;

/** Hour of the member's week at an instant: 0..167, Monday 00:00 first. */
export function hourOfWeek(at: number, timezone: string): number {
  return hourOfLocal(localClock(timezone)(at));
}

/** Hour of the week of a local time: 0..167, Monday 00:00 first. */
export function hourOfLocal(local: number): number {
  const hour = (Math.floor(local / HOUR) + EPOCH_HOUR) % WEEK_HOURS;
  return hour < 0 ? hour + WEEK_HOURS : hour;
}

/**
 * A clock for many instants of one zone. Asking a zone for its offset costs more than all else, so the clock asks once
 * for each week, and looks for the change only in a week that ends with another offset than it starts with. (Since 1970
 * no zone has put its clocks forward and back within one of these weeks.)
 */
export function localClock(timezone: string): LocalClock {
  const offsets = new Map<number, number>();
  const changes = new Map<number, number>();
  const offsetOfWeek = (week: number) => {
    const known = offsets.get(week);
    if (known !== undefined) return known;
    const offset = offsetAt(week * WEEK, timezone);
    offsets.set(week, offset);
    return offset;
  };
  const changeIn = (week: number, before: number) => {
    const known = changes.get(week);
    if (known !== undefined) return known;
    const change = findChange(week * WEEK, (week + 1) * WEEK, (at) => offsetAt(at, timezone) !== before);
    changes.set(week, change);
    return change;
  };
  return (at) => {
    const week = Math.floor(at / WEEK);
    const [before, after] = [offsetOfWeek(week), offsetOfWeek(week + 1)];
    return at + (before === after || at < changeIn(week, before) ? before : after);
  };
}

/** The instant of a time `HH:MM` of a local day: past the gap if it does not exist, the first if it exists twice. */
export function instantOf(day: Temporal.PlainDate, clock: string, timezone: string): number {
  return day.toZonedDateTime({ timeZone: timezone, plainTime: Temporal.PlainTime.from(clock) }).epochMilliseconds;
}

/** The member's local day at an instant. */
export function localDay(at: number, timezone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timezone).toPlainDate();
}

/** The first full local hour after an instant, not at it. When the clocks change on the way, it looks again. */
export function nextFullHour(after: number, clock: LocalClock): number {
  let at = after;
  do at += HOUR - sinceFullHour(at, clock);
  while (sinceFullHour(at, clock) !== 0);
  return at;
}

/** ms since the hour of the local clock began. */
export function sinceFullHour(at: number, clock: LocalClock): number {
  const since = clock(at) % HOUR;
  return since < 0 ? since + HOUR : since;
}

/** ms that the zone is ahead of UTC. */
function offsetAt(at: number, timezone: string): number {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timezone).offsetNanoseconds / 1_000_000;
}

/** The whole second in `(from, to]` from which on it has changed, by halving. */
function findChange(from: number, to: number, hasChanged: (at: number) => boolean): number {
  let [before, after] = [from, to];
  while (after - before > SECOND) {
    const middle = before + Math.floor((after - before) / 2 / SECOND) * SECOND;
    if (hasChanged(middle)) after = middle;
    else before = middle;
  }
  return after;
}
