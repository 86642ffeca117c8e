import { Temporal } from 'temporal-polyfill';

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
];

/** The local time of a moment (ms since the epoch): `19:02`, and `19:02:09` when it is not a full minute. */
export function clockOf(at: number, timezone: string): string {
  const { hour, minute, second } = localOf(at, timezone);
  return (second === 0 ? [hour, minute] : [hour, minute, second]).map(twoDigits).join(':');
}

/** The local day of a moment in words: `Monday 13 June`. */
export function dateOf(at: number, timezone: string): string {
  const { day, month, dayOfWeek } = localOf(at, timezone);
  return `${WEEKDAYS[dayOfWeek - 1]} ${day} ${MONTHS[month - 1]}`;
}

/** Which day of a story a moment belongs to; its day 1 is the date it begins on. */
export function dayOf(at: number, timezone: string, begins: string): number {
  const day = localOf(at, timezone).toPlainDate();
  return Temporal.PlainDate.from(begins).until(day, { largestUnit: 'days' }).days + 1;
}

/** The moment of a local time `HH:MM` on a day of a story, ms since the epoch. */
export function momentOf(begins: string, day: number, clock: string, timezone: string): number {
  const date = Temporal.PlainDate.from(begins).add({ days: day - 1 });
  return date.toZonedDateTime({ timeZone: timezone, plainTime: Temporal.PlainTime.from(clock) }).epochMilliseconds;
}

function localOf(at: number, timezone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timezone);
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
