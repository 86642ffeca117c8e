import type { Candidate } from '../../src/contract/activity.ts';
import { DAY, HOUR } from '../../src/decide/volume/rolling-cap.ts';
import { eventId } from '../../src/platform/event-id.ts';
import { randomOf } from './random.ts';
import { YEAR_TYPES, type YearType } from './year-types.ts';

/** Something that happens to the member: a candidate comes, or they look at their timeline. ms since the epoch. */
export type YearStep =
  | { readonly at: number; readonly candidate: Candidate }
  | { readonly at: number; readonly visit: { readonly chance: number } };

/**
 * Monday 2090-01-02, 00:00 UTC: so far ahead that no alarm of the year fires by itself, and that what the member's
 * object keeps is in no way mixed up with the clock of this machine.
 */
export const YEAR_START = Date.UTC(2090, 0, 2);
const DAYS = 365;
/** People that events are by; now and then it is the member themselves. */
const ACTORS = 40;
/** Hours of the day, UTC, at which the member may look. */
const VISITS = [7.2, 12.5, 18.7];

/** One of so many equal parts of the year, in the order of time. */
export function yearPart(member: string, candidates: number, part: number, parts: number) {
  const from = YEAR_START + Math.floor((part * DAYS) / parts) * DAY;
  const to = YEAR_START + Math.floor(((part + 1) * DAYS) / parts) * DAY;
  return { from, to, steps: yearPlan(member, candidates).filter(({ at }) => at >= from && at < to) };
}

/** The whole year: always the same one. */
function yearPlan(member: string, candidates: number): YearStep[] {
  const random = randomOf(1);
  const arrivals = Array.from({ length: candidates }, (_, sequence): YearStep => {
    const at = YEAR_START + Math.floor(random() * DAYS) * DAY + timeOfArrival(random);
    return { at, candidate: candidateOf(member, at, sequence, random) };
  });
  const visits = Array.from({ length: DAYS * VISITS.length }, (_, index): YearStep => {
    const day = Math.floor(index / VISITS.length);
    const at = YEAR_START + day * DAY + ((VISITS[index % VISITS.length] ?? 0) + random() / 2) * HOUR;
    return { at: Math.floor(at), visit: { chance: random() } };
  });
  return [...arrivals, ...visits].sort((one, other) => one.at - other.at);
}

/** Mostly in the daytime; a fifth comes at any time. ms since midnight */
function timeOfArrival(random: () => number): number {
  return Math.floor(random() < 0.2 ? random() * DAY : (6 + ((random() + random()) / 2) * 17) * HOUR);
}

function candidateOf(member: string, at: number, sequence: number, random: () => number): Candidate {
  const { name, policy, isStory, lifetime } = typeFor(random() * 100);
  const actor = random() < 0.02 ? member : `actor-${Math.floor(random() * ACTORS)}`;
  const item = isStory ? `photo-${Math.floor(at / (3 * DAY))}` : `item-${sequence}`;
  return {
    activity: {
      id: eventId(at, sequence.toString().padStart(16, '0')),
      type: name,
      actor,
      item,
      ...(isStory ? { group: item } : {}),
      features: { 'item.fit': random() },
      content: { title: `${actor} has news`, body: 'What a day for a picnic', url: `https://example.com/${item}` },
      policy,
      ...(lifetime === undefined ? {} : { expiresAt: at + lifetime }),
    },
  };
}

function typeFor(place: number): YearType {
  let sum = 0;
  const found = YEAR_TYPES.find((each) => {
    sum += each.share;
    return place < sum;
  });
  if (!found) throw new Error('The shares of the types do not sum to 100');
  return found;
}
