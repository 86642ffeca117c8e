import type { QuietHours, QuietTimes } from '../../src/contract/schedule.ts';

const MINUTE = 60_000;
/** Clocks of the years that are tested change on the quarter of an hour. */
const QUARTER = 15;
const DAY = 1_440;
const WEEKDAYS = ['thu', 'fri', 'sat', 'sun', 'mon', 'tue', 'wed'] as const;
/** Days around a moment that are looked at. */
const [BEFORE, AFTER] = [4, 18];

/**
 * When quiet time ends, found the slow way: what the clocks of a zone show is asked of `Intl` alone, every minute around
 * `now` is marked quiet or not, and a walk goes to the first that is not. All but `now` and the end is in minutes.
 */
export function scanQuietUntil(now: number, quiet: QuietTimes, zone: string): number | 'always' | undefined {
  const start = (Math.floor(now / MINUTE / DAY) - BEFORE) * DAY;
  const runs = runsOf(start, start + (BEFORE + AFTER) * DAY, zone);
  const isQuiet = new Uint8Array((BEFORE + AFTER) * DAY);
  const mark = (date: number, { from, to }: QuietHours) => {
    const begins = date * DAY + minuteOf(from);
    const length = (minuteOf(to) - minuteOf(from) + DAY) % DAY || DAY;
    const last = firstAt(begins + length, runs).minute;
    const { minute, forwardAt } = firstAt(begins, runs);
    const first = minute < last ? minute : (forwardAt ?? last);
    isQuiet.fill(1, Math.max(0, first - start), Math.max(0, last - start));
  };
  for (const date of datesOf(runs)) {
    const weekday = WEEKDAYS[((date % 7) + 7) % 7];
    for (const window of 'from' in quiet ? [quiet] : quiet) {
      if (!window.days || (weekday && window.days.includes(weekday))) mark(date, window);
    }
  }
  const here = Math.floor(now / MINUTE) - start;
  if (!isQuiet[here]) return undefined;
  const end = isQuiet.indexOf(0, here);
  return end < 0 || end - here > 15 * DAY ? 'always' : (start + end) * MINUTE;
}

/** Minutes from `start` until before `end` in which the clocks are as far ahead of UTC. */
interface Run {
  readonly start: number;
  readonly end: number;
  readonly ahead: number;
}

/** The first minute in which the clocks show a local one; past the gap, and when that is, if they never do. */
function firstAt(local: number, runs: readonly Run[]): { readonly minute: number; readonly forwardAt?: number } {
  for (const [index, { start, end, ahead }] of runs.entries()) {
    const minute = local - ahead;
    if (minute < start)
      return index === 0 ? { minute } : { minute: local - (runs[index - 1]?.ahead ?? 0), forwardAt: start };
    if (minute < end) return { minute };
  }
  return { minute: local - (runs.at(-1)?.ahead ?? 0) };
}

/** Local days that the clocks show some of. */
function datesOf(runs: readonly Run[]): ReadonlySet<number> {
  const dates = new Set<number>();
  for (const { start, end, ahead } of runs) {
    for (let minute = start; minute < end; minute += QUARTER) dates.add(Math.floor((minute + ahead) / DAY));
  }
  return dates;
}

const known = new Map<string, readonly Run[]>();

function runsOf(start: number, end: number, zone: string): readonly Run[] {
  const key = `${zone} ${start} ${end}`;
  const runs: Run[] = [...(known.get(key) ?? [])];
  if (runs.length > 0) return runs;
  // The order of these parts is that of ISO 8601.
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  for (let minute = start; minute < end; minute += QUARTER) {
    const ahead = Date.parse(`${format.format(minute * MINUTE).replace(' ', 'T')}Z`) / MINUTE - minute;
    const last = runs.at(-1);
    if (last?.ahead === ahead) runs[runs.length - 1] = { ...last, end: minute + QUARTER };
    else runs.push({ start: minute, end: minute + QUARTER, ahead });
  }
  known.set(key, runs);
  return runs;
}

function minuteOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
}
