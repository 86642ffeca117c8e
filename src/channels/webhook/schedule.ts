import type { TellMessage } from '../../contract/queue-message.ts';
import { sha256Hex } from '../../platform/hash.ts';
import { FAILS_FOR } from '../../registry/webhook-state.ts';

/** Seconds before each further try at most; the last for all that follow. A queue holds a message for 12 h at most. */
const LONGEST_PAUSES = [5, 60, 300, 1_800, 7_200, 18_000, 36_000, 43_200] as const;
const LONGEST_OF_ALL = 43_200;
/**
 * ms that something is tried: an hour longer than a server may fail, so that one that fails all the time is turned off
 * by the last try of the first message at the latest, and one that is back before that has missed nothing.
 */
export const TRIED_FOR = FAILS_FOR + 3_600_000;

/** The next try of a message. */
export interface NextTry {
  readonly message: TellMessage;
  /** Whole seconds, as queues count. */
  readonly delaySeconds: number;
}

/**
 * The next try of a message that was tried at `now` (ms); undefined when that was the last. Full jitter: anywhere between
 * at once and the longest pause of this try, so that what failed together does not come back together.
 */
export function nextTry(message: TellMessage, now: number): NextTry | undefined {
  const { times, since } = message.tried ?? { times: 0, since: now };
  const end = since + TRIED_FOR;
  if (now >= end) return undefined;
  const longest = LONGEST_PAUSES[times] ?? LONGEST_OF_ALL;
  const pause = Math.max(1, Math.round(longest * spread(message.id, times)));
  const untilEnd = Math.max(1, Math.ceil((end - now) / 1_000));
  return { message: { ...message, tried: { times: times + 1, since } }, delaySeconds: Math.min(pause, untilEnd) };
}

/** 0..1, the same for the same try. */
function spread(id: string, times: number): number {
  return Number.parseInt(sha256Hex(`${id} ${times}`).slice(0, 8), 16) / 2 ** 32;
}
