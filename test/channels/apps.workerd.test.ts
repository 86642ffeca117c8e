import fc from 'fast-check';
import { describe, test } from 'vitest';
import { reportToken } from '../../src/channels/report-token.ts';
import { offerTo } from '../../src/member/offer-to.ts';
import { ask, bindings, newTenant, type TestTenant, tokenOf } from '../http/world.ts';
import { candidateAt, TRANSACTIONAL } from '../member/world.ts';
import { pushKeys } from '../support/push-keys.ts';

const newToken = () => `${crypto.randomUUID()}:APA91b-${'x'.repeat(120)}`;

async function register(tenant: TestTenant, member: string, token: unknown, more: object = {}) {
  return ask('PUT', '/v1/me/devices', {
    key: await tokenOf(tenant, member),
    body: { kind: 'mobile-push', token, ...more },
  });
}
async function registerBrowser(tenant: TestTenant, member: string, more: object = {}) {
  const { p256dh, auth } = pushKeys();
  const endpoint = `https://fcm.googleapis.com/fcm/send/${crypto.randomUUID()}`;
  const body = { kind: 'web-push', subscription: { endpoint, keys: { p256dh, auth } }, ...more };
  return ask('PUT', '/v1/me/devices', { key: await tokenOf(tenant, member), body });
}
const devicesOf = async (tenant: TestTenant, member: string) =>
  (await ask('GET', '/v1/me/devices', { key: await tokenOf(tenant, member) })).json.items;
const tokensOf = async (tenant: TestTenant, member: string) =>
  (await tenant.of.member(member).endpoints()).map(({ endpoint }) => endpoint);

describe('an app that a member is rung by', () => {
  test('happy: registered, again and again the same, listed without its token, and removed', async ({ expect }) => {
    const tenant = await newTenant();
    const token = newToken();
    const { status, json } = await register(tenant, 'ada', token, { app: 'chat' });
    expect([status, json]).toEqual([200, { id: expect.stringMatching(/^[0-9a-f]{24}$/) }]);
    expect((await register(tenant, 'ada', token, { app: 'chat' })).json).toEqual(json);
    const listed = await devicesOf(tenant, 'ada');
    expect(listed).toEqual([
      { ...json, kind: 'mobile-push', host: 'fcm', form: 'phone', app: 'chat', createdAt: expect.any(String) },
    ]);
    expect(JSON.stringify(listed)).not.toContain(token);
    expect(JSON.stringify((await tenant.ask('GET', '/v1/members/ada/export')).json)).not.toContain(token);
    const key = await tokenOf(tenant, 'ada');
    expect((await ask('DELETE', `/v1/me/devices/${json.id}`, { key })).status).toBe(204);
    expect((await ask('DELETE', `/v1/me/devices/${json.id}`, { key })).status).toBe(404);
    expect(await devicesOf(tenant, 'ada')).toEqual([]);
  });

  test('happy: registered for another, it is taken from the first; in another tenant it stays', async ({ expect }) => {
    const [one, other] = [await newTenant(), await newTenant()];
    const token = newToken();
    await register(one, 'ada', token);
    await register(other, 'ada', token);
    await register(one, 'bob', token);
    expect(await Promise.all([tokensOf(one, 'ada'), tokensOf(one, 'bob'), tokensOf(other, 'ada')])).toEqual([
      [],
      [token],
      [token],
    ]);
  });

  test('law: of all who register it at once, exactly one has it in the end', async ({ expect }) => {
    const tenant = await newTenant();
    const members = ['ada', 'bob', 'eve'];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...members), { minLength: 2, maxLength: 6 }), async (at) => {
        const token = newToken();
        await Promise.all(at.map((member) => register(tenant, member, token)));
        const held = await Promise.all(members.map((member) => tokensOf(tenant, member)));
        expect(held.flat().filter((each) => each === token)).toHaveLength(1);
      }),
      { numRuns: 8 },
    );
  });

  test('happy: a refreshed token takes the place of the old one, which another member may have then', async ({
    expect,
  }) => {
    const tenant = await newTenant();
    const [before, after] = [newToken(), newToken()];
    const { json } = await register(tenant, 'ada', before, { form: 'desktop' });
    expect((await register(tenant, 'ada', after, { replaces: json.id })).json).toEqual(json);
    expect(await tenant.of.member('ada').endpoints()).toEqual([{ id: json.id, endpoint: after }]);
    expect((await register(tenant, 'ada', after)).json).toEqual(json);
    await register(tenant, 'bob', before);
    expect(await Promise.all([tokensOf(tenant, 'ada'), tokensOf(tenant, 'bob')])).toEqual([[after], [before]]);
  });

  test('edge: an app never takes the place of a browser, nor of what somebody else has, nor of nothing', async ({
    expect,
  }) => {
    const tenant = await newTenant();
    const browser = await registerBrowser(tenant, 'ada');
    const bobs = await register(tenant, 'bob', newToken());
    for (const replaces of [browser.json.id, bobs.json.id, 'nothing']) {
      const { status, json } = await register(tenant, 'ada', newToken(), { replaces });
      expect(status).toBe(200);
      expect(json.id).not.toBe(replaces);
    }
    const apps = await register(tenant, 'ada', newToken());
    const second = await registerBrowser(tenant, 'ada', { replaces: apps.json.id });
    expect(second.json.id).not.toBe(apps.json.id);
    const kinds = ((await devicesOf(tenant, 'ada')) as unknown as { kind: string }[]).map(({ kind }) => kind);
    expect(kinds.toSorted()).toEqual([...Array(4).fill('mobile-push'), ...Array(2).fill('web-push')]);
    expect(await tokensOf(tenant, 'bob')).toHaveLength(1);
  });

  test('edge: the twenty-first device sends the oldest away', async ({ expect }) => {
    const tenant = await newTenant();
    const first = await register(tenant, 'ada', newToken());
    for (let device = 0; device < 20; device++) await register(tenant, 'ada', newToken());
    const left = await tenant.of.member('ada').endpoints();
    expect(left).toHaveLength(20);
    expect(left.map(({ id }) => id)).not.toContain(first.json.id);
  });

  test('security: another member’s device, and that of a tenant’s namesake, are not there', async ({ expect }) => {
    const [one, other] = [await newTenant(), await newTenant()];
    const { json } = await register(one, 'ada', newToken());
    for (const key of [await tokenOf(one, 'bob'), await tokenOf(other, 'ada')]) {
      expect((await ask('DELETE', `/v1/me/devices/${json.id}`, { key })).status).toBe(404);
    }
    expect(await tokensOf(one, 'ada')).toHaveLength(1);
  });

  test.for([
    ['no token', undefined],
    ['an empty one', ''],
    ['a long one', 'x'.repeat(4_097)],
    ['a line feed', `${'x'.repeat(20)}\r\nAuthorization: y`],
    ['a space', `${'x'.repeat(20)} ${'y'.repeat(20)}`],
    ['other letters', 'ж'.repeat(40)],
    ['a number', 12_345],
  ] as const)('refusal: %s', async ([, token], { expect }) => {
    const tenant = await newTenant();
    expect(await register(tenant, 'ada', token)).toMatchObject({ status: 400, json: { errors: [{ path: 'token' }] } });
    expect(await register(tenant, 'ada', newToken(), { renewal: 'x' })).toMatchObject({ status: 400 });
    expect(await devicesOf(tenant, 'ada')).toEqual([]);
  });
});

