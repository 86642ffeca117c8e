import { describe, test } from 'vitest';
import type { Activity } from '../../src/contract/activity.ts';
import type { Policy, ScoringModel } from '../../src/contract/policy.ts';
import { datasetsChanged, staleDatasets } from '../../src/features/freshness.ts';
import { asksSubjects, subjectFeatures } from '../../src/features/subject-features.ts';
import type { Stubs } from '../../src/platform/stubs.ts';
import { activityOf, policyOf } from '../decide/cases.ts';
import { edge, freshTenant, NOON, push } from './world.ts';

function policyWith(features: readonly string[], change: Partial<Policy> = {}): Policy {
  const weights = Object.fromEntries(features.map((name) => [name, 1]));
  const digest = JSON.stringify(features);
  const model: ScoringModel = {
    kind: 'logistic',
    open: { intercept: 0, weights },
    defaults: {},
    name: 'm',
    version: 1,
    digest,
  };
  return policyOf({ model, ...change });
}

/** Counts the calls to partitions. */
function counting(of: Stubs): { readonly of: Stubs; readonly calls: () => number } {
  let calls = 0;
  const features = (partition: number) => {
    calls++;
    return of.features(partition);
  };
  return { of: { ...of, features }, calls: () => calls };
}

const ALL = [
  'actor.affinity.followers',
  'item.affinity.length',
  'entity.affinity.rise',
  'recipient.affinity.age',
  'edge.affinity.likes',
  'item.likes',
];
const activity = (policy: Policy, change: Partial<Activity> = {}) => ({
  ...activityOf({ actor: 'ada', item: 'post', entities: ['sun', 'moon'], ...change }),
  policy,
});

describe('what datasets tell of an event', () => {
  test('happy: of its actor and item, and of its entities the greatest', async ({ expect }) => {
    const { of, tenant } = freshTenant();
    await push(of, [
      { actor: 'ada', features: { followers: 9, unused: 1 } },
      { item: 'post', features: { length: 3 } },
      { entity: 'sun', features: { rise: -2 } },
      { entity: 'moon', features: { rise: -1 } },
    ]);
    const counted = counting(of);
    const told = () => subjectFeatures(counted.of, tenant, activity(policyWith(ALL)), NOON);
    const expected = { 'actor.affinity.followers': 9, 'item.affinity.length': 3, 'entity.affinity.rise': -1 };
    expect(await told()).toEqual(expected);
    expect(counted.calls()).toBe(4);
    expect(await told()).toEqual(expected);
    expect(counted.calls()).toBe(4);
  });

  test('edge: that nothing is known is remembered too, for a few seconds', async ({ expect }) => {
    const { of, tenant } = freshTenant();
    const counted = counting(of);
    const told = (now: number) =>
      subjectFeatures(counted.of, tenant, activity(policyWith(['actor.affinity.followers'])), now);
    expect([await told(NOON), await told(NOON + 4_999)]).toEqual([{}, {}]);
    expect(counted.calls()).toBe(1);
    await push(of, [{ actor: 'ada', features: { followers: 9 } }]);
    expect(await told(NOON + 5_000)).toEqual({ 'actor.affinity.followers': 9 });
  });

  test('edge: the challenger’s features too, and nothing of what is too old', async ({ expect }) => {
    const { of, tenant } = freshTenant();
    await push(of, [
      { actor: 'ada', features: { followers: 9 } },
      { item: 'post', features: { length: 3 } },
    ]);
    const challenger = { model: policyWith(['item.affinity.length']).model as ScoringModel, share: 0 };
    const both = policyWith(['actor.affinity.followers'], { challenger });
    expect(await subjectFeatures(of, tenant, activity(both), NOON)).toEqual({
      'actor.affinity.followers': 9,
      'item.affinity.length': 3,
    });
    expect(await subjectFeatures(of, tenant, activity({ ...both, stale: ['affinity'] }), NOON)).toEqual({});
  });

  test('refusal: who asks for nothing of the kind costs nothing', async ({ expect }) => {
    const { of, tenant } = freshTenant();
    const counted = counting(of);
    const policies = [policyOf(), policyWith(['item.likes', 'edge.affinity.likes', 'actor.sent.24h'])];
    for (const policy of policies) {
      expect(asksSubjects(policy)).toBe(false);
      expect(await subjectFeatures(counted.of, tenant, activity(policy), NOON)).toEqual({});
    }
    expect(counted.calls()).toBe(0);
  });
});

describe('freshness', () => {
  test('happy: a dataset is stale when its last whole push is too long ago, or never was', async ({ expect }) => {
    const { of, tenant } = freshTenant();
    await push(of, [edge('bob', 'ada', 1)], undefined, NOON);
    expect(await staleDatasets(of, tenant, { affinity: 60, unknown: 60 }, NOON + 1_000)).toEqual(['unknown']);
    expect(await staleDatasets(of, tenant, { affinity: 60 }, NOON + 60_000)).toEqual([]);
    expect(await staleDatasets(of, tenant, { affinity: 60 }, NOON + 60_001)).toEqual(['affinity']);
  });

  test('edge: a full push that has not ended does not count, and its end is seen when it is told', async ({
    expect,
  }) => {
    const { of, tenant } = freshTenant();
    await push(of, [edge('bob', 'ada', 1)], { id: 'full', last: false });
    expect(await staleDatasets(of, tenant, { affinity: 60 }, NOON)).toEqual(['affinity']);
    await push(of, [edge('bob', 'ada', 1)], { id: 'full', last: true });
    datasetsChanged(tenant);
    expect(await staleDatasets(of, tenant, { affinity: 60 }, NOON)).toEqual([]);
  });

  test('edge: a model that allows any age asks nobody', async ({ expect }) => {
    const { of, tenant } = freshTenant();
    const counted = counting(of);
    expect(await staleDatasets(counted.of, tenant, {}, NOON)).toEqual([]);
    expect(counted.calls()).toBe(0);
  });
});
