import type { Moment } from '../../contract/timing.ts';
import type { Selector } from '../component.ts';
import { interrupts } from '../interrupts.ts';
import { instantOf, localDay } from './local-time.ts';
import { silentUntil, spreadFrom } from './silence.ts';

const MINUTE = 60_000;
/** ms after the moment in which it is still the moment. */
const GRACE = 30 * MINUTE;
/** ms over which members are spread after a moment that has a name; one that is a time of day is meant to the minute. */
const SPREAD = 10 * MINUTE;
/** ms before it expires at which it rings at the latest, so that there is time to send it. */
const TIME_TO_SEND = MINUTE;
/** From yesterday, whose moment may be now, over a weekend to the day after. */
const DAYS = [-1, 0, 1, 2, 3, 4];
const SATURDAY = 6;

/**
 * Holds content whose timing is a moment of the day until the next such moment in the member's local time, or the end
 * of the silence that it lies in. At once in the half hour after one, and when it would expire before. Decided once.
 */
export const moment: Selector = {
  kind: 'selector',
  name: 'moment',
  select(of, _known, plan) {
    const { policy, expiresAt = Number.POSITIVE_INFINITY } = of.candidate.activity;
    const { timing } = policy;
    if (policy.class !== 'content' || typeof timing !== 'object' || of.again || !interrupts(plan.channels)) return plan;
    const next = nextMoment(of.now, timing.moment, of.member.timezone);
    if (next <= of.now) return plan;
    const at = silentUntil(next, of) ?? next;
    const room = expiresAt - TIME_TO_SEND - at;
    if (room < 0) return plan;
    const until = timing.moment.includes(':') ? at : spreadFrom(at, Math.min(SPREAD, room), of);
    return { outcome: 'hold', reason: 'moment', until };
  },
};

/** The first such moment of the member that is not more than half an hour gone, ms since the epoch. */
function nextMoment(now: number, wanted: Moment, timezone: string): number {
  const today = localDay(now, timezone);
  for (const days of DAYS) {
    const day = today.add({ days });
    const clock = clockOn(day.dayOfWeek, wanted);
    const at = clock === undefined ? undefined : instantOf(day, clock, timezone);
    if (at !== undefined && at > now - GRACE) return at;
  }
  return now;
}

/** When the moment is on a day of the week (1 is Monday), as `HH:MM`; undefined when that day has none. */
function clockOn(weekday: number, wanted: Moment): string | undefined {
  const isWeekend = weekday >= SATURDAY;
  switch (wanted) {
    case 'morning':
      return isWeekend ? '09:00' : '07:00';
    case 'commute':
      return isWeekend ? undefined : '08:00';
    case 'evening':
      return '19:00';
    default:
      return wanted;
  }
}
