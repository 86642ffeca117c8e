import fc from 'fast-check';
import { describe, test } from 'vitest';
import { holdEndpoint } from '../../src/audience/hold-endpoint.ts';
import { offerTo } from '../../src/member/offer-to.ts';
import { ask, bindings, newTenant, type TestTenant, tokenOf } from '../http/world.ts';
import { candidateAt, TRANSACTIONAL } from '../member/world.ts';
import { pushKeys } from '../support/push-keys.ts';
import { aConfig } from './web-push-samples.ts';

const newEndpoint = () => `https://fcm.googleapis.com/fcm/send/${crypto.randomUUID()}`;
const { p256dh, auth } = pushKeys();
const subscriptionOf = (endpoint: string) => ({ endpoint, keys: { p256dh, auth } });

async function register(tenant: TestTenant, member: string, endpoint: string, more: object = {}) {
  const body = { kind: 'web-push', subscription: subscriptionOf(endpoint), ...more };
  return ask('PUT', '/v1/me/devices', { key: await tokenOf(tenant, member), body });
}
const renew = (token: unknown, endpoint: string, more: object = {}) =>
  ask('POST', '/v1/push/renewals', { body: { token, subscription: subscriptionOf(endpoint), ...more } });
const endpointsOf = async (tenant: TestTenant, member: string) =>
  (await tenant.of.member(member).endpoints()).map(({ endpoint }) => endpoint);

describe('an endpoint rings for one member', () => {
  test('happy: registered for another, it is taken from the first; back again as well', async ({ expect }) => {
    const tenant = await newTenant();
    const endpoint = newEndpoint();
    for (const [member, other] of [
      ['ada', 'bob'],
      ['bob', 'ada'],
      ['ada', 'bob'],
    ] as const) {
      expect((await register(tenant, member, endpoint)).status).toBe(200);
      expect(await endpointsOf(tenant, member)).toEqual([endpoint]);
      expect(await endpointsOf(tenant, other)).toEqual([]);
    }
  });

  test('edge: other browsers, and the same one in another tenant, stay', async ({ expect }) => {
    const [one, other] = [await newTenant(), await newTenant()];
    const [endpoint, second] = [newEndpoint(), newEndpoint()];
    await register(one, 'ada', endpoint);
    await register(one, 'ada', second);
    await register(other, 'ada', endpoint);
    await register(one, 'bob', endpoint);
    expect(await endpointsOf(one, 'ada')).toEqual([second]);
    expect(await endpointsOf(other, 'ada')).toEqual([endpoint]);
  });

  test('law: of all who register it at once, exactly one has it in the end', async ({ expect }) => {
    const tenant = await newTenant();
    const members = ['ada', 'bob', 'eve'];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...members), { minLength: 2, maxLength: 6 }), async (at) => {
        const endpoint = newEndpoint();
        await Promise.all(at.map((member) => register(tenant, member, endpoint)));
        const held = await Promise.all(members.map((member) => endpointsOf(tenant, member)));
        expect(held.flat().filter((each) => each === endpoint)).toHaveLength(1);
      }),
      { numRuns: 8 },
    );
  });

  test('edge: a Worker that dies before it has taken is made good by the next registration', async ({ expect }) => {
    const tenant = await newTenant();
    const endpoint = newEndpoint();
    await register(tenant, 'ada', endpoint);
    const dying = holdEndpoint(tenant.of, 'bob', endpoint, () => Promise.reject(new Error('died')));
    await expect(dying).rejects.toThrow('died');
    await register(tenant, 'eve', endpoint);
    const held = await Promise.all(['ada', 'bob', 'eve'].map((member) => endpointsOf(tenant, member)));
    expect(held).toEqual([[], [], [endpoint]]);
  });

  test('edge: a late take does not take what was claimed again after it', async ({ expect }) => {
    const tenant = await newTenant();
    const endpoint = newEndpoint();
    await register(tenant, 'ada', endpoint);
    const ada = tenant.of.member('ada');
    await ada.letGo(endpoint, 1);
    expect(await endpointsOf(tenant, 'ada')).toEqual([endpoint]);
    await ada.letGo(endpoint, Date.now() + 1_000);
    expect(await endpointsOf(tenant, 'ada')).toEqual([]);
  });
});

describe('the key that a browser subscribed with', () => {
  test('happy: the current one is kept when none is said, and a known one stays', async ({ expect }) => {
    const tenant = await newTenant();
    const endpoint = newEndpoint();
    const key = bindings.TOWER_VAPID_PUBLIC_KEY;
    expect((await register(tenant, 'ada', endpoint, { applicationServerKey: `${key}=` })).status).toBe(200);
    expect((await register(tenant, 'ada', endpoint)).status).toBe(200);
  });

  test('refusal: a key that is not of this deployment', async ({ expect }) => {
    const tenant = await newTenant();
    const { publicKey } = aConfig();
    const answer = await register(tenant, 'ada', newEndpoint(), { applicationServerKey: publicKey });
    expect(answer).toMatchObject({ status: 400, json: { errors: [{ path: 'applicationServerKey' }] } });
    expect(await endpointsOf(tenant, 'ada')).toEqual([]);
  });
});

