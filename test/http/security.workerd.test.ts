import { importJWK, type JWK, SignJWT } from 'jose';
import { describe, test } from 'vitest';
import { ask, bindings, keyWith, newTenant, note, tokenOf, worker } from './world.ts';

/** Every route of a producer, with the scope that opens it. */
const PRODUCER_ROUTES: [method: string, path: string, scope: string][] = [
  ['POST', '/v1/events', 'events'],
  ['GET', '/v1/events/01KAJ5Q0M00000000000000000', 'events'],
  ['POST', '/v1/events/01KAJ5Q0M00000000000000000/recall', 'events'],
  ['GET', '/v1/stats', 'events'],
  ['GET', '/v1/types', 'events'],
  ['GET', '/v1/types/note', 'events'],
  ['GET', '/v1/types/note/versions', 'events'],
  ['POST', '/v1/engagements', 'events'],
  ['PUT', '/v1/types/other', 'admin'],
  ['POST', '/v1/types/note/preview', 'admin'],
  ['PUT', '/v1/templates/footer', 'admin'],
  ['GET', '/v1/templates', 'admin'],
  ['GET', '/v1/templates/footer', 'admin'],
  ['DELETE', '/v1/templates/footer', 'admin'],
  ['GET', '/v1/templates/footer/versions', 'admin'],
  ['PUT', '/v1/edges', 'graph'],
  ['DELETE', '/v1/edges', 'graph'],
  ['GET', '/v1/nodes/ada/audience', 'graph'],
  ['POST', '/v1/audiences/preview', 'graph'],
  ['GET', '/v1/members/ada/follows', 'graph'],
  ['PUT', '/v1/members/ada', 'members'],
  ['PUT', '/v1/members', 'members'],
  ['GET', '/v1/members', 'members'],
  ['GET', '/v1/members/ada', 'members'],
  ['GET', '/v1/members/ada/export', 'members'],
  ['DELETE', '/v1/members/ada', 'members'],
  ['POST', '/v1/members/ada/tokens', 'members'],
  ['GET', '/v1/members/ada/decisions', 'members'],
  ['PUT', '/v1/providers/mail', 'admin'],
  ['GET', '/v1/providers', 'admin'],
  ['GET', '/v1/providers/mail', 'admin'],
  ['DELETE', '/v1/providers/mail', 'admin'],
  ['POST', '/v1/providers/mail/test', 'admin'],
  ['PUT', '/v1/suppressions', 'admin'],
  ['DELETE', '/v1/suppressions', 'admin'],
  ['GET', '/v1/suppressions', 'admin'],
  ['PUT', '/v1/webhooks/crm', 'admin'],
  ['GET', '/v1/webhooks', 'admin'],
  ['GET', '/v1/webhooks/crm', 'admin'],
  ['DELETE', '/v1/webhooks/crm', 'admin'],
  ['POST', '/v1/webhooks/crm/rotate', 'admin'],
  ['POST', '/v1/webhooks/crm/test', 'admin'],
  ['GET', '/v1/keys', 'admin'],
  ['POST', '/v1/keys', 'admin'],
  ['DELETE', '/v1/keys/key_x', 'admin'],
  ['GET', '/v1/dead-letters', 'admin'],
  ['POST', '/v1/dead-letters/00000000000000000000000000000000/replay', 'admin'],
];
const MEMBER_ROUTES: [method: string, path: string][] = [
  ['GET', '/v1/me/timeline'],
  ['POST', '/v1/me/timeline/seen'],
  ['POST', '/v1/me/timeline/read'],
  ['POST', '/v1/me/timeline/archive'],
  ['GET', '/v1/me/preferences'],
  ['PUT', '/v1/me/preferences'],
  ['GET', '/v1/me/devices'],
  ['PUT', '/v1/me/devices'],
  ['DELETE', '/v1/me/devices/x'],
  ['POST', '/v1/me/engagements'],
  ['GET', '/v1/me/live'],
];

async function sign(
  claims: { sub?: string; aud?: string | string[]; iss?: string },
  from: number,
  to: number,
  key?: JWK,
) {
  const jwk = key ?? (JSON.parse(bindings.TOWER_TOKEN_KEY) as JWK);
  return new SignJWT({ ...claims })
    .setProtectedHeader({ alg: 'ES256' })
    .setIssuedAt(from)
    .setExpirationTime(to)
    .sign(await importJWK(jwk, 'ES256'));
}

