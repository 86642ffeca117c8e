const UNITS: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number])[] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' });
const date = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short' });
const full = new Intl.DateTimeFormat('en', { dateStyle: 'full', timeStyle: 'medium' });

/** How long ago an instant was, in a few words: "now", "5 min. ago", "yesterday", "3 Nov" after a week. */
export function ago(instant: string, now: number): string {
  const seconds = (Date.parse(instant) - now) / 1_000;
  if (Math.abs(seconds) >= 7 * 86_400) return date.format(new Date(instant));
  for (const [unit, length] of UNITS) {
    if (Math.abs(seconds) >= length) return relative.format(Math.trunc(seconds / length), unit);
  }
  return 'now';
}

/** An instant in full, in the zone of this browser. */
export function inFull(instant: string): string {
  return full.format(new Date(instant));
}
