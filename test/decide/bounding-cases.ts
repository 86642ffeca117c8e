import type { CandidateActivity, CandidateEdge } from '../../src/contract/activity.ts';
import type { ModelDefinition } from '../../src/contract/model.ts';
import type { Policy, ScoringModel } from '../../src/contract/policy.ts';
import type { Case } from '../../src/decide/component.ts';
import type { PastNotification } from '../../src/decide/member-state.ts';
import { activityOf, memberOf, NOON } from './cases.ts';
import { row } from './past.ts';

export const RELEVANCE = { floor: 0.3, value: 1, cost: 20 };
let digests = 0;

/** A stored model, with a digest like no other's. */
export function logistic(weights: Record<string, number>, crosses: [string, string, number][] = [], defaults = {}) {
  const definition: ModelDefinition = {
    kind: 'logistic',
    open: {
      intercept: -1,
      weights,
      crosses: crosses.map(([one, other, weight]) => ({ features: [one, other], weight })),
    },
    defaults,
  };
  return { ...definition, name: 'm', version: 1, digest: `digest-${digests++}` } satisfies ScoringModel;
}

/** An event that the model judges by a floor. */
export function content(model: ScoringModel, policy: Partial<Policy> = {}, change: Partial<CandidateActivity> = {}) {
  return activityOf(change, { model, relevance: RELEVANCE, ...policy });
}

/** A follower of the actor's, whose bound is asked for. */
export function followedCase(activity: CandidateActivity, member = memberOf(), now = NOON, strength = 0.5): Case {
  const edges: CandidateEdge[] = [{ node: 'star', kind: 'follow', strength }];
  return { candidate: { activity, edges, bound: { node: 'star', key: 'k' } }, member, now };
}

/** A notification of the timeline only, which never rang. */
export function past(id: string, at: number, change: Partial<PastNotification> = {}): PastNotification {
  return row(id, { at, item: null, channels: ['in-app'], interruptedAt: null, ...change });
}