describe('a new subscription of a device', () => {
  test('happy: by its page, which says what it replaces: the device keeps its id', async ({ expect }) => {
    const tenant = await newTenant();
    const [before, after] = [newEndpoint(), newEndpoint()];
    const { json } = await register(tenant, 'ada', before);
    const replaced = await register(tenant, 'ada', after, { replaces: json.id });
    expect(replaced.json.id).toBe(json.id);
    expect(await tenant.of.member('ada').endpoints()).toEqual([{ id: json.id, endpoint: after }]);
    expect((await register(tenant, 'ada', after)).json.id).toBe(json.id);
  });

  test('happy: by its service worker with the renewal token: the same, again and again', async ({ expect }) => {
    const tenant = await newTenant();
    const { json } = await register(tenant, 'ada', newEndpoint(), { app: 'chat', form: 'phone' });
    const [second, third] = [newEndpoint(), newEndpoint()];
    const renewed = await renew(json.renewal, second, { applicationServerKey: bindings.TOWER_VAPID_PUBLIC_KEY });
    expect(renewed).toMatchObject({ status: 200, json: { id: json.id } });
    expect(await renew(json.renewal, second)).toMatchObject({ status: 200, json: { id: json.id } });
    expect(await renew(renewed.json.renewal, third)).toMatchObject({ status: 200, json: { id: json.id } });
    const { items } = await ask('GET', '/v1/me/devices', { key: await tokenOf(tenant, 'ada') }).then(
      ({ json }) => json,
    );
    expect(items).toMatchObject([{ id: json.id, app: 'chat', form: 'phone' }]);
    expect(await endpointsOf(tenant, 'ada')).toEqual([third]);
  });

  test('edge: renewed to what another member has, it is taken from them', async ({ expect }) => {
    const tenant = await newTenant();
    const shared = newEndpoint();
    await register(tenant, 'bob', shared);
    const { json } = await register(tenant, 'ada', newEndpoint());
    await renew(json.renewal, shared);
    expect([await endpointsOf(tenant, 'ada'), await endpointsOf(tenant, 'bob')]).toEqual([[shared], []]);
  });

  test('edge: the old endpoint is found gone after the renewal: the device stays, and is tried at the new one', async ({
    expect,
  }) => {
    const tenant = await newTenant();
    const [before, after] = [newEndpoint(), newEndpoint()];
    const { json } = await register(tenant, 'ada', before);
    const ada = tenant.of.member('ada');
    const now = Date.now();
    const { due } = await offerTo(ada, [candidateAt(now, TRANSACTIONAL, { actor: 'bob' })], now, false);
    expect(due).toMatchObject([{ device: json.id, address: { endpoint: before } }]);
    expect((await renew(json.renewal, after)).status).toBe(200);

    const { notification = '', device = '' } = due[0] ?? {};
    const gone = { notification, device, endpoint: before, outcome: { kind: 'gone' } } as const;
    expect(await ada.settle([gone], now)).toEqual({});
    const again = await ada.take([notification], now + 2_000);
    expect(again).toMatchObject([{ device: json.id, address: { endpoint: after }, attempt: 2 }]);
    expect(await ada.settle([{ ...gone, endpoint: after }], now + 2_000)).toEqual({ [notification]: { gone: 1 } });
    expect(await endpointsOf(tenant, 'ada')).toEqual([]);
  });

  test('refusal: a device that the member has removed, or who is erased; nothing comes back', async ({ expect }) => {
    const tenant = await newTenant();
    const { json } = await register(tenant, 'ada', newEndpoint());
    const key = await tokenOf(tenant, 'ada');
    await ask('DELETE', `/v1/me/devices/${json.id}`, { key });
    expect((await renew(json.renewal, newEndpoint())).status).toBe(404);
    const again = await register(tenant, 'ada', newEndpoint());
    await tenant.ask('DELETE', '/v1/members/ada');
    expect((await renew(again.json.renewal, newEndpoint())).status).toBe(404);
    expect(await endpointsOf(tenant, 'ada')).toEqual([]);
  });

  test('refusal: tokens that are none, and subscriptions that cannot be rung', async ({ expect }) => {
    const tenant = await newTenant();
    const { json } = await register(tenant, 'ada', newEndpoint());
    for (const token of ['x', `${json.renewal}x`, await tokenOf(tenant, 'ada')]) {
      expect((await renew(token, newEndpoint())).status).toBe(401);
    }
    expect((await renew(json.renewal, 'https://10.0.0.1/push')).status).toBe(400);
    const other = { applicationServerKey: aConfig().publicKey };
    expect((await renew(json.renewal, newEndpoint(), other)).status).toBe(400);
  });
});
