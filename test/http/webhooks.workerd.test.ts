import { afterEach, describe, test, vi } from 'vitest';
import { reportToken } from '../../src/channels/report-token.ts';
import { isWebhookSecret } from '../../src/channels/webhook/sign.ts';
import { pushKeys } from '../support/push-keys.ts';
import { ask, bindings, keyWith, newTenant, note, type TestTenant, tokenOf, until } from './world.ts';

afterEach(() => void vi.unstubAllGlobals());

const HOST = 'hooks.example.com';
const PUSHES = 'https://fcm.googleapis.com/fcm/send/';
const body = { url: `https://${HOST}/crm`, events: ['notification.sent'] };

interface Posted {
  readonly url: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Lets the tenant's server answer so; gives what it was told. */
function theServer(status = 200): Posted[] {
  const posted: Posted[] = [];
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    // The push service takes what is for a phone, and refuses all else for good.
    if (url.startsWith(PUSHES)) return new Response(null, { status: url.endsWith('phone') ? 201 : 400 });
    const { type, data } = JSON.parse(String(init.body)) as Posted;
    posted.push({ url, type, data });
    return new Response('well?', { status });
  });
  return posted;
}

const hooked = () => newTenant({ providerHosts: [HOST] });
const put = (tenant: TestTenant, name = 'crm', more: object = {}) =>
  tenant.ask('PUT', `/v1/webhooks/${name}`, { body: { ...body, ...more } });

describe('webhooks of a tenant', () => {
  test('happy: made with a secret that is shown once, listed, changed, rotated, removed', async ({ expect }) => {
    const tenant = await hooked();
    const made = await put(tenant);
    expect(made).toMatchObject({ status: 200, json: { name: 'crm', ...body, enabled: true } });
    expect(isWebhookSecret(String(made.json.secret))).toBe(true);
    expect((await put(tenant, 'crm', { enabled: false })).json).not.toHaveProperty('secret');
    const view = { name: 'crm', ...body, enabled: false, updatedAt: expect.any(String) };
    expect((await tenant.ask('GET', '/v1/webhooks')).json).toEqual({ items: [view], next: null });
    expect((await tenant.ask('GET', '/v1/webhooks/crm')).json).toEqual(view);
    const rotated = await tenant.ask('POST', '/v1/webhooks/crm/rotate');
    expect(isWebhookSecret(String(rotated.json.secret))).toBe(true);
    expect(rotated.json.secret).not.toBe(made.json.secret);
    const rows = JSON.stringify(await tenant.of.tenant().webhooks());
    for (const { secret } of [made.json, rotated.json]) expect(rows).not.toContain(String(secret).slice(6));
    expect((await tenant.ask('DELETE', '/v1/webhooks/crm')).status).toBe(204);
    expect((await tenant.ask('GET', '/v1/webhooks/crm')).status).toBe(404);
  });

  test('happy: a test says what the server said, also while it is off', async ({ expect }) => {
    const tenant = await hooked();
    await put(tenant, 'crm', { enabled: false });
    const posted = theServer();
    expect((await tenant.ask('POST', '/v1/webhooks/crm/test')).json).toEqual({ told: true, status: 200 });
    expect(posted).toEqual([{ url: body.url, type: 'webhook.test', data: { webhook: 'crm' } }]);
    theServer(500);
    expect((await tenant.ask('POST', '/v1/webhooks/crm/test')).json).toEqual({
      told: false,
      status: 500,
      reason: 'http-500: well?',
    });
  });

  test('edge: twenty and no more; one that is known can still be changed', async ({ expect }) => {
    const tenant = await hooked();
    for (let number = 0; number < 20; number++) expect((await put(tenant, `w${number}`)).status).toBe(200);
    expect((await put(tenant, 'w20')).status).toBe(409);
    expect((await put(tenant, 'w0', { enabled: false })).status).toBe(200);
  });

  test.for([
    ['http://hooks.example.com/', 'url'],
    ['https://elsewhere.example.com/', 'url'],
    ['https://hooks.example.com:8443/', 'url'],
    ['http://127.0.0.1:8080/', 'url'],
    ['https://169.254.169.254/', 'url'],
    ['https://hooks.example.com@127.0.0.1/', 'url'],
    ['https://2130706433/', 'url'],
    ['not a url', 'url'],
  ] as const)('refusal: %s', async ([url, path], { expect }) => {
    const tenant = await hooked();
    expect(await put(tenant, 'crm', { url })).toMatchObject({ status: 400, json: { errors: [{ path }] } });
    expect(await put(tenant, 'crm', { events: ['notification.sold'] })).toMatchObject({
      status: 400,
      json: { errors: [{ path: 'events.0' }] },
    });
    expect((await tenant.ask('GET', '/v1/webhooks')).json.items).toEqual([]);
  });

  test('security: those of another tenant are not there, and only an admin key may', async ({ expect }) => {
    const [tenant, other] = [await hooked(), await hooked()];
    await put(tenant);
    const posted = theServer();
    for (const [method, path] of [
      ['GET', ''],
      ['DELETE', ''],
      ['POST', '/rotate'],
      ['POST', '/test'],
    ] as const) {
      expect((await other.ask(method, `/v1/webhooks/crm${path}`)).status).toBe(404);
    }
    expect((await other.ask('GET', '/v1/webhooks')).json.items).toEqual([]);
    expect((await tenant.ask('GET', '/v1/webhooks')).json.items).toHaveLength(1);
    const key = await keyWith(tenant, 'events', 'members', 'graph', 'features');
    expect((await tenant.ask('GET', '/v1/webhooks', { key })).status).toBe(403);
    expect((await tenant.ask('PUT', '/v1/webhooks/crm', { key, body })).status).toBe(403);
    expect(posted).toEqual([]);
  });
});