describe('keys of producers', () => {
  test('every route is closed without a key, with a made-up one, and with a member token', async ({ expect }) => {
    const tenant = await newTenant();
    const [head = '', tail = ''] = tenant.key.split('.');
    const flipped = `${head}.${tail.startsWith('A') ? 'B' : 'A'}${tail.slice(1)}`;
    const elsewhere = `tower_${Buffer.from('no-such-tenant').toString('base64url')}.${tail}`;
    const token = await tokenOf(tenant, 'ada');
    for (const [method, path] of PRODUCER_ROUTES) {
      for (const key of [undefined, 'x', flipped, elsewhere, token, `${tenant.key} `.repeat(2)]) {
        const body = method === 'GET' ? {} : { body: {} };
        const answer = await ask(method, path, { ...(key === undefined ? {} : { key }), ...body });
        // The last one is the right key with more behind it: only its first word counts.
        if (key?.includes(' ')) expect(answer.status, `${method} ${path}`).not.toBe(401);
        else {
          expect(answer.status, `${method} ${path} ${key}`).toBe(401);
          expect(answer.headers.get('WWW-Authenticate')).toBe('Bearer');
          expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
        }
      }
    }
  });

  test('every route needs its own scope, and a key with all the others is forbidden', async ({ expect }) => {
    const tenant = await newTenant();
    const scopes = ['events', 'members', 'graph', 'features'];
    const keys = new Map<string, string>();
    for (const scope of [...scopes, 'admin']) {
      keys.set(scope, await keyWith(tenant, ...scopes.filter((each) => each !== scope)));
    }
    for (const [method, path, scope] of PRODUCER_ROUTES) {
      const body = method === 'GET' ? {} : { body: {} };
      const answer = await ask(method, path, { key: keys.get(scope) ?? '', ...body });
      expect(answer, `${method} ${path}`).toMatchObject({
        status: 403,
        json: { detail: expect.stringContaining(scope) },
      });
      const own = await keyWith(tenant, scope);
      expect((await ask(method, path, { key: own, ...body })).status, `${method} ${path}`).not.toBe(403);
    }
  });

  test('a revoked key is closed at once, and only its own tenant can revoke it', async ({ expect }) => {
    const [tenant, other] = [await newTenant(), await newTenant()];
    const { json } = await tenant.ask('POST', '/v1/keys', { body: { name: 'k', scopes: ['events'] } });
    const key = String(json.key);
    expect((await ask('GET', '/v1/stats', { key })).status).toBe(200);
    expect((await other.ask('DELETE', `/v1/keys/${json.id}`)).status).toBe(404);
    expect((await ask('GET', '/v1/stats', { key })).status).toBe(200);
    expect((await tenant.ask('DELETE', `/v1/keys/${json.id}`)).status).toBe(204);
    expect((await ask('GET', '/v1/stats', { key })).status).toBe(401);
  });

  test('only the root key makes tenants', async ({ expect }) => {
    const tenant = await newTenant();
    for (const key of [tenant.key, 'x', `${bindings.TOWER_ROOT_KEY}x`]) {
      expect((await ask('PUT', '/v1/tenants/stolen', { key, body: {} })).status).toBe(401);
    }
    expect((await ask('PUT', '/v1/tenants/stolen', { body: {} })).status).toBe(401);
    expect((await ask('GET', '/v1/tenants/stolen/vapid')).status).toBe(404);
    expect((await ask('GET', '/v1/stats', { key: bindings.TOWER_ROOT_KEY })).status).toBe(401);
  });
});

describe('what belongs to another tenant', () => {
  test('is 404 or empty by every id', async ({ expect }) => {
    const [mine, theirs] = [await newTenant(), await newTenant()];
    const event = await theirs.ask('POST', '/v1/events', { body: note(['ada']) });
    await theirs.ask('PUT', '/v1/types/secret', { body: { class: 'content', template: { title: 's' } } });
    await theirs.ask('PUT', '/v1/members/ada', { body: { email: 'ada@example.com' } });
    await theirs.ask('PUT', '/v1/edges', { body: [{ from: 'ada', to: 'bob' }] });

    expect((await mine.ask('GET', `/v1/events/${event.json.id}`)).status).toBe(404);
    expect((await mine.ask('GET', '/v1/types/secret')).status).toBe(404);
    expect((await mine.ask('GET', '/v1/types/secret/versions')).status).toBe(404);
    expect((await mine.ask('GET', '/v1/members/ada')).json.email).toBeUndefined();
    expect((await mine.ask('GET', '/v1/members/ada/decisions')).json.items).toEqual([]);
    expect((await mine.ask('GET', '/v1/members/ada/follows')).json.items).toEqual([]);
    expect((await mine.ask('GET', '/v1/members')).json.items).toEqual([]);
    expect((await mine.ask('GET', '/v1/nodes/bob/audience')).json.size).toBe(0);
    expect((await mine.ask('GET', '/v1/stats')).json.events).toBe(0);
    await mine.ask('DELETE', '/v1/members/ada');
    expect((await theirs.ask('GET', '/v1/members/ada')).json.email).toBe('ada@example.com');
  });

  test('a tenant whose name is a path into another is its own tenant', async ({ expect }) => {
    const name = `t-${crypto.randomUUID()}`;
    const inner = await newTenant(undefined, `${name}/ada`);
    const outer = await newTenant(undefined, name);
    await outer.ask('PUT', '/v1/members/ada%2Fx', { body: { region: 'outer' } });
    await inner.ask('PUT', '/v1/members/x', { body: { region: 'inner' } });
    expect((await outer.ask('GET', '/v1/members/ada%2Fx')).json.region).toBe('outer');
    expect((await inner.ask('GET', '/v1/members/x')).json.region).toBe('inner');
  });
});

