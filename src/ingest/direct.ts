import type { Activity } from '../contract/activity.ts';
import type { Delivery } from '../contract/delivery.ts';
import type { OfferDecision } from '../member/offer.ts';
import { offerTo } from '../member/offer-to.ts';
import { bounded } from '../platform/bounded.ts';
import { hashOfEventId } from '../platform/event-id.ts';
import { jsonOnce } from '../platform/json-once.ts';
import { log, messageOf } from '../platform/log.ts';
import { makeRoom } from '../platform/pace.ts';
import type { Stubs } from '../platform/stubs.ts';
import { countBy } from '../platform/tally.ts';
import { countScores } from '../registry/calibration.ts';
import type { EventResult } from './logged-event.ts';

/** Member objects asked at once by one request. */
const PARALLEL = 32;
/** A list up to this long is offered at once by the Worker that took the event; a longer one is fanned out. */
export const MOST_DIRECT = 100;

/** An activity for members who are named one by one. */
export interface DirectActivity {
  readonly activity: Activity;
  readonly members: readonly string[];
}

/** What the named members decided, and what is due to be sent now. */
export interface DirectAnswer {
  /** `done`, or `accepted` where a member's object could not be asked. */
  readonly results: readonly EventResult[];
  readonly due: readonly Delivery[];
  /** Ids of events that have to be offered again. */
  readonly unfinished: readonly string[];
}

/**
 * Offers activities to members who are named one by one: one call a member, however many candidates it carries.
 * A member whose object throws stops nobody else; their events are unfinished and offered again later.
 */
export async function offerDirect(
  of: Stubs,
  activities: readonly DirectActivity[],
  now: number,
  lease: boolean,
): Promise<DirectAnswer> {
  if (activities.some(({ activity }) => activity.lane === 'urgent')) makeRoom();
  const byMember = new Map<string, Activity[]>();
  for (const { activity, members } of activities) {
    for (const member of members) {
      const candidates = byMember.get(member);
      if (candidates) candidates.push(activity);
      else byMember.set(member, [activity]);
    }
  }
  const asked = [...byMember];
  const answers = await bounded(asked, PARALLEL, ([member, candidates]) =>
    offerTo(
      of.member(member),
      candidates.map((activity) => ({ activity: jsonOnce(activity) })),
      now,
      lease,
    ),
  );

  const decisions = new Map<string, OfferDecision[]>(activities.map(({ activity }) => [activity.id, []]));
  const due: Delivery[] = [];
  const unfinished = new Set<string>();
  answers.forEach((answer, index) => {
    if (answer.status === 'fulfilled') {
      for (const decision of answer.value.decisions) decisions.get(decision.event)?.push(decision);
      due.push(...answer.value.due);
      return;
    }
    log('error', 'offer.failed', { reason: messageOf(answer.reason) });
    for (const activity of asked[index]?.[1] ?? []) unfinished.add(activity.id);
  });
  await countScores(
    of,
    [...decisions.values()].flat().flatMap(({ scores }) => scores ?? []),
    now,
  );
  return {
    results: [...decisions].map(([event, ofEvent]) => ({
      hash: hashOfEventId(event),
      state: unfinished.has(event) ? 'accepted' : 'done',
      offered: ofEvent.length,
      decisions: countBy(ofEvent.map((each) => each.outcome)),
      reasons: countBy(ofEvent.map((each) => each.reason)),
    })),
    due,
    unfinished: [...unfinished],
  };
}