describe('what a tenant’s server is told', () => {
  test('sent and failed deliveries, once each, and a click on a push', async ({ expect }) => {
    const tenant = await hooked();
    await put(tenant, 'crm', { events: ['notification.sent', 'notification.failed', 'notification.clicked'] });
    const posted = theServer();
    const token = await tokenOf(tenant, 'ada');
    for (const device of ['phone', 'laptop']) {
      const { p256dh, auth } = pushKeys();
      const subscription = { endpoint: `${PUSHES}${device}`, keys: { p256dh, auth } };
      await tenant.ask('PUT', '/v1/me/devices', { key: token, body: { kind: 'web-push', subscription } });
    }
    const { json } = await tenant.ask('POST', '/v1/events', { body: note(['ada']) });
    await until(
      async () => posted,
      (all) => all.length >= 2,
    );
    const common = { member: 'ada', notification: json.id, type: 'note', channel: 'web-push', attempt: 1 };
    const more = { device: expect.any(String), at: expect.any(String) };
    expect(posted.toSorted((a, b) => (a.type < b.type ? -1 : 1))).toEqual([
      {
        url: body.url,
        type: 'notification.failed',
        data: { ...common, ...more, reason: expect.stringMatching(/^http-400/) },
      },
      { url: body.url, type: 'notification.sent', data: { ...common, ...more } },
    ]);

    const device = String(posted.find(({ type }) => type === 'notification.sent')?.data.device);
    const of = { tenant: tenant.name, member: 'ada', notification: String(json.id), device };
    const report = reportToken(of, bindings.TOWER_TOKEN_KEY, Date.now());
    const click = { token: report, what: 'clicked', at: new Date().toISOString() };
    expect((await ask('POST', '/v1/push/reports', { body: click })).status).toBe(204);
    const [clicked] = await until(
      async () => posted.slice(2),
      (all) => all.length >= 1,
    );
    expect(clicked?.data).toEqual({ member: 'ada', notification: json.id, action: 'click', at: click.at });
  });

  test('seen, clicked and changed settings of a member, as they happen', async ({ expect }) => {
    const tenant = await hooked();
    await put(tenant, 'crm', { events: ['notification.seen', 'notification.clicked', 'preference.updated'] });
    const posted = theServer();
    const told = (count: number) =>
      until(
        async () => posted,
        (all) => all.length >= count,
      );
    const token = await tokenOf(tenant, 'ada');
    const me = (method: string, path: string, content: unknown) =>
      tenant.ask(method, `/v1/me${path}`, { key: token, body: content });
    for (let number = 0; number < 3; number++) await tenant.ask('POST', '/v1/events', { body: note(['ada']) });
    const timeline = await until(
      () => tenant.ask('GET', '/v1/me/timeline', { key: token }),
      ({ json }) => (json.items as unknown as unknown[]).length === 3,
    );
    const [newest, middle, oldest] = (timeline.json.items as unknown as { id: string }[]).map(({ id }) => id);

    await me('POST', '/timeline/seen', { upTo: middle });
    await told(1);
    await me('POST', '/timeline/read', { ids: [newest, middle] });
    await told(2);
    await me('POST', '/timeline/seen', { upTo: newest });
    await me('POST', '/engagements', [
      { action: 'open', notification: newest, channel: 'in-app' },
      { action: 'like', notification: newest },
      { action: 'click', notification: 'made up' },
    ]);
    await told(3);
    await me('PUT', '/preferences', { muted: [{ actor: 'eve' }] });
    await told(4);
    await tenant.ask('POST', '/v1/engagements', { body: [{ member: 'ada', action: 'mute', actor: 'bob' }] });
    await told(5);
    expect(posted.map(({ type, data: { at: _, ...data } }) => [type, data])).toEqual([
      ['notification.seen', { member: 'ada', notifications: [middle, oldest] }],
      ['notification.seen', { member: 'ada', notifications: [newest] }],
      ['notification.clicked', { member: 'ada', notification: newest, action: 'open', channel: 'in-app' }],
      ['preference.updated', { member: 'ada', by: 'member' }],
      ['preference.updated', { member: 'ada', by: 'engagement' }],
    ]);
  });
});