describe('tokens of members', () => {
  const now = Math.floor(Date.now() / 1_000);

  test('happy: a token opens every route of its own member and no other', async ({ expect }) => {
    const tenant = await newTenant();
    await tenant.ask('POST', '/v1/events', { body: note(['ada']) });
    const made = await tenant.ask('POST', '/v1/members/ada/tokens');
    expect([made.status, Object.keys(made.json).sort()]).toEqual([201, ['expiresAt', 'token']]);
    expect(Date.parse(String(made.json.expiresAt)) - Date.now()).toBeLessThanOrEqual(3_600_000);
    const ada = await ask('GET', '/v1/me/timeline', { key: String(made.json.token) });
    const bob = await ask('GET', '/v1/me/timeline', { key: await tokenOf(tenant, 'bob') });
    expect([ada.json.items, bob.json.items]).toEqual([[expect.anything()], []]);
  });

  test('refusal: expired, too long, of the future, forged, unsigned, or without its claims', async ({ expect }) => {
    const tenant = await newTenant();
    const right = { sub: 'ada', aud: tenant.name, iss: 'tower' };
    expect((await ask('GET', '/v1/me/timeline', { key: await sign(right, now, now + 60) })).status).toBe(200);

    const pair = (await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
      'sign',
    ])) as CryptoKeyPair;
    const forged = (await crypto.subtle.exportKey('jwk', pair.privateKey)) as JWK;
    const [, payload = ''] = (await sign(right, now, now + 60)).split('.');
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
    const refused = {
      expired: await sign(right, now - 3_600, now - 10),
      'older than an hour': await sign(right, now - 3_700, now + 3_600),
      'of the future': await sign(right, now + 600, now + 1_200),
      forged: await sign(right, now, now + 60, forged),
      unsigned,
      'without member': await sign({ aud: tenant.name, iss: 'tower' }, now, now + 60),
      'without tenant': await sign({ sub: 'ada', iss: 'tower' }, now, now + 60),
      'of another issuer': await sign({ ...right, iss: 'other' }, now, now + 60),
      'of many tenants': await sign({ ...right, aud: [tenant.name, 'other'] }, now, now + 60),
      'of a member with a control character': await sign({ ...right, sub: 'a\u0000' }, now, now + 60),
      'key of a producer': tenant.key,
    };
    for (const [what, key] of Object.entries(refused)) {
      for (const [method, path] of MEMBER_ROUTES) {
        const body = method === 'GET' ? {} : { body: {} };
        expect((await ask(method, path, { key, ...body })).status, `${what}: ${method} ${path}`).toBe(401);
      }
    }
    for (const [method, path] of MEMBER_ROUTES) expect((await ask(method, path)).status).toBe(401);
  });

  test('a token in the query opens the WebSocket and nothing else', async ({ expect }) => {
    const tenant = await newTenant();
    const token = await tokenOf(tenant, 'ada');
    const url = (path: string) => `https://tower.test${path}?token=${token}`;
    expect((await worker().fetch(url('/v1/me/timeline'))).status).toBe(401);
    const live = await worker().fetch(url('/v1/me/live'), { headers: { Upgrade: 'websocket' } });
    expect(live.status).toBe(101);
    live.webSocket?.accept();
    live.webSocket?.close();
    const plain = await ask('GET', '/v1/me/live', { key: token });
    expect([plain.status, plain.headers.get('Upgrade')]).toEqual([426, 'websocket']);
  });

  test('a browser on any page may ask, also when it is refused', async ({ expect }) => {
    const headers = {
      Origin: 'https://product.example',
      'Access-Control-Request-Method': 'PUT',
      'Access-Control-Request-Headers': 'authorization',
    };
    for (const path of ['/v1/me/preferences', '/v1/push/reports', '/v1/push/renewals']) {
      const preflight = await worker().fetch(`https://tower.test${path}`, { method: 'OPTIONS', headers });
      expect([preflight.status, preflight.headers.get('Access-Control-Allow-Origin')], path).toEqual([204, '*']);
      expect(preflight.headers.get('Access-Control-Allow-Headers')).toContain('authorization');
    }
    const refused = await ask('GET', '/v1/me/timeline', { headers: { Origin: 'https://product.example' } });
    expect([refused.status, refused.headers.get('Access-Control-Allow-Origin')]).toEqual([401, '*']);
    const key = await ask('GET', '/v1/stats', { headers: { Origin: 'https://product.example' } });
    expect(key.headers.get('Access-Control-Allow-Origin')).toBeNull();
  });
});
