import { describe, test } from 'vitest';
import { pushKeys } from '../support/push-keys.ts';
import { ask, type Json, newTenant, note, type TestTenant, tokenOf, worker } from './world.ts';

const AT = '01KAJ5Q0M00000000000000000';

async function withNotes(count: number): Promise<{
  tenant: TestTenant;
  me: (method: string, path: string, body?: unknown) => ReturnType<typeof ask>;
  ids: string[];
}> {
  const tenant = await newTenant();
  const ids: string[] = [];
  for (let number = 0; number < count; number++) {
    const time = new Date(Date.parse('2026-11-21T10:00:00Z') + number * 60_000).toISOString();
    const { json } = await tenant.ask('POST', '/v1/events', { body: note(['ada'], { time }) });
    ids.push(String(json.id));
  }
  const key = await tokenOf(tenant, 'ada');
  const me = (method: string, path: string, body?: unknown) =>
    ask(method, `/v1/me${path}`, { key, ...(body === undefined ? {} : { body }) });
  return { tenant, me, ids };
}
const idsOf = (json: Json) => (json.items as unknown as { id: string }[]).map(({ id }) => id);

describe('my timeline', () => {
  test('happy: newest first, in pages that are disjoint and complete, with counts of the whole', async ({ expect }) => {
    const { me, ids } = await withNotes(5);
    const seen: string[] = [];
    let query = '?limit=2';
    for (let pages = 0; pages < 3; pages++) {
      const { json } = await me('GET', `/timeline${query}`);
      expect(json).toMatchObject({ unseen: 5, unread: 5 });
      seen.push(...idsOf(json));
      if (pages === 2) expect(json.next).toBeNull();
      query = `?limit=2&cursor=${encodeURIComponent(String(json.next))}`;
    }
    expect(seen).toEqual(ids.toReversed());
  });

  test('happy: seen, read and archive answer exact counts, and repeats change nothing', async ({ expect }) => {
    const { me, ids } = await withNotes(4);
    const [first = '', second = '', third = '', fourth = ''] = ids;
    for (let time = 0; time < 2; time++) {
      expect((await me('POST', '/timeline/seen', { upTo: second })).json).toEqual({ unseen: 2, unread: 4 });
    }
    expect((await me('POST', '/timeline/seen', { upTo: first })).json).toEqual({ unseen: 2, unread: 4 });
    expect((await me('POST', '/timeline/read', { ids: [fourth] })).json).toMatchObject({ unread: 3 });
    expect((await me('POST', '/timeline/read', { upTo: first })).json).toMatchObject({ unread: 2 });
    expect((await me('POST', '/timeline/archive', { ids: [third] })).json).toMatchObject({ unread: 1 });
    expect(idsOf((await me('GET', '/timeline?archived=only')).json)).toEqual([third]);
    expect(idsOf((await me('GET', '/timeline?archived=exclude')).json)).toEqual([fourth, second, first]);
    expect((await me('POST', '/timeline/read', { all: true })).json).toEqual({ unseen: 0, unread: 0 });
  });

  test('happy: a live page hears of a note at once', async ({ expect }) => {
    const { tenant } = await withNotes(0);
    const token = await tokenOf(tenant, 'ada');
    const live = await worker().fetch(`https://tower.test/v1/me/live?token=${token}`, {
      headers: { Upgrade: 'websocket' },
    });
    const socket = live.webSocket;
    if (!socket) throw new Error('There is no WebSocket');
    const messages: unknown[] = [];
    const heard = new Promise<void>((resolve) => {
      socket.addEventListener('message', ({ data }) => {
        messages.push(JSON.parse(String(data)));
        if (messages.length === 2) resolve();
      });
    });
    socket.accept();
    await tenant.ask('POST', '/v1/events', { body: note(['ada']) });
    await heard;
    expect(messages).toMatchObject([
      { kind: 'counts', unseen: 0 },
      { kind: 'item', unseen: 1, item: { title: 'Hello' } },
    ]);
    socket.close();
  });

  test('refusal: a mark that is no id would hide all that is to come, so it is refused', async ({ expect }) => {
    const { tenant, me } = await withNotes(1);
    for (const upTo of ['~', 'zzzz', '', AT.toLowerCase(), 7]) {
      expect((await me('POST', '/timeline/seen', { upTo })).status, String(upTo)).toBe(400);
      expect((await me('POST', '/timeline/read', { upTo })).status, String(upTo)).toBe(400);
    }
    await tenant.ask('POST', '/v1/events', { body: note(['ada']) });
    expect((await me('GET', '/timeline')).json).toMatchObject({ unseen: 2, unread: 2 });
  });

  test('refusal: bodies and queries that say nothing, too much, or the wrong thing', async ({ expect }) => {
    const { me } = await withNotes(1);
    const wrong: [path: string, body: unknown][] = [
      ['/timeline/seen', {}],
      ['/timeline/seen', { upTo: AT, x: 1 }],
      ['/timeline/read', {}],
      ['/timeline/read', { all: false }],
      ['/timeline/read', { ids: [] }],
      ['/timeline/read', { ids: ['a'], all: true }],
      ['/timeline/archive', { ids: 'a' }],
      ['/timeline/archive', []],
    ];
    for (const [path, body] of wrong) {
      const { status, json } = await me('POST', path, body);
      expect(status, `${path} ${JSON.stringify(body)}`).toBe(400);
      expect((json.errors as unknown as { message: string }[])[0]?.message.length).toBeGreaterThan(0);
    }
    for (const query of ['limit=0', 'limit=1e9', 'cursor=x', 'archived=maybe']) {
      expect((await me('GET', `/timeline?${query}`)).status, query).toBe(400);
    }
    expect((await me('GET', '/timeline')).json).toMatchObject({ unseen: 1, unread: 1 });
  });
});

