import type { Candidate } from '../../src/contract/activity.ts';
import { HOUR } from '../../src/decide/volume/rolling-cap.ts';
import { eventId } from '../../src/platform/event-id.ts';
import { YEAR_START } from './year-plan.ts';
import { YEAR_TYPES } from './year-types.ts';

/** Something that becomes of a candidate over time, and what is needed to see what it costs. */
export interface OutcomePlan {
  /** What has to be there before; its rows are not counted. */
  readonly before: readonly Candidate[];
  readonly counted: readonly Candidate[];
  /** When all of it is over, ms since the epoch. */
  readonly until: number;
}

/** Noon of the member's first day. */
const NOON = YEAR_START + 11 * HOUR;
const MINUTE = 60_000;

/** By the name under which the table lists it. */
export const OUTCOME_PLANS = {
  'merged into what has rung': {
    before: several('photo.liked', 1, NOON),
    counted: several('photo.liked', 20, NOON + MINUTE),
    until: NOON + 2 * HOUR,
  },
  'in a digest of 10': {
    before: [],
    counted: several('group.news', 10, NOON),
    until: NOON + 24 * HOUR,
  },
  'held for a slot, then rung': {
    before: several('post.published', 1, NOON),
    counted: several('post.published', 1, NOON + MINUTE),
    until: NOON + 7 * HOUR,
  },
  'rung, then a reminder': {
    before: [],
    counted: several('task.assigned', 1, NOON),
    until: NOON + 4 * HOUR,
  },
} as const satisfies Record<string, OutcomePlan>;

/** So many candidates of a type, a minute after one another, each of another actor; what can be one story is one. */
function several(name: string, count: number, from: number): Candidate[] {
  const type = YEAR_TYPES.find((each) => each.name === name);
  if (!type) throw new Error(`There is no type ${name} in the simulated year`);
  return Array.from({ length: count }, (_, index): Candidate => {
    const at = from + index * MINUTE;
    return {
      activity: {
        id: eventId(at, index.toString().padStart(16, '0')),
        type: name,
        actor: `somebody-${at}`,
        item: type.isStory ? 'photo-1' : `item-${at}`,
        ...(type.isStory ? { group: 'photo-1' } : {}),
        content: { title: 'Ada has news', body: 'What a day for a picnic', url: 'https://example.com/1' },
        policy: type.policy,
      },
    };
  });
}
