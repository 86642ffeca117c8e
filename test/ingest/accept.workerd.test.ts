import { afterEach, describe, test, vi } from 'vitest';
import { ask, bindings, newTenant, type TestTenant, until } from '../http/world.ts';

afterEach(() => void vi.restoreAllMocks());

const post = { class: 'content', template: { title: 'Hello' } };

/** Posts events of a type to members, one each, and gives their ids. */
async function postTo(tenant: TestTenant, type: string, ...members: string[]): Promise<string[]> {
  const events = members.map((member) => ({
    id: crypto.randomUUID(),
    source: 'test',
    type,
    data: { actor: 'ada', item: { id: 'i', features: { length: 3 } }, recipients: [member] },
  }));
  const { json } = await tenant.ask('POST', '/v1/events', { body: events });
  return events.map((_each, index) => String(json[index]?.id));
}

const statusOf = async (tenant: TestTenant, id: string | undefined) =>
  (await tenant.ask('GET', `/v1/events/${id}`)).json;
const doneOf = (tenant: TestTenant, id: string | undefined) =>
  until(
    () => statusOf(tenant, id),
    ({ state }) => String(state) === 'done',
  );

describe('events of a type that names a model', () => {
  test('happy: are scored by its newest version, by the numbers of the item', async ({ expect }) => {
    const tenant = await newTenant();
    const model = (weight: number) => ({
      kind: 'logistic',
      open: { intercept: 0, weights: { 'item.length': weight } },
      disable: { intercept: -100, weights: {} },
    });
    await tenant.ask('PUT', '/v1/models/opens', { body: model(1) });
    await tenant.ask('PUT', '/v1/types/scored', { body: { ...post, model: 'opens', floor: 0.5 } });
    const [kept] = await postTo(tenant, 'scored', 'bob');
    expect(await doneOf(tenant, kept)).toMatchObject({ decisions: { drop: 0 } });
    await tenant.ask('PUT', '/v1/models/opens', { body: model(-1) });
    const [dropped] = await postTo(tenant, 'scored', 'cleo');
    expect(await doneOf(tenant, dropped)).toMatchObject({ decisions: { drop: 1 }, reasons: { 'below-floor': 1 } });
    const trace = (await tenant.ask('GET', '/v1/members/cleo/decisions')).json;
    expect(trace.items).toMatchObject([
      { reason: 'below-floor', numbers: { pOpen: expect.closeTo(1 / (1 + Math.E ** 3)) } },
    ]);
  });
});

describe('events of a type that must be verified', () => {
  test('refusal: are dropped for everybody when their enricher may not be asked', async ({ expect }) => {
    vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const tenant = await newTenant({ enricherHosts: ['facts.example.com'] });
    const enrichers = [{ name: 'reputation', url: 'https://facts.example.com/', onFailure: 'closed' }];
    await tenant.ask('PUT', '/v1/types/checked', { body: { ...post, enrichers } });
    const settings = { enricherHosts: [] };
    await ask('PUT', `/v1/tenants/${tenant.name}`, { key: bindings.TOWER_ROOT_KEY, body: { settings } });
    const [id] = await postTo(tenant, 'checked', 'bob');
    expect(await doneOf(tenant, id)).toMatchObject({ decisions: { drop: 1 }, reasons: { unverified: 1 } });
  });
});

describe('events beyond the rate of their type', () => {
  test('happy: go through the bulk lane, say so, and reach everybody all the same', async ({ expect }) => {
    const tenant = await newTenant();
    await tenant.ask('PUT', '/v1/types/busy', {
      body: { ...post, class: 'transactional', rate: { perSecond: 1, burst: 2 } },
    });
    const ids = await postTo(tenant, 'busy', 'a', 'b', 'c', 'd');
    const first = await statusOf(tenant, ids[0]);
    expect(first).not.toHaveProperty('slowed');
    for (const id of ids) expect(await doneOf(tenant, id)).toMatchObject({ offered: 1, decisions: { send: 1 } });
    for (const id of ids.slice(2)) expect(await statusOf(tenant, id)).toMatchObject({ slowed: true });
    for (const member of ['a', 'b', 'c', 'd']) {
      expect((await tenant.ask('GET', `/v1/members/${member}`)).json).toMatchObject({ unseen: 1 });
    }
  });
});
