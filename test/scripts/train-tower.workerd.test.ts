import { describe, test } from 'vitest';
import { edgeLines, featureLines, strengthsOf } from '../../scripts/train/higgs/affinity-lines.ts';
import { COLUMNS, DATASET } from '../../scripts/train/higgs/features.ts';
import { logitsOf, sigmoid } from '../../scripts/train/higgs/logits.ts';
import { Past } from '../../scripts/train/higgs/past.ts';
import { modelOfFit } from '../../scripts/train/model-of-fit.ts';
import { readDecisions } from '../../scripts/train/tower/read-decisions.ts';
import { trainOnDecisions } from '../../scripts/train/tower/train-on-decisions.ts';
import { createTower } from '../../src/client/tower.ts';
import { newTenant, worker } from '../http/world.ts';

const MEMBERS = ['ada', 'bob', 'cleo'];

function towerOf(key: string) {
  return createTower({ url: 'https://tower.test', key, fetch: (url, init) => worker().fetch(url, init) });
}

describe('a model trained on acts', () => {
  test('happy: with what was pushed for it, Tower gives the probability of the training', async ({ expect }) => {
    const past = new Past(0);
    past.follow('1', '2');
    past.follow('3', '2');
    past.moveTo(7_200, [
      { actor: '1', recipient: '2', time: 600, kind: 'RT' },
      { actor: '2', recipient: '1', time: 6_000, kind: 'RE' },
      { actor: '3', recipient: '2', time: 7_000, kind: 'MT' },
    ]);
    const weights = COLUMNS.map((_column, index) => 0.05 * ((index % 5) - 1));
    const fit = { intercept: -0.5, weights, loss: 0, steps: 0, converged: true };
    const logitOf = logitsOf(past, fit);
    const strengths = strengthsOf(past, (pair) => sigmoid(logitOf(pair)));
    const tenant = await newTenant();
    const tower = towerOf(tenant.key);
    await tower.models.put(DATASET, modelOfFit(COLUMNS, fit));
    await tower.types.put('post', {
      class: 'content',
      template: { title: 'A post' },
      channels: ['in-app'],
      model: DATASET,
    });
    const pushed = await tower.features.put(DATASET, featureLines(past, strengths));
    const edges = await tower.edges.put(edgeLines(past, strengths));
    expect([pushed.rejected, edges.rejected]).toEqual([[], []]);
    for (const member of ['1', '3']) {
      await tenant.ask('POST', '/v1/events', {
        body: { id: `to-${member}`, source: 'acts', type: 'post', data: { actor: '2', recipients: [member] } },
      });
      const { items } = await tower.decisions.page(member);
      const pair = past.pairs.find(past.names.numberOf(member), past.names.numberOf('2'));
      expect(items[0]?.numbers.pOpen).toBeCloseTo(sigmoid(logitOf(pair)), 4);
    }
  });
});

describe('training by what a Tower recorded', () => {
  test('happy: what was recorded and opened becomes a model that Tower takes and that tells them apart', async ({
    expect,
  }) => {
    const tenant = await newTenant();
    const tower = towerOf(tenant.key);
    const guess = { intercept: -1, weights: { 'item.likes': 0.01, 'item.length': 0.01 } };
    await tower.models.put('likes', { kind: 'logistic', open: guess, record: 1 });
    await tower.types.put('photo', {
      class: 'content',
      template: { title: 'A photo' },
      channels: ['in-app'],
      model: 'likes',
    });
    await tower.members.putMany(MEMBERS.map((id) => ({ id })));
    for (let photo = 0; photo < 60; photo++) {
      const likes = photo % 10;
      const { json } = await tenant.ask('POST', '/v1/events', {
        body: {
          id: `photo-${photo}`,
          source: 'album',
          type: 'photo',
          data: {
            item: { id: `photo-${photo}`, features: { likes, length: photo % 7 } },
            recipients: [MEMBERS[photo % 3]],
          },
        },
      });
      // Most open what is liked, some the rest.
      if (likes >= 6 === (photo % 11 !== 0)) {
        await tower.members.engage([
          { member: `${MEMBERS[photo % 3]}`, action: 'open', notification: String(json.id) },
        ]);
      }
    }
    const wanted = { model: 'likes', type: 'photo', settledBefore: Date.now() + 1_000 };
    const { rows, members, decisions } = await readDecisions(tower, wanted);
    expect({ members, decisions, rows: rows.length }).toEqual({ members: 3, decisions: 60, rows: 60 });
    // Twice the same decisions: enough of them to train on.
    const trained = trainOnDecisions([...rows, ...rows], [], 1);
    expect(trained.columns).toEqual(['item.length', 'item.likes']);
    expect(trained.opened).toBe(2 * rows.filter(({ opened }) => opened).length);
    const stored = await tower.models.put('likes', modelOfFit(trained.columns, trained.fit, trained.defaults));
    expect(stored).toMatchObject({ version: 2 });
    const [length = 0, likes = 0] = trained.fit.weights;
    expect(likes).toBeGreaterThan(0.3);
    expect(Math.abs(length)).toBeLessThan(likes / 2);
  });

  test('edge: of another model there is nothing', async ({ expect }) => {
    const tenant = await newTenant();
    const tower = towerOf(tenant.key);
    const read = await readDecisions(tower, { model: 'none', type: undefined, settledBefore: 0 });
    expect(read.rows).toEqual([]);
  });
});