describe('what would do', () => {
  test('refusal: of several shapes that are as near, each is named', async ({ expect }) => {
    const { me } = await withNotes(1);
    const anyOf = [{ path: '', message: 'needs one of `ids`, `upTo`, `all`' }];
    expect((await me('POST', '/timeline/read', {})).json).toMatchObject({
      errors: anyOf,
      detail: 'body: needs one of `ids`, `upTo`, `all`',
    });
    expect((await me('POST', '/timeline/read', { everything: true })).json.errors).toEqual([
      ...anyOf,
      { path: 'everything', message: 'is not a field of this' },
    ]);
    expect((await me('PUT', '/preferences', { muted: [{}] })).json.errors).toEqual([
      { path: 'muted.0', message: 'needs one of `actor`, `item`, `type`, `thread`, `category`' },
    ]);
  });

  test('refusal: of one that is nearer than the others, its own faults are told', async ({ expect }) => {
    const { me } = await withNotes(1);
    expect((await me('POST', '/timeline/read', { ids: [] })).json.errors).toMatchObject([{ path: 'ids' }]);
    expect((await me('POST', '/timeline/read', { upTo: 7 })).json.errors).toMatchObject([{ path: 'upTo' }]);
    expect((await me('POST', '/timeline/read', [])).json.errors).toMatchObject([{ path: '' }]);
  });
});

describe('my preferences', () => {
  test('happy: what is put is what is read, and it replaces the whole', async ({ expect }) => {
    const { me } = await withNotes(0);
    const preferences = {
      channels: { 'web-push': 'off' },
      types: { note: { 'in-app': 'on', 'web-push': 'digest' } },
      digest: { schedule: 'daily' },
      quiet: { from: '22:00', to: '07:00', days: ['mon', 'sun'] },
      timezone: 'Europe/Berlin',
      locale: 'de-DE',
      muted: [{ actor: 'eve' }, { type: 'post' }],
    };
    expect(await me('PUT', '/preferences', preferences)).toMatchObject({ status: 200, json: preferences });
    expect((await me('GET', '/preferences')).json).toMatchObject(preferences);
    await me('PUT', '/preferences', {});
    expect((await me('GET', '/preferences')).json).toMatchObject({ channels: {}, types: {}, muted: [] });
  });

  test('refusal: every fault by its field, and nothing written', async ({ expect }) => {
    const { me } = await withNotes(0);
    const wrong: [body: unknown, path: string][] = [
      [{ colour: 1 }, 'colour'],
      [{ channels: { 'web-push': 'loud' } }, 'channels.web-push'],
      [{ types: { note: { 'in-app': 1 } } }, 'types.note.in-app'],
      [{ types: { 'a\u0000': {} } }, 'types.a\u0000'],
      [{ quiet: { from: '24:00', to: '07:00' } }, 'quiet.from'],
      [{ quiet: { from: '22:00', to: '07:00', days: ['someday'] } }, 'quiet.days.0'],
      [{ timezone: 'Mars/Olympus' }, 'timezone'],
      [{ locale: 'no such' }, 'locale'],
      [{ muted: [{ actor: 'a', item: 'b' }] }, 'muted.0.item'],
      [{ muted: 'all' }, 'muted'],
    ];
    for (const [body, path] of wrong) {
      const { status, json } = await me('PUT', '/preferences', body);
      expect(status, path).toBe(400);
      expect((json.errors as unknown as { path: string }[]).map((each) => each.path)).toContain(path);
    }
    expect((await me('GET', '/preferences')).json).toMatchObject({ channels: {}, types: {}, muted: [] });
  });
});

