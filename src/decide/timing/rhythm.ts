import { WEEK_HOURS } from './local-time.ts';

const BASE = 36;
/** The highest digit, `z`. */
const MOST = BASE - 1;
const DIGITS = new RegExp(`^[0-9a-z]{${WEEK_HOURS}}$`);

/**
 * The day of those of whom nothing is known, an hour a digit from 00:00 on: next to nothing at night, a steep morning,
 * a plateau through work with a bump at noon, the most in the evening. It is a guess, there to be overruled by what a
 * tenant's members do.
 */
const DEFAULT_DAY = '5322249fjkkkmlkklnprsqjb';

/** The same day all week: 168 shares that sum to 1, Monday 00:00 first. */
export const DEFAULT_RHYTHM: readonly number[] = sharesOf(DEFAULT_DAY.repeat(7));

/**
 * Responses by hour of the week (168 counts, Monday 00:00 first) as the `rhythm` of a policy: 168 digits of base 36,
 * the busiest hour `z`. What is not a positive number counts as none.
 */
export function encodeRhythm(counts: readonly number[]): string {
  const known = Array.from({ length: WEEK_HOURS }, (_, hour) => {
    const count = counts[hour] ?? 0;
    return Number.isFinite(count) && count > 0 ? count : 0;
  });
  const most = Math.max(...known);
  return known.map((count) => (most > 0 ? Math.round((count / most) * MOST) : 0).toString(BASE)).join('');
}

/** The share of each hour of the week: 168 that sum to 1; undefined when the text is no rhythm, or one without a beat. */
export function decodeRhythm(rhythm: string): readonly number[] | undefined {
  return DIGITS.test(rhythm) && /[^0]/.test(rhythm) ? sharesOf(rhythm) : undefined;
}

function sharesOf(digits: string): readonly number[] {
  const counts = Array.from(digits, (digit) => Number.parseInt(digit, BASE));
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => count / total);
}
