import type { ChannelName } from '../../contract/channel.ts';
import type { Case, Plan, Selector } from '../component.ts';
import { interrupts } from '../interrupts.ts';
import { DAY, HOUR } from '../volume/rolling-cap.ts';
import { hourOfLocal, type LocalClock, localClock, nextFullHour, sinceFullHour, WEEK_HOURS } from './local-time.ts';
import { responseProfile } from './response-profile.ts';
import { silentUntil, spreadFrom } from './silence.ts';

/** Of the best: what is expected of now must be less for a wait to be worth it. */
const GOOD_ENOUGH = 0.9;
/** ms over which the members of one best hour are spread. */
const SPREAD = 45 * 60_000;
/** ms before it expires at which it rings at the latest, so that there is time to send it. */
const TIME_TO_SEND = 60_000;

/** A moment to ring at, and the response to expect in the hour that follows: 1 is that of an average hour. */
interface Start {
  readonly at: number;
  readonly expected: number;
}

/**
 * Holds content whose timing is `best` for the hour of the next 24, and before it expires, in which the member is most
 * likely to respond; never for one of silence. At once when now is within 10 % of the best. Decided once. The trace
 * keeps the response `expected` then and `now`, unless now is silent.
 */
export const bestTime: Selector = {
  kind: 'selector',
  name: 'best-time',
  select(of, _known, plan) {
    const { policy, expiresAt } = of.candidate.activity;
    if (policy.class !== 'content' || policy.timing !== 'best' || of.again || !interrupts(plan.channels)) return plan;
    const latest = Math.min(of.now + DAY, (expiresAt ?? Number.POSITIVE_INFINITY) - TIME_TO_SEND);
    const first = silentUntil(of.now, of) ?? of.now;
    const clock = localClock(of.member.timezone);
    const expectedAt = expectation(of, plan, clock);
    const best = bestOf(startsFrom(first, latest, clock), expectedAt, (at) => silentUntil(at, of), latest);
    if (!best) return plan;
    const now = first === of.now ? expectedNow(of.now, expectedAt, clock) : undefined;
    const numbers = { expected: rounded(best.expected), ...(now === undefined ? {} : { now: rounded(now) }) };
    if (now !== undefined && now >= GOOD_ENOUGH * best.expected) {
      return { ...plan, numbers: { ...plan.numbers, ...numbers } };
    }
    const until = spreadFrom(best.at, Math.min(SPREAD, latest - best.at), of);
    return { outcome: 'hold', reason: 'best-time', numbers, until };
  },
};

/** What to expect of the hour that begins at an instant: part of one hour of the profile and part of the next. */
function expectation({ candidate, member, now }: Case, plan: Plan, clock: LocalClock): (at: number) => number {
  const { rhythm } = candidate.activity.policy;
  const channel = onlyChannel(plan.channels);
  const profile = responseProfile({
    engagements: member.past.engagements,
    timezone: member.timezone,
    now,
    ...(channel === undefined ? {} : { channel }),
    ...(rhythm === undefined ? {} : { rhythm }),
  });
  const shareAt = (at: number) => (profile[hourOfLocal(clock(at))] ?? 0) * WEEK_HOURS;
  return (at) => {
    const gone = sinceFullHour(at, clock);
    return gone === 0 ? shareAt(at) : ((HOUR - gone) * shareAt(at) + gone * shareAt(at + HOUR)) / HOUR;
  };
}

/** What is left of a good hour is as good as its beginning: who waits for it does not come at its first minute either. */
function expectedNow(now: number, expectedAt: (at: number) => number, clock: LocalClock): number {
  return Math.max(expectedAt(now), expectedAt(now - sinceFullHour(now, clock)));
}

/** The first moment, and every full local hour after it. */
function startsFrom(first: number, latest: number, clock: LocalClock): number[] {
  const starts: number[] = [];
  for (let at = first; at <= latest; at = nextFullHour(at, clock)) starts.push(at);
  return starts;
}

/**
 * The best of the starts that is not silent, the earliest of equal ones. It tries them from the best on, because to ask
 * for the silence costs more than the rest; the end of a silence is a start too.
 */
function bestOf(
  starts: readonly number[],
  expectedAt: (at: number) => number,
  silentUntil: (at: number) => number | undefined,
  latest: number,
): Start | undefined {
  const left: Start[] = starts.map((at) => ({ at, expected: expectedAt(at) }));
  const ends = new Set(starts);
  for (;;) {
    left.sort((one, other) => other.expected - one.expected || one.at - other.at);
    const best = left.shift();
    const end = best && silentUntil(best.at);
    if (end === undefined) return best;
    if (end > latest || ends.has(end)) continue;
    ends.add(end);
    left.push({ at: end, expected: expectedAt(end) });
  }
}

/** The one channel that rings; undefined when several do. */
function onlyChannel(channels: readonly ChannelName[]): ChannelName | undefined {
  const [channel, ...more] = channels.filter((each) => each !== 'in-app');
  return more.length === 0 ? channel : undefined;
}

/** To hundredths: enough to compare, and short in a trace. */
function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
