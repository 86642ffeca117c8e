import { describe, test } from 'vitest';
import { offerTo } from '../../src/member/offer-to.ts';
import { TRICKS, trickOf } from '../channels/ssrf-tricks.ts';
import { candidateAt, TRANSACTIONAL } from '../member/world.ts';
import { newTenant } from './world.ts';

const WEBHOOK = 'https://hooks.slack.com/services/T0/B0/x';

describe('the incoming webhook of a member', () => {
  test('happy: told in a profile, it is where they are reached, until another one is told', async ({ expect }) => {
    const tenant = await newTenant();
    expect(await tenant.ask('PUT', '/v1/members/ada', { body: { slack: WEBHOOK } })).toMatchObject({
      ...{ status: 200, json: { slack: WEBHOOK } },
    });
    const ada = tenant.of.member('ada');
    const now = Date.now();
    const channels = ['in-app', 'slack'] as const;
    let at = now;
    const candidate = () => candidateAt(at++, { ...TRANSACTIONAL, channels }, { actor: 'bob' });
    const { due } = await offerTo(ada, [candidate()], now, false);
    expect(due).toMatchObject([{ channel: 'slack', device: 'slack', address: { endpoint: WEBHOOK } }]);
    const { notification = '' } = due[0] ?? {};
    const gone = { kind: 'gone', reason: 'no_service' } as const;
    await ada.settle([{ notification, device: 'slack', endpoint: WEBHOOK, outcome: gone }], now);
    expect((await offerTo(ada, [candidate()], now, false)).due).toEqual([]);
    await tenant.ask('PUT', '/v1/members', { body: [{ id: 'ada', slack: `${WEBHOOK}2` }] });
    expect((await offerTo(ada, [candidate()], now, false)).due).toMatchObject([
      { address: { endpoint: `${WEBHOOK}2` } },
    ]);
  });

  test('happy: one that speaks as Slack does, on a host of the tenant’s', async ({ expect }) => {
    const body = { slack: 'https://chat.example.com/hooks/x' };
    const tenant = await newTenant({ providerHosts: ['chat.example.com'] });
    expect((await tenant.ask('PUT', '/v1/members/ada', { body })).status).toBe(200);
    const other = await newTenant();
    expect(await other.ask('PUT', '/v1/members/ada', { body })).toMatchObject({
      status: 400,
      json: { errors: [{ path: 'slack', message: 'must be on a host that the tenant’s `providerHosts` name' }] },
    });
  });

  test('edge: a bad one among many is the fault of its line alone', async ({ expect }) => {
    const tenant = await newTenant();
    const body = [
      { id: 'ada', slack: WEBHOOK },
      { id: 'bob', slack: 'https://10.0.0.1/hooks/x' },
      { id: 'eve', locale: 'de' },
    ];
    const { status, json } = await tenant.ask('PUT', '/v1/members', { body });
    expect(status).toBe(200);
    const errors = [{ path: 'slack', message: 'must not lead to a private address' }];
    expect(json).toEqual({ accepted: 2, rejected: [{ index: 1, errors }] });
    expect((await tenant.ask('GET', '/v1/members/bob')).json).not.toHaveProperty('slack');
    expect((await tenant.ask('GET', '/v1/members/eve')).json).toMatchObject({ locale: 'de' });
  });

  test('security: no trick is stored, by one or by many', async ({ expect }) => {
    const tenant = await newTenant();
    const addresses = TRICKS.map(([, template]) => trickOf(template, 8_080, 'hooks.slack.com'));
    const body = addresses.map((slack, index) => ({ id: `m-${index}`, slack }));
    const { json } = await tenant.ask('PUT', '/v1/members', { body });
    expect(json).toMatchObject({ accepted: 0, rejected: addresses.map(() => ({ errors: [{ path: 'slack' }] })) });
    for (const slack of addresses.slice(0, 5)) {
      const answer = await tenant.ask('PUT', '/v1/members/ada', { body: { slack } });
      expect(answer).toMatchObject({ status: 400, json: { errors: [{ path: 'slack' }] } });
      expect(JSON.stringify(answer.json)).not.toContain(slack);
    }
  });
});
