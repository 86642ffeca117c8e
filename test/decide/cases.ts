import type { CandidateActivity } from '../../src/contract/activity.ts';
import type { Decision } from '../../src/contract/decision.ts';
import type { Policy } from '../../src/contract/policy.ts';
import { Preferences } from '../../src/contract/preferences.ts';
import type { Case } from '../../src/decide/component.ts';
import { decideAll } from '../../src/decide/decide.ts';
import type { DeviceState, Interruption, MemberState } from '../../src/decide/member-state.ts';
import { pipeline } from '../../src/decide/pipeline.ts';

/** Saturday 2026-11-21, 12:00 UTC. */
export const NOON = Date.UTC(2026, 10, 21, 12);
export const MINUTE = 60_000;

/** The browser of a member who has one. */
export const LAPTOP: DeviceState = { id: 'laptop', channel: 'web-push', form: 'desktop' };

/** Another device of a member who has two. */
export const PHONE: DeviceState = { id: 'phone', channel: 'web-push', form: 'phone', app: 'news' };

/** A policy of content that goes to the timeline and to devices, and is under no cap but the default one. */
export function policyOf(change: Partial<Policy> = {}): Policy {
  return {
    class: 'content',
    channels: ['in-app', 'web-push'],
    mandatory: false,
    dark: false,
    typeCaps: {},
    memberPerDay: 5,
    ...change,
  };
}

export function activityOf(change: Partial<CandidateActivity> = {}, policy: Partial<Policy> = {}): CandidateActivity {
  return {
    id: '01KAJ5T1C0AAAAAAAAAAAAAAAA',
    type: 'post.published',
    actor: 'ada',
    item: 'post-1',
    content: { title: 'Ada wrote', body: '', url: '' },
    policy: policyOf(policy),
    ...change,
  };
}

/** A member with one browser, in UTC, who has changed nothing. */
export function memberOf(
  change: Partial<Omit<MemberState, 'preferences'>> & { readonly preferences?: Partial<Preferences> } = {},
): MemberState {
  return {
    id: 'bob',
    timezone: 'UTC',
    devices: [LAPTOP],
    interruptions: [],
    historyFloor: undefined,
    past: { history: [], engagements: [] },
    ...change,
    preferences: { ...Preferences.parse({}), ...change.preferences },
  };
}

export function caseOf(activity = activityOf(), member = memberOf(), change: Partial<Case> = {}): Case {
  return { candidate: { activity }, member, now: NOON, ...change };
}

/** The whole pipeline on one candidate. */
export function decideOne(activity = activityOf(), member = memberOf(), change: Partial<Case> = {}): Decision {
  const [decided] = decideAll(pipeline, member, [{ candidate: { activity }, now: NOON, ...change }]);
  if (!decided) throw new Error('no decision');
  return decided.decision;
}

/** Interruptions so many ms before noon. */
export function rangBefore(...ago: readonly number[]): Interruption[] {
  return ago.map((ms) => ({ at: NOON - ms, type: 'post.published', channels: ['web-push'] }));
}
