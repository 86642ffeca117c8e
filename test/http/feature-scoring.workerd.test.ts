import { describe, test } from 'vitest';
import { type Json, newTenant, type TestTenant } from './world.ts';

/** A tenant with a type that is scored by features of two datasets, all of which are recorded. */
async function scoring(change: Readonly<Record<string, unknown>> = {}): Promise<TestTenant> {
  const tenant = await newTenant();
  const weights = {
    'edge.affinity.likes': 1,
    'recipient.affinity.age': 0.5,
    'actor.fame.followers': 0.1,
    'entity.fame.rise': 1,
  };
  const model = { kind: 'logistic', open: { intercept: 0, weights }, record: 1, ...change };
  await tenant.ask('PUT', '/v1/models/opens', { body: model });
  await tenant.ask('PUT', '/v1/types/scored', {
    body: { class: 'content', channels: ['in-app'], model: 'opens', template: { title: '{{actor}} posted' } },
  });
  return tenant;
}

/** Posts an event of ada's to bob, and gives the numbers that it was decided by. */
async function numbersOf(tenant: TestTenant, id: string): Promise<Json> {
  const item = { id: 'post', entities: ['sun'] };
  const body = { id, source: 'test', type: 'scored', data: { actor: 'ada', item, recipients: ['bob'] } };
  const posted = await tenant.ask('POST', '/v1/events', { body });
  if (posted.status !== 202) throw new Error(JSON.stringify(posted.json));
  const { json } = await tenant.ask('GET', '/v1/members/bob/decisions?limit=1');
  return json.items?.[0]?.numbers as Json;
}

const affinity = [
  { member: 'bob', actor: 'ada', features: { likes: 2 } },
  { member: 'bob', features: { age: 4 } },
];
const fame = [
  { actor: 'ada', features: { followers: 10 } },
  { entity: 'sun', features: { rise: -3 } },
];
const pOpen = (logOdds: number) => 1 / (1 + Math.exp(-logOdds));

describe('an event that is scored by what was pushed', () => {
  test('happy: by numbers of the member, their edge, the actor and the entity; and they are recorded', async ({
    expect,
  }) => {
    const tenant = await scoring();
    await tenant.ask('PUT', '/v1/features/affinity', { body: affinity });
    await tenant.ask('PUT', '/v1/features/fame', { body: fame });
    const numbers = await numbersOf(tenant, '1');
    expect(numbers).toMatchObject({
      'edge.affinity.likes': 2,
      'recipient.affinity.age': 4,
      'actor.fame.followers': 10,
      'entity.fame.rise': -3,
    });
    expect(numbers.pOpen).toBeCloseTo(pOpen(2 + 0.5 * 4 + 0.1 * 10 - 3), 9);
  });

  test('edge: a dataset that is too old counts as missing, one that is not does not', async ({ expect }) => {
    const tenant = await scoring({ maxAge: { affinity: 3_600, fame: 3_600 } });
    await tenant.ask('PUT', '/v1/features/affinity', { body: affinity });
    // Of a full push that has not ended nobody knows how old it is.
    await tenant.ask('PUT', '/v1/features/fame?mode=full&push=p', { body: fame });
    const numbers = await numbersOf(tenant, '1');
    expect(numbers).toMatchObject({ 'edge.affinity.likes': 2 });
    expect(numbers).not.toHaveProperty('actor.fame.followers');
    expect(numbers.pOpen).toBeCloseTo(pOpen(2 + 0.5 * 4), 9);
  });

  test('refusal: with nothing pushed everything is missing', async ({ expect }) => {
    const tenant = await scoring();
    expect((await numbersOf(tenant, '1')).pOpen).toBeCloseTo(0.5, 9);
  });
});
