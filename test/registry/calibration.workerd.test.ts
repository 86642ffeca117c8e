import { describe, test } from 'vitest';
import { countOpened, countScores } from '../../src/registry/calibration.ts';
import { keyWith, newTenant, type TestTenant } from '../http/world.ts';

const NOW = Date.UTC(2050, 5, 15, 12);
const MINUTE = 60_000;
const opens = { kind: 'logistic', open: { intercept: -1.5, weights: { 'item.length': 0.25 } } };
const several = (times: number, pOpen: number, model = 'opens@1') =>
  Array.from({ length: times }, () => ({ model, pOpen }));

async function tenantWithModel(): Promise<TestTenant> {
  const tenant = await newTenant();
  await tenant.ask('PUT', '/v1/models/opens', { body: opens });
  return tenant;
}

describe('GET /v1/models/{name}/calibration', () => {
  test('happy: what was opened beside what should have been, by how likely it was', async ({ expect }) => {
    const tenant = await tenantWithModel();
    const { of } = tenant;
    await countScores(of, [...several(500, 0.1), ...several(300, 0.6)], NOW);
    await countOpened(of, [...several(50, 0.1), ...several(150, 0.6)], NOW);
    expect((await tenant.ask('GET', '/v1/models/opens/calibration')).json).toEqual({
      model: 'opens',
      version: 1,
      count: 800,
      deciles: [
        expect.objectContaining({ count: 500, expected: expect.closeTo(0.1), observed: 0.1 }),
        expect.objectContaining({ count: 300, expected: expect.closeTo(0.6), observed: 0.5 }),
      ],
    });
  });

  test('happy: each version by itself, the newest one when none is named', async ({ expect }) => {
    const tenant = await tenantWithModel();
    const { of } = tenant;
    await tenant.ask('PUT', '/v1/models/opens', { body: { ...opens, defaults: { 'item.length': 1 } } });
    await countScores(of, [...several(600, 0.1, 'opens@1'), ...several(400, 0.1, 'opens@2')], NOW);
    const countOf = async (query: string) =>
      (await tenant.ask('GET', `/v1/models/opens/calibration${query}`)).json.count;
    expect([await countOf(''), await countOf('?version=2'), await countOf('?version=1')]).toEqual([400, 400, 600]);
  });

  test('edge: counts wait for company, until they have waited for a while or somebody asks', async ({ expect }) => {
    const { of, ask } = await tenantWithModel();
    const written = async () =>
      (await of.tenant().scores('opens', undefined))?.bins.offered.reduce((sum, each) => sum + each, 0);
    await countScores(of, several(1, 0.1), NOW);
    expect(await written()).toBe(0);
    await countScores(of, several(1, 0.1), NOW + MINUTE);
    expect(await written()).toBe(2);
    await countScores(of, several(1, 0.1), NOW + MINUTE + 1);
    expect(await written()).toBe(2);
    expect((await ask('GET', '/v1/models/opens/calibration')).json.count).toBe(3);
  });

  test('happy: from events that are scored and opened, over HTTP; what was dropped was never offered', async ({
    expect,
  }) => {
    const { ask } = await tenantWithModel();
    const template = { title: 'Read this' };
    await ask('PUT', '/v1/types/story', { body: { class: 'content', template, model: 'opens', floor: 0.2 } });
    const post = async (id: string, length: number, recipients: string[]) =>
      String(
        (
          await ask('POST', '/v1/events', {
            body: { id, source: '/stories', type: 'story', data: { item: { id, features: { length } }, recipients } },
          })
        ).json.id,
      );
    const long = await post('long', 6, ['ada', 'bob']);
    await post('short', 0, ['ada', 'bob', 'cleo']);
    const engaged = { member: 'ada', action: 'open', notification: long };
    await ask('POST', '/v1/engagements', { body: [engaged] });
    // Opened twice is opened once.
    await ask('POST', '/v1/engagements', { body: [engaged] });
    const { json } = await ask('GET', '/v1/models/opens/calibration');
    expect(json).toMatchObject({
      version: 1,
      count: 2,
      deciles: [{ count: 2, expected: expect.closeTo(0.5), observed: 0.5 }],
    });
  });

  test('happy: a challenger that decides nothing is judged by the same openings', async ({ expect }) => {
    const { ask } = await tenantWithModel();
    await ask('PUT', '/v1/models/bold', { body: { kind: 'logistic', open: { intercept: 3, weights: {} } } });
    const challenger = { model: 'bold', share: 0 };
    const template = { title: 'Read this' };
    await ask('PUT', '/v1/types/story', { body: { class: 'content', template, model: 'opens', challenger } });
    const data = { item: { id: 'long', features: { length: 6 } }, recipients: ['ada', 'bob'] };
    const { json } = await ask('POST', '/v1/events', { body: { id: 'long', source: '/stories', type: 'story', data } });
    await ask('POST', '/v1/engagements', { body: [{ member: 'ada', action: 'click', notification: json.id }] });
    const expected = { opens: 0.5, bold: 0.953 };
    for (const [model, probability] of Object.entries(expected)) {
      const answer = await ask('GET', `/v1/models/${model}/calibration`);
      const deciles = [{ count: 2, expected: expect.closeTo(probability, 2), observed: 0.5 }];
      expect(answer.json, model).toMatchObject({ count: 2, deciles });
    }
    const trace = (await ask('GET', '/v1/members/ada/decisions')).json.items;
    expect(trace).toMatchObject([
      { model: 'opens@1', beside: 'bold@1', numbers: { pOpenChallenger: expect.any(Number) } },
    ]);
  });

  test('edge: a name may hold an @', async ({ expect }) => {
    const tenant = await newTenant();
    await tenant.ask('PUT', '/v1/models/opens%40home', { body: opens });
    await countScores(tenant.of, several(1_000, 0.5, 'opens@home@1'), NOW);
    expect((await tenant.ask('GET', '/v1/models/opens%40home/calibration')).json).toMatchObject({
      model: 'opens@home',
      count: 1_000,
    });
  });

  test('refusal: a model or version that is not there, or no version at all', async ({ expect }) => {
    const tenant = await tenantWithModel();
    const statusOf = async (path: string) => (await tenant.ask('GET', `/v1/models/${path}`)).status;
    expect(await statusOf('none/calibration')).toBe(404);
    expect(await statusOf('opens/calibration?version=2')).toBe(404);
    expect(await statusOf('opens/calibration?version=x')).toBe(400);
  });

  test('security: needs the scope `features`, and a tenant has its own', async ({ expect }) => {
    const [tenant, other] = [await tenantWithModel(), await tenantWithModel()];
    await countScores(tenant.of, several(1_000, 0.5), NOW);
    expect((await other.ask('GET', '/v1/models/opens/calibration')).json.count).toBe(0);
    const ask = async (scope: string) =>
      (await tenant.ask('GET', '/v1/models/opens/calibration', { key: await keyWith(tenant, scope) })).status;
    expect([await ask('features'), await ask('events')]).toEqual([200, 403]);
  });
});
