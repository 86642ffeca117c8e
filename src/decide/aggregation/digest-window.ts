import { nextDigest } from '../timing/schedule.ts';
import type { DigestRule } from './digest-rule.ts';

/**
 * When a digest with items that came from `firstAt` to `lastAt` goes out, ms since the epoch: `now` when its moment has
 * passed. Lengths of time in the window are ms; a schedule is in the member's zone.
 *
 * No further item can put it off for ever: only a sliding window moves, and only up to `most`.
 */
export function digestDue(
  rule: Pick<DigestRule, 'window'>,
  firstAt: number,
  lastAt: number,
  now: number,
  timezone: string,
): number {
  return Math.max(now, endOf(rule.window, firstAt, lastAt, timezone));
}

function endOf(window: DigestRule['window'], firstAt: number, lastAt: number, timezone: string): number {
  if ('fixed' in window) return firstAt + window.fixed;
  if ('sliding' in window) return Math.min(lastAt + window.sliding, firstAt + window.most);
  return nextDigest(firstAt, window, timezone);
}