describe('my devices', () => {
  const { p256dh, auth } = pushKeys();
  const device = (endpoint: unknown, keys: unknown = { p256dh, auth }) => ({
    kind: 'web-push',
    subscription: { endpoint, expirationTime: null, keys },
  });

  test('happy: registered once, listed without secrets, forgotten', async ({ expect }) => {
    const { me, tenant } = await withNotes(0);
    const endpoint = 'https://updates.push.services.mozilla.com/wpush/v2/secret';
    const first = await me('PUT', '/devices', device(endpoint));
    expect([first.status, first.json]).toEqual([200, { id: expect.any(String), renewal: expect.any(String) }]);
    expect((await me('PUT', '/devices', device(endpoint))).json.id).toEqual(first.json.id);
    const list = await me('GET', '/devices');
    expect(list.json).toEqual({
      items: [
        {
          id: first.json.id,
          kind: 'web-push',
          host: 'updates.push.services.mozilla.com',
          form: 'desktop',
          createdAt: expect.any(String),
        },
      ],
      next: null,
    });
    const text = JSON.stringify([list.json, (await tenant.ask('GET', '/v1/members/ada/export')).json]);
    for (const secret of ['wpush', p256dh, auth]) expect(text).not.toContain(secret);
    expect((await me('DELETE', `/devices/${first.json.id}`)).status).toBe(204);
    expect((await me('DELETE', `/devices/${first.json.id}`)).status).toBe(404);
  });

  test('refusal: addresses inside, other spellings, and keys that cannot encrypt; nothing is stored', async ({
    expect,
  }) => {
    const { me } = await withNotes(0);
    const endpoints = [
      'http://127.0.0.1/x',
      'https://127.0.0.1/x',
      'https://localhost/x',
      'https://10.0.0.1/x',
      'https://192.168.1.1/x',
      'https://169.254.169.254/latest/meta-data',
      'https://[::1]/x',
      'https://2130706433/x',
      'https://0x7f.1/x',
      'https://metadata.google.internal/x',
      'https://fcm.googleapis.com.evil.example/x',
      'https://fcm.googleapis.com@evil.example/x',
      'https://fcm.googleapis.com:8443/x',
      'http://fcm.googleapis.com/x',
      'ftp://fcm.googleapis.com/x',
      'not a url',
      '',
      7,
    ];
    for (const endpoint of endpoints) {
      const { status, json } = await me('PUT', '/devices', device(endpoint));
      expect(status, String(endpoint)).toBe(400);
      expect(json.errors, String(endpoint)).toMatchObject([{ path: 'subscription.endpoint' }]);
      if (typeof endpoint === 'string' && endpoint !== '') expect(JSON.stringify(json)).not.toContain(endpoint);
    }
    const good = 'https://fcm.googleapis.com/fcm/send/x';
    const point = Buffer.from(p256dh, 'base64url');
    const offCurve = Buffer.from(point);
    offCurve[64] = (offCurve[64] ?? 0) ^ 1;
    const keys: [keys: unknown, path: string][] = [
      [{ p256dh: offCurve.toString('base64url'), auth }, 'subscription.keys.p256dh'],
      [{ p256dh: point.subarray(0, 64).toString('base64url'), auth }, 'subscription.keys.p256dh'],
      [{ p256dh: Buffer.alloc(65).toString('base64url'), auth }, 'subscription.keys.p256dh'],
      [{ p256dh, auth: auth.slice(2) }, 'subscription.keys.auth'],
      [{ p256dh: '!', auth }, 'subscription.keys.p256dh'],
      [{ p256dh }, 'subscription.keys.auth'],
    ];
    for (const [wrong, path] of keys) {
      const { status, json } = await me('PUT', '/devices', device(good, wrong));
      expect([status, json.errors], path).toMatchObject([400, [{ path }]]);
    }
    expect(await me('PUT', '/devices', { ...device(good), kind: 'carrier-pigeon' })).toMatchObject({ status: 400 });
    expect((await me('GET', '/devices')).json.items).toEqual([]);
  });
});
