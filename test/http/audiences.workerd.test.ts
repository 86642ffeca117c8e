import { describe, test } from 'vitest';
import { ask, keyWith, newTenant, type TestTenant, until } from './world.ts';

const plan = (value: string) => ({ attr: 'plan', op: 'eq', value });

async function withMembers(): Promise<TestTenant> {
  const tenant = await newTenant();
  await tenant.ask('PUT', '/v1/members', {
    body: [
      { id: 'ada', region: 'weur', attributes: { plan: 'pro', tags: ['cats', 'dogs'] } },
      { id: 'bob', region: 'enam', attributes: { plan: 'pro' }, createdAt: '2026-01-01T00:00:00Z' },
      { id: 'eve', region: 'weur', attributes: { plan: 'free' } },
    ],
  });
  return tenant;
}

const preview = (tenant: TestTenant, where: unknown) =>
  tenant.ask('POST', '/v1/audiences/preview', { body: { where } });

describe('audiences: happy', () => {
  test('a preview counts whom a predicate finds, as they are told to be now', async ({ expect }) => {
    const tenant = await withMembers();
    expect(await preview(tenant, plan('pro'))).toMatchObject({ status: 200, json: { count: 2 } });
    const where = { all: [plan('pro'), { attr: 'region', op: 'in', value: ['weur', 'eeur'] }] };
    expect((await preview(tenant, where)).json).toEqual({ count: 1, sample: ['ada'] });
    await tenant.ask('PUT', '/v1/members/eve', { body: { region: 'weur', attributes: { plan: 'pro' } } });
    expect((await preview(tenant, where)).json.count).toBe(2);
    await tenant.ask('DELETE', '/v1/members/ada');
    expect((await preview(tenant, where)).json).toEqual({ count: 1, sample: ['eve'] });
  });

  test('an event to whoever matches reaches them, and nobody else', async ({ expect }) => {
    const tenant = await withMembers();
    const event = { id: '1', source: 's', type: 'note', data: { audience: { where: plan('pro') } } };
    const posted = await tenant.ask('POST', '/v1/events', { body: event });
    expect(posted.status).toBe(202);
    const status = await until(
      () => tenant.ask('GET', `/v1/events/${posted.json.id}`),
      (answer) => answer.json.state === ('done' as unknown),
    );
    expect(status.json).toMatchObject({ audience: 2, considered: 2, offered: 2 });
    const unseen = async (member: string) => (await tenant.ask('GET', `/v1/members/${member}`)).json.unseen;
    expect([await unseen('ada'), await unseen('bob'), await unseen('eve')]).toEqual([1, 1, 0]);
    const again = await tenant.ask('POST', '/v1/events', { body: event });
    expect(again.json).toMatchObject({ id: posted.json.id, duplicate: true });
    const other = { ...event, data: { audience: { where: plan('free') } } };
    expect((await tenant.ask('POST', '/v1/events', { body: other })).status).toBe(409);
  });

  test('a type declares it, for events that name nobody', async ({ expect }) => {
    const tenant = await withMembers();
    const audience = { where: { attr: 'tags', op: 'eq', value: 'cats' } };
    const type = { class: 'content', audience, template: { title: 'Cats' } };
    expect((await tenant.ask('PUT', '/v1/types/cats', { body: type })).json.audience).toEqual(audience);
    const posted = await tenant.ask('POST', '/v1/events', { body: { id: '1', source: 's', type: 'cats', data: {} } });
    const status = await until(
      () => tenant.ask('GET', `/v1/events/${posted.json.id}`),
      (answer) => answer.json.state === ('done' as unknown),
    );
    expect(status.json).toMatchObject({ audience: 1, offered: 1 });
  });
});

describe('audiences: edge', () => {
  test('one tenant’s members are found by no other', async ({ expect }) => {
    await withMembers();
    const other = await newTenant();
    expect((await preview(other, { not: plan('none') })).json).toEqual({ count: 0, sample: [] });
  });

  test('names and values that look like SQL are names and values', async ({ expect }) => {
    const tenant = await withMembers();
    for (const words of [`' or 1=1 --`, `"; drop table profile; --`, `plan" or "1"="1`, `$.plan`]) {
      expect((await preview(tenant, { attr: words, op: 'exists' })).json.count, words).toBe(0);
      expect((await preview(tenant, { attr: 'plan', op: 'in', value: [words] })).json.count, words).toBe(0);
    }
    expect((await preview(tenant, plan('pro'))).json.count).toBe(2);
  });
});

describe('audiences: refusal', () => {
  test.for<[where: unknown, path: string]>([
    [{ attr: 'plan', op: 'like', value: '%' }, 'where.op'],
    [{ all: [plan('pro'), { attr: 'age', op: 'gt', value: true }] }, 'where.all.1.value'],
    [{ all: [] }, 'where.all'],
    ['1=1', 'where'],
  ])('a predicate that is none: %j', async ([where, path], { expect }) => {
    const tenant = await newTenant();
    const answer = await preview(tenant, where);
    expect(answer).toMatchObject({ status: 400, json: { errors: [{ path }] } });
  });

  test('too deep, in a preview, an event and a type', async ({ expect }) => {
    const tenant = await newTenant();
    let where: unknown = plan('pro');
    for (let level = 0; level < 8; level++) where = { not: where };
    expect((await preview(tenant, where)).json).toMatchObject({
      errors: [{ path: 'where', message: 'must not be nested deeper than 8 levels' }],
    });
    const event = { id: '1', source: 's', type: 'note', data: { audience: { where } } };
    expect((await tenant.ask('POST', '/v1/events', { body: event })).json).toMatchObject({
      errors: [{ path: 'data.audience.where' }],
    });
    const type = { class: 'content', audience: [{ where }], template: { title: 'x' } };
    expect((await tenant.ask('PUT', '/v1/types/deep', { body: type })).status).toBe(400);
  });

  test('a type whose audiences have more than 50 conditions in all, and an event without its entities', async ({
    expect,
  }) => {
    const tenant = await newTenant();
    const half = { where: { any: Array.from({ length: 26 }, () => plan('pro')) } };
    const template = { title: 'x' };
    const tooMany = { class: 'content', audience: [half, half], template };
    expect((await tenant.ask('PUT', '/v1/types/many', { body: tooMany })).json).toMatchObject({
      errors: [{ path: 'audience' }],
    });
    await tenant.ask('PUT', '/v1/types/topic', {
      body: { class: 'content', audience: { of: 'item.entities' }, template },
    });
    const event = { id: '1', source: 's', type: 'topic', data: { item: { id: 'i' } } };
    expect((await tenant.ask('POST', '/v1/events', { body: event })).json).toMatchObject({
      errors: [{ path: 'data.item.entities' }],
    });
  });

  test('a key without the scope `graph`', async ({ expect }) => {
    const tenant = await newTenant();
    const body = { where: plan('pro') };
    expect((await ask('POST', '/v1/audiences/preview', { body })).status).toBe(401);
    const key = await keyWith(tenant, 'events', 'members');
    expect((await ask('POST', '/v1/audiences/preview', { key, body })).status).toBe(403);
  });
});
