import { describe, test } from 'vitest';
import { rulesOf } from '../../src/ingest/rules.ts';
import { newTenant } from '../http/world.ts';

const opens = { kind: 'logistic', open: { intercept: 0, weights: { 'edge.likes.count': 1 } } };
const type = { class: 'content', template: { title: 'Hello' } };

describe('the rules of a type', () => {
  test('happy: both of its models, and which datasets of the model are too old', async ({ expect }) => {
    const tenant = await newTenant();
    await tenant.ask('PUT', '/v1/models/opens', { body: { ...opens, maxAge: { views: 60, likes: 60 } } });
    await tenant.ask('PUT', '/v1/models/rival', { body: { ...opens, maxAge: { follows: 60 } } });
    await tenant.ask('PUT', '/v1/types/ranked', { body: { ...type, model: 'opens', challenger: { model: 'rival' } } });
    expect(await rulesOf(tenant.of, tenant.name, 'ranked', Date.now())).toMatchObject({
      type: { name: 'ranked', challenger: { model: 'rival', share: 0 } },
      model: { name: 'opens', version: 1 },
      challenger: { name: 'rival', version: 1 },
      // What was never pushed is too old; what only the challenger asks for changes nothing.
      stale: ['likes', 'views'],
    });
  });

  test('edge: a model that asks for nothing looks for no dataset; a type without one has none', async ({ expect }) => {
    const tenant = await newTenant();
    await tenant.ask('PUT', '/v1/models/opens', { body: opens });
    await tenant.ask('PUT', '/v1/types/ranked', { body: { ...type, model: 'opens' } });
    expect(await rulesOf(tenant.of, tenant.name, 'ranked', Date.now())).not.toHaveProperty('stale');
    expect(Object.keys((await rulesOf(tenant.of, tenant.name, 'post', Date.now())) ?? {})).toEqual(['type']);
  });

  test('refusal: a type that is not registered has none', async ({ expect }) => {
    const tenant = await newTenant();
    expect(await rulesOf(tenant.of, tenant.name, 'none', Date.now())).toBeUndefined();
  });
});
