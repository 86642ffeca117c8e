import { describe, test } from 'vitest';
import type { ScoringModel } from '../../src/contract/policy.ts';
import { offerTo } from '../../src/member/offer-to.ts';
import type { Stubs } from '../../src/platform/stubs.ts';
import { activityOf } from '../decide/cases.ts';
import { offered } from '../member/world.ts';
import { edge, freshTenant, NOON, push } from './world.ts';

const model: ScoringModel = {
  kind: 'logistic',
  open: { intercept: -2, weights: { 'edge.affinity.likes': 1 } },
  defaults: {},
  name: 'm',
  version: 1,
  digest: 'by-likes',
};

/** Bob drops an event of ada's, and says by how much he cannot reach the floor. */
async function publish(of: Stubs): Promise<void> {
  const relevance = { floor: 0.5, value: 1, cost: 0 };
  const activity = activityOf({ actor: 'ada' }, { channels: ['in-app'], model, relevance });
  const edges = [{ node: 'ada', kind: 'follow', strength: 1 }];
  const candidate = offered({ activity, edges, bound: { node: 'ada', key: 'by-likes' } });
  await offerTo(of.member('bob'), [candidate], NOON, false);
}

describe('bounds that were computed with a dataset', () => {
  test('happy: a push of another number of it lifts them before it is answered', async ({ expect }) => {
    const { of } = freshTenant();
    await publish(of);
    const rows = [{ target: 'actor:ada', features: { likes: 1 } }];
    expect(await of.member('bob').putFeatures('affinity', rows, 1, NOON)).toEqual({
      kind: 'put',
      letGo: [],
      lifts: [{ node: 'ada', key: 'by-likes', sequence: 1 }],
    });
    // Whoever asks next is told as long as nobody has said that the audience has heard: here the Worker of a push.
    await push(of, [edge('bob', 'ada', 2)], undefined, NOON + 1);
    expect(await of.member('bob').putFeatures('affinity', [], NOON + 2, NOON + 2)).toMatchObject({ lifts: [] });
  });

  test('edge: a push of another dataset lifts nothing', async ({ expect }) => {
    const { of } = freshTenant();
    await publish(of);
    const rows = [{ target: 'actor:ada', features: { likes: 1 } }];
    expect(await of.member('bob').putFeatures('other', rows, 1, NOON)).toMatchObject({ lifts: [] });
  });
});
