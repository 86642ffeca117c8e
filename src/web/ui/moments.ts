const UNITS: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number])[] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' });
const date = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short' });
const weekday = new Intl.DateTimeFormat('en', { weekday: 'long' });
const clock = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const full = new Intl.DateTimeFormat('en', { dateStyle: 'full', timeStyle: 'medium' });

/** How long ago an instant was, in a few words: "now", "5 min. ago", "yesterday", "Nov 3" after a week. */
export function ago(instant: string, now: number): string {
  const seconds = (Date.parse(instant) - now) / 1_000;
  if (Math.abs(seconds) >= 7 * 86_400) return date.format(new Date(instant));
  for (const [unit, length] of UNITS) {
    if (Math.abs(seconds) >= length) return relative.format(Math.trunc(seconds / length), unit);
  }
  return 'now';
}

/** An instant near now on the clock of this browser: "14:05", "tomorrow 08:00", "Monday 08:00", "Nov 3 08:00". */
export function onTheClock(instant: string, now: number): string {
  const moment = new Date(instant);
  const days = Math.round((startOfDay(moment.getTime()) - startOfDay(now)) / 86_400_000);
  const day =
    days === 0
      ? ''
      : Math.abs(days) === 1
        ? relative.format(days, 'day')
        : days > 1 && days < 7
          ? weekday.format(moment)
          : date.format(moment);
  return `${day} ${clock.format(moment)}`.trim();
}

/** An instant in full, in the zone of this browser. */
export function inFull(instant: string): string {
  return full.format(new Date(instant));
}

function startOfDay(instant: number): number {
  return new Date(instant).setHours(0, 0, 0, 0);
}
