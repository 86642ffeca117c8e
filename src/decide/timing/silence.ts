import { toMillis } from '../../contract/identifier.ts';
import type { Case } from '../component.ts';
import { jitter } from './jitter.ts';
import { quietTimesOf } from './quiet-hours.ts';
import { quietUntil } from './quiet-window.ts';

/** ms; less room than this is none. */
const LEAST_ROOM = 60_000;

/**
 * When the silence that `at` lies in ends, ms since the epoch: a snooze, then the quiet hours that the candidate
 * respects. Undefined when it may ring at `at`.
 */
export function silentUntil(at: number, of: Case): number | undefined {
  const { muteUntil } = of.member.preferences;
  const quiet = quietTimesOf(of);
  const snoozed = muteUntil ? toMillis(muteUntil) : 0;
  const awake = Math.max(at, snoozed);
  const until = quiet ? quietUntil(awake, quiet, of.member.timezone) : undefined;
  return until ?? (awake > at ? awake : undefined);
}

/**
 * A moment of the member's own from `at` on, less than `most` ms later and never in silence, when `at` is not: it
 * spreads what is meant for one moment. In the room before a silence members are as evenly spread.
 */
export function spreadFrom(at: number, most: number, of: Case): number {
  let room = most;
  while (room >= LEAST_ROOM && silentUntil(at + room, of) !== undefined) room /= 2;
  const moment = at + (room < LEAST_ROOM ? 0 : jitter(of.member.id, room));
  return silentUntil(moment, of) === undefined ? moment : at;
}
