import { Temporal } from 'temporal-polyfill';
import type { QuietHours, QuietTimes } from '../../contract/schedule.ts';
import { DAY } from '../volume/rolling-cap.ts';

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
/**
 * Local days before a UTC day whose windows may reach into it: a window ends on the day after it starts at the latest,
 * and no zone is a day behind UTC.
 */
const DAYS_BEFORE = 2;
/**
 * Local days ahead whose windows are followed while they touch. What is not always quiet has a gap every week, and
 * clocks that go forward can swallow one of them: no quiet time of it is longer than two weeks.
 */
const MOST_DAYS = 15;
/** Days of zones and windows whose spans are remembered. */
const MOST_KNOWN = 4_096;

/** Quiet from `start` until before `end`, ms since the epoch. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/** Memory only: what is in it is a function of its key. */
const known = new Map<string, readonly Span[]>();

/**
 * When the quiet time that `now` lies in ends, in ms since the epoch; undefined when it is not quiet. Windows that touch
 * or overlap are one time. What is always quiet "ends" two weeks ahead, so that it is asked again.
 *
 * The windows are kept as local intent and made into instants here, so they are right across daylight-saving changes: a
 * local time that does not exist is moved past the gap (RFC 5545), one that exists twice is its first occurrence. A
 * window belongs to the day it starts on, and a day that does not exist has none; `from` equal to `to` is 24 local hours.
 */
export function quietUntil(now: number, quiet: QuietTimes, timezone: string): number | undefined {
  const windows: readonly QuietHours[] = 'from' in quiet ? [quiet] : quiet;
  const today = Math.floor(now / DAY);
  const key = keyOf(today, windows, timezone);
  let spans = known.get(key);
  if (!spans) {
    spans = spansAround(today, windows, timezone);
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(key, spans);
  }
  for (const { start, end } of spans) if (start <= now && now < end) return end;
  return undefined;
}

/** Days are counted in UTC, so that the instants of one are no matter of the zone. */
function keyOf(today: number, windows: readonly QuietHours[], timezone: string): string {
  let key = `${today} ${timezone}`;
  for (const { from, to, days } of windows) key += days ? ` ${from}-${to}/${days.join()}` : ` ${from}-${to}`;
  return key;
}

/** The quiet times that hold any instant of a UTC day, each whole, in order and apart. */
function spansAround(today: number, windows: readonly QuietHours[], timezone: string): readonly Span[] {
  const [start, end] = [today * DAY, (today + 1) * DAY];
  const isToday = (span: Span) => span.start < end && start < span.end;
  let spans: readonly Span[] = [];
  for (let day = today - DAYS_BEFORE; day <= today + MOST_DAYS; day++) {
    const reach = spans.findLast(isToday)?.end ?? start;
    // No zone is a day ahead of UTC: windows of this day and of later ones start after all that is to be known.
    if (reach < (day - 1) * DAY) break;
    spans = joined([...spans, ...spansOfDay(day, windows, timezone)]);
  }
  return spans.filter(isToday);
}

/** The windows that start on a local day, counted like those of UTC. */
function spansOfDay(day: number, windows: readonly QuietHours[], timezone: string): Span[] {
  const date = new Temporal.PlainDate(1970, 1, 1).add({ days: day });
  const weekday = WEEKDAYS[date.dayOfWeek - 1];
  return windows.flatMap(({ from, to, days }) => {
    if (days && (!weekday || !days.includes(weekday))) return [];
    const start = at(date, from, timezone);
    const end = at(to > from ? date : date.add({ days: 1 }), to, timezone).epochMilliseconds;
    if (!start.toPlainDate().equals(date) && !exists(date, timezone)) return [];
    if (start.epochMilliseconds < end) return [{ start: start.epochMilliseconds, end }];
    // Moved to its own end or past it: what is left of it starts when the clocks have gone forward.
    const change = start.add({ milliseconds: 1 }).getTimeZoneTransition('previous')?.epochMilliseconds ?? end;
    return change < end ? [{ start: change, end }] : [];
  });
}

function at(date: Temporal.PlainDate, clock: string, timezone: string): Temporal.ZonedDateTime {
  return date.toZonedDateTime({ timeZone: timezone, plainTime: Temporal.PlainTime.from(clock) });
}

/** Samoa went from Thursday 29 December 2011 to Saturday: its first instant of that Friday is one of the Saturday. */
function exists(date: Temporal.PlainDate, timezone: string): boolean {
  return date.toZonedDateTime(timezone).toPlainDate().equals(date);
}

/** Spans that touch or overlap become one. */
function joined(spans: readonly Span[]): Span[] {
  const all: Span[] = [];
  for (const span of spans.toSorted((one, other) => one.start - other.start)) {
    const last = all.at(-1);
    if (last && span.start <= last.end) all[all.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
    else all.push(span);
  }
  return all;
}
