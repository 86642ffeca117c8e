import { createHmac } from 'node:crypto';
import { afterEach, beforeAll, describe, test, vi } from 'vitest';
import { callbackUrl } from '../../src/channels/callbacks/callback-token.ts';
import { reportToken } from '../../src/channels/report-token.ts';
import { pushKeys } from '../support/push-keys.ts';
import { type Checked, checked } from './open-api-checked.ts';
import { AT, FORM, HOST, house, unanswered } from './open-api-house.ts';
import { providers } from './open-api-samples.ts';
import { pathOf } from './unsubscribe-world.ts';
import { bindings, note } from './world.ts';

afterEach(() => void vi.unstubAllGlobals());

let api: Checked;

/** A call that the document does not describe fails, whatever it is: see `open-api-checked.ts`. */
describe('what members, browsers and servers of others send and are answered is what /openapi.json says', () => {
  beforeAll(async () => {
    api = await checked();
  });

  test('of what a member sees and does', async ({ expect }) => {
    const { tenant, me, token } = await house(api);
    const ids: unknown[] = [];
    for (const _each of [1, 2, 3]) ids.push((await tenant('POST', '/v1/events', note(['ada']))).json.id);
    expect((await me('GET', '/v1/me/timeline?limit=2&archived=exclude')).json.items).toHaveLength(2);
    await me('POST', '/v1/me/timeline/seen', { upTo: ids[0] });
    const marks = [{ ids: [ids[2]] }, { upTo: ids[1] }, { all: true }];
    for (const body of marks) await me('POST', '/v1/me/timeline/read', body);
    await me('POST', '/v1/me/timeline/archive', { ids });
    const did = { action: 'like', item: 'x', channel: 'in-app', time: AT };
    await me('POST', '/v1/me/engagements', [did, { action: 'mute', actor: 'eve' }]);
    const { json } = await tenant('POST', '/v1/engagements', [{ member: 'ada', ...did }, did]);
    expect(json).toMatchObject({ accepted: 1, rejected: [{ index: 1 }] });
    const headers = { Upgrade: 'websocket' };
    expect((await me('GET', '/v1/me/live', undefined, { headers })).status).toBe(101);
    expect((await api.ask('GET', `/v1/me/live?token=${token}`, { headers })).status).toBe(101);
  });

  test('of what a member sets', async ({ expect }) => {
    const { me } = await house(api);
    const on = { channels: { email: 'off' }, types: { note: { email: 'digest' } }, categories: { a: { sms: 'on' } } };
    const muted = [{ actor: 'eve', until: AT }, { item: 'x' }, { type: 'p' }, { thread: 't' }, { category: 'a' }];
    const digest = { schedule: 'weekly', at: '07:30', day: 'fri' };
    const night = { from: '22:00', to: '07:00' };
    for (const quiet of [null, night, [{ ...night, days: ['sat', 'sun'] }]]) {
      const muteUntil = quiet === null ? null : AT;
      const put = { ...on, digest, timezone: 'Europe/Berlin', locale: 'de-AT', muted, quiet, muteUntil };
      expect((await me('PUT', '/v1/me/preferences', put)).json).toEqual(put);
      expect((await me('GET', '/v1/me/preferences')).json).toEqual(put);
    }
    await me('PUT', '/v1/me/preferences', {});
    await me('GET', '/v1/me/preferences');
  });

  test('of devices, and of what a service worker tells', async ({ expect }) => {
    const { me, name } = await house(api);
    const { p256dh, auth } = pushKeys();
    const endpoint = `https://fcm.googleapis.com/fcm/send/${name}`;
    const subscription = { endpoint, expirationTime: null, keys: { p256dh, auth } };
    const browser = { kind: 'web-push', subscription, app: 'web', form: 'phone' };
    const { id, renewal } = (await me('PUT', '/v1/me/devices', browser)).json;
    await me('PUT', '/v1/me/devices', { kind: 'mobile-push', token: `token-${name}`, app: 'ios' });
    expect((await me('GET', '/v1/me/devices')).json.items).toHaveLength(2);
    const pushed = { tenant: name, member: 'ada', notification: 'n', device: String(id), sentAt: Date.now() };
    const token = reportToken(pushed, bindings.TOWER_TOKEN_KEY, Date.now());
    const report = { token, what: 'delivered', at: new Date().toISOString() };
    expect((await api.ask('POST', '/v1/push/reports', { body: report })).status).toBe(204);
    const renewed = { token: renewal, subscription: { ...subscription, endpoint: `${endpoint}-2` } };
    expect((await api.ask('POST', '/v1/push/renewals', { body: renewed })).status).toBe(200);
    await me('DELETE', `/v1/me/devices/${id}`);
  });

  test('of providers, what they call back, and suppressions', async ({ expect }) => {
    const { tenant, name } = await house(api);
    for (const [each, body] of Object.entries(providers(HOST))) {
      expect((await tenant('PUT', `/v1/providers/${each}`, body)).json).toMatchObject({ name: each });
    }
    for (const path of ['', '/twilio']) await tenant('GET', `/v1/providers${path}`);
    // There is no binding of Cloudflare's to send by, so nobody is asked.
    const tried = await tenant('POST', '/v1/providers/cloudflare/test', { to: 'ada@example.com' });
    expect(tried.json).toMatchObject({ outcome: 'refused' });
    await tenant('DELETE', '/v1/providers/cloudflare');

    const url = callbackUrl(bindings.TOWER_ORIGIN ?? '', name, 'twilio', bindings.TOWER_TOKEN_KEY);
    const body = 'Body=HELP&From=x&MessageSid=SM1&SmsStatus=received&To=y';
    const signed = createHmac('sha1', 'token')
      .update(url + body.replaceAll(/[=&]/g, ''))
      .digest('base64');
    const headers = { ...FORM, 'X-Twilio-Signature': signed };
    expect(await api.ask('POST', new URL(url).pathname, { body, headers })).toMatchObject({
      status: 200,
      text: expect.stringContaining('<Response/>'),
    });

    const eve = { channel: 'email', address: 'eve@example.com' };
    await tenant('PUT', '/v1/suppressions', [
      { ...eve, reason: 'complaint' },
      { channel: 'sms', address: '+15005550006' },
    ]);
    for (const query of ['limit=1&channel=email', 'channel=email&address=eve@example.com']) {
      expect((await tenant('GET', `/v1/suppressions?${query}`)).json.items).toHaveLength(1);
    }
    await tenant('DELETE', '/v1/suppressions', eve);
  });

  test('of links to unsubscribe, and webhooks', async ({ expect }) => {
    const { tenant, name } = await house(api);
    const link = pathOf(name, 'ada', 'note');
    expect((await api.ask('GET', link)).text).toContain('<html');
    for (const body of ['List-Unsubscribe=One-Click', 'action=resubscribe&setting=on', 'action=save']) {
      expect((await api.ask('POST', link, { body, headers: FORM })).status).toBe(200);
    }
    const webhook = { url: `https://${HOST}/crm`, events: ['notification.sent'], enabled: false };
    expect((await tenant('PUT', '/v1/webhooks/crm', webhook)).json).toHaveProperty('secret');
    for (const path of ['', '/crm']) await tenant('GET', `/v1/webhooks${path}`);
    await tenant('POST', '/v1/webhooks/crm/rotate');
    vi.stubGlobal('fetch', async () => new Response('no', { status: 500 }));
    expect((await tenant('POST', '/v1/webhooks/crm/test')).json).toMatchObject({ told: false });
    await tenant('DELETE', '/v1/webhooks/crm');
  });

  test('and that was every operation that is no backend’s', ({ expect }) => {
    expect(unanswered(api, 'others')).toEqual([]);
  });
});