describe('what becomes of a notification on an app', () => {
  /** A member whose app was sent a notification. */
  async function sent() {
    const tenant = await newTenant();
    const { json } = await register(tenant, 'ada', newToken());
    const ada = tenant.of.member('ada');
    const now = Date.now();
    const channels = ['in-app', 'mobile-push'] as const;
    const { due } = await offerTo(
      ada,
      [candidateAt(now, { ...TRANSACTIONAL, channels }, { actor: 'bob' })],
      now,
      false,
    );
    const [delivery] = due;
    if (!delivery) throw new Error('Nothing to deliver');
    return { tenant, ada, delivery, now, device: String(json.id) };
  }
  const engagementsOf = async (tenant: TestTenant) =>
    (await tenant.ask('GET', '/v1/members/ada/export')).json.engagements as unknown as readonly object[];

  test('happy: an app that opens or dismisses it says so by its report token, on the channel mobile-push', async ({
    expect,
  }) => {
    const { tenant, ada, delivery, now, device } = await sent();
    expect(delivery).toMatchObject({ channel: 'mobile-push', device });
    const { notification } = delivery;
    await ada.settle([{ notification, device, outcome: { kind: 'sent' } }], now);
    const push = { tenant: tenant.name, member: 'ada', notification, device };
    const token = reportToken(push, bindings.TOWER_TOKEN_KEY, now);
    for (const what of ['delivered', 'clicked', 'dismissed', 'clicked']) {
      const body = { token, what, at: new Date(now).toISOString() };
      expect((await ask('POST', '/v1/push/reports', { body })).status).toBe(204);
    }
    expect(await engagementsOf(tenant)).toEqual([
      expect.objectContaining({ action: 'dismiss', target: notification, channel: 'mobile-push' }),
      expect.objectContaining({ action: 'click', target: notification, channel: 'mobile-push' }),
    ]);
  });

  test('happy: a token that Firebase does not know any more is forgotten, unless it was refreshed', async ({
    expect,
  }) => {
    const { tenant, ada, delivery, now, device } = await sent();
    const { notification, address } = delivery;
    const gone = { notification, device, endpoint: address.endpoint, outcome: { kind: 'gone' } } as const;
    const after = newToken();
    await register(tenant, 'ada', after, { replaces: device });
    expect(await ada.settle([gone], now)).toEqual({});
    expect(await tokensOf(tenant, 'ada')).toEqual([after]);
    await ada.settle([{ ...gone, endpoint: after }], now);
    expect(await tokensOf(tenant, 'ada')).toEqual([]);
  });
});
