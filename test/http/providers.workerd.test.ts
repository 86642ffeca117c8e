import { runInDurableObject } from 'cloudflare:test';
import { generateKeyPairSync } from 'node:crypto';
import { afterEach, describe, test, vi } from 'vitest';
import { seal, unseal } from '../../src/platform/seal.ts';
import type { Tenant } from '../../src/registry/tenant.ts';
import { keyWith, newTenant, type TestTenant } from './world.ts';

afterEach(() => void vi.restoreAllMocks());
afterEach(() => void vi.unstubAllGlobals());

const HOSTS = { providerHosts: ['hooks.acme.com', 'api.acme.com', 'mail.acme.com:587', 'other.acme.com'] };
const SID = `AC${'0'.repeat(32)}`;
const WHSEC = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const twilio = { kind: 'twilio', accountSid: SID, authToken: 'secret-token', from: '+15005550006' };
const webhook = { kind: 'webhook', url: 'https://hooks.acme.com/tower', secret: WHSEC };
const resend = { kind: 'resend', apiKey: 're_secret', from: { email: 'hello@acme.com' } };
const smtp = {
  kind: 'smtp',
  host: 'mail.acme.com',
  username: 'ada',
  password: 'hunter22',
  from: { email: 'a@acme.com' },
};
const pem = (type: 'rsa' | 'ec') => {
  const { privateKey } =
    type === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: 2_048 })
      : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
};
const fcm = { kind: 'fcm', projectId: 'my-app-12345', clientEmail: 'tower@my-app.iam.gserviceaccount.com' };

const put = (tenant: TestTenant, name: string, body: unknown) => tenant.ask('PUT', `/v1/providers/${name}`, { body });
const sealedOf = async (tenant: TestTenant) =>
  runInDurableObject(tenant.of.tenant(), (_instance: Tenant, { storage }) =>
    storage.sql.exec<{ definition: string; sealed: string }>('select definition, sealed from provider').toArray(),
  );

describe('PUT /v1/providers/{name}', () => {
  test('happy: every kind is stored and shown without its secrets', async ({ expect }) => {
    const tenant = await newTenant({ ...HOSTS });
    const bodies = { a: twilio, b: webhook, c: resend, d: smtp, e: { ...fcm, privateKey: pem('rsa') } };
    for (const [name, body] of Object.entries(bodies)) {
      const { status, json } = await put(tenant, name, body);
      expect([status, json]).toMatchObject([200, { name, health: { circuit: 'closed', failures: 0 } }]);
    }
    await put(tenant, 'f', { kind: 'cloudflare-email', from: { email: 'a@acme.com' } });
    const { json } = await tenant.ask('GET', '/v1/providers');
    const items = json.items as unknown as { channel: string; secrets: string[]; callback?: string }[];
    expect(items.map(({ channel }) => channel)).toEqual(['sms', 'webhook', 'email', 'email', 'mobile-push', 'email']);
    expect(items.map(({ secrets }) => secrets)).toEqual([
      ['authToken'],
      ['secret'],
      ['apiKey'],
      ['password'],
      ['privateKey'],
      [],
    ]);
    expect(items.map(({ callback }) => callback !== undefined)).toEqual([true, false, true, false, false, false]);
    for (const secret of ['secret-token', WHSEC, 're_secret', 'hunter22', 'PRIVATE KEY']) {
      expect(JSON.stringify(json)).not.toContain(secret);
      expect(JSON.stringify(await sealedOf(tenant))).not.toContain(secret);
    }
  });

  test('happy: secrets that are left out stay, as long as it leads to the same place', async ({ expect }) => {
    const tenant = await newTenant({ ...HOSTS });
    await put(tenant, 'texts', twilio);
    const { authToken: _left, ...rest } = twilio;
    const changed = await put(tenant, 'texts', { ...rest, from: 'Acme', order: 3 });
    expect(changed.json).toMatchObject({ definition: { from: 'Acme', order: 3 }, secrets: ['authToken'] });
  });

  test('happy: another secret of a webhook leaves the one before beside it, until a put a day later', async ({
    expect,
  }) => {
    const tenant = await newTenant({ ...HOSTS });
    const other = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
    await put(tenant, 'own', webhook);
    expect((await put(tenant, 'own', webhook)).json).toMatchObject({ secrets: ['secret'] });
    expect((await put(tenant, 'own', { ...webhook, secret: other })).json).toMatchObject({
      secrets: ['previousSecret', 'secret'],
    });
    const { secret: _kept, ...rest } = webhook;
    expect((await put(tenant, 'own', rest)).json).toMatchObject({ secrets: ['previousSecret', 'secret'] });
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 86_400_001);
    expect((await put(tenant, 'own', rest)).json).toMatchObject({ secrets: ['secret'] });
  });

  test.for([
    ['another host', twilio, { ...twilio, authToken: undefined, baseUrl: 'https://api.acme.com' }, 'authToken'],
    ['another kind', twilio, { ...webhook, secret: undefined }, 'secret'],
    ['another URL', webhook, { ...webhook, secret: undefined, url: 'https://other.acme.com/x' }, 'secret'],
    ['another path', webhook, { ...webhook, secret: undefined, url: 'https://hooks.acme.com/x' }, 'secret'],
    ['another mail server', smtp, { ...smtp, password: undefined, host: 'other.acme.com', port: 443 }, 'password'],
    ['less secrecy', smtp, { ...smtp, password: undefined, security: 'tls' }, 'password'],
  ] as const)('security: a secret that is kept does not go to %s', async ([, first, then, path], { expect }) => {
    const tenant = await newTenant({ ...HOSTS });
    expect((await put(tenant, 'one', first)).status).toBe(200);
    const { status, json } = await put(tenant, 'one', then);
    expect(status).toBe(400);
    expect(json.errors).toMatchObject([{ path }]);
  });

  test.for([
    ['no secret yet', { ...twilio, authToken: undefined }, 'authToken'],
    ['a host that nobody listed', { ...webhook, url: 'https://evil.example.net/' }, 'url'],
    ['a private address', { ...webhook, url: 'https://169.254.169.254/latest' }, 'url'],
    ['loopback', { ...webhook, url: 'http://127.0.0.1:8080/' }, 'url'],
    ['plain http', { ...webhook, url: 'http://hooks.acme.com/' }, 'url'],
    ['an API of another provider', { ...twilio, baseUrl: 'https://api.resend.com' }, 'baseUrl'],
    ['a token from elsewhere', { ...fcm, privateKey: 'x', tokenUrl: 'https://evil.example.net/token' }, 'tokenUrl'],
    ['a key that is no PEM', { ...fcm, privateKey: 'nonsense' }, 'privateKey'],
    ['a secret that cannot sign', { ...webhook, secret: 'nonsense' }, 'secret'],
    ['a signing secret likewise', { ...resend, signingSecret: 'nonsense' }, 'signingSecret'],
    ['a mail server in the clear', { ...smtp, security: 'none' }, 'security'],
    ['a private mail server', { ...smtp, host: '10.0.0.1' }, 'host'],
    ['a user without a password', { ...smtp, password: undefined }, 'password'],
    ['a header in a name', { ...resend, from: { email: 'a@acme.com', name: 'A\r\nBcc: all' } }, 'from.name'],
    ['an unknown field', { ...twilio, color: 'red' }, 'color'],
  ] as const)('refusal: %s, by the path of the field', async ([, body, path], { expect }) => {
    const tenant = await newTenant({ ...HOSTS });
    const { status, json } = await put(tenant, 'one', body);
    expect(status).toBe(400);
    expect((json.errors as unknown as { path: string }[]).map((each) => each.path)).toContain(path);
    expect(await sealedOf(tenant)).toEqual([]);
  });

  test('refusal: a key of another kind than RSA', async ({ expect }) => {
    const { status, json } = await put(await newTenant(), 'one', { ...fcm, privateKey: pem('ec') });
    expect([status, json.errors]).toMatchObject([400, [{ path: 'privateKey' }]]);
  });

  test('refusal: a tenant can have 20', async ({ expect }) => {
    const tenant = await newTenant();
    for (let number = 0; number < 20; number++) await put(tenant, `p${number}`, twilio);
    expect((await put(tenant, 'p20', twilio)).status).toBe(409);
    expect((await put(tenant, 'p3', { ...twilio, order: 1 })).status).toBe(200);
  });
});

describe('a provider that is there', () => {
  test('happy: it is read and removed, and then it is not there', async ({ expect }) => {
    const tenant = await newTenant();
    await put(tenant, 'texts', twilio);
    expect((await tenant.ask('GET', '/v1/providers/texts')).json).toMatchObject({ name: 'texts', channel: 'sms' });
    expect((await tenant.ask('DELETE', '/v1/providers/texts')).status).toBe(204);
    expect((await tenant.ask('GET', '/v1/providers/texts')).status).toBe(404);
    expect((await tenant.ask('DELETE', '/v1/providers/texts')).status).toBe(404);
    expect(await sealedOf(tenant)).toEqual([]);
  });

  test('security: another tenant’s is not there, and only an admin key may', async ({ expect }) => {
    const [mine, other] = [await newTenant(), await newTenant()];
    await put(mine, 'texts', twilio);
    expect((await other.ask('GET', '/v1/providers/texts')).status).toBe(404);
    expect((await other.ask('POST', '/v1/providers/texts/test', { body: { to: '+15005550006' } })).status).toBe(404);
    const key = await keyWith(mine, 'events', 'members');
    expect((await mine.ask('GET', '/v1/providers', { key })).status).toBe(403);
  });

  test('happy: a test message goes through it at once and says what it said', async ({ expect }) => {
    const asked: string[] = [];
    vi.stubGlobal('fetch', async (url: string) => {
      asked.push(url);
      return Response.json({ sid: 'SM1' }, { status: 201 });
    });
    const tenant = await newTenant();
    await put(tenant, 'texts', { ...twilio, enabled: false });
    const body = { to: '+15005550009' };
    const { json } = await tenant.ask('POST', '/v1/providers/texts/test', { body });
    expect(json).toMatchObject({ outcome: 'sent' });
    expect(asked).toEqual([`https://api.twilio.com/2010-04-01/Accounts/${SID}/Messages.json`]);
  });

  test('refusal: what it refuses is said with its reason, without the secret or the address', async ({ expect }) => {
    vi.stubGlobal('fetch', async () => Response.json({ code: 20_003, message: 'bad secret-token' }, { status: 401 }));
    const tenant = await newTenant();
    await put(tenant, 'texts', twilio);
    const { json } = await tenant.ask('POST', '/v1/providers/texts/test', { body: { to: '+15005550009' } });
    expect(json).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('20003') });
    expect(JSON.stringify(json)).not.toContain('+15005550009');
  });
});

describe('sealed secrets', () => {
  const keys = { current: 'the key of this deployment, long enough' };

  test('happy: they open with their key, and with the one before it', ({ expect }) => {
    const sealed = seal('secret', 'acme/provider/texts/authToken', keys);
    expect(sealed).not.toContain('secret');
    expect(unseal(sealed, 'acme/provider/texts/authToken', keys)).toBe('secret');
    const rotated = { current: 'another key', previous: keys.current };
    expect(unseal(sealed, 'acme/provider/texts/authToken', rotated)).toBe('secret');
  });

  test.for(['acme/provider/other/authToken', 'evil/provider/texts/authToken', 'acme/provider/texts/apiKey'])(
    'security: moved to %s it does not open',
    (about, { expect }) => {
      expect(unseal(seal('secret', 'acme/provider/texts/authToken', keys), about, keys)).toBeUndefined();
    },
  );

  test('security: with another key, cut or changed it does not open, and nothing is thrown', ({ expect }) => {
    const sealed = seal('secret', 'x', keys);
    expect(unseal(sealed, 'x', { current: 'another key' })).toBeUndefined();
    for (let length = 0; length < sealed.length; length++) {
      expect(unseal(sealed.slice(0, length), 'x', keys)).toBeUndefined();
    }
    const [version, id, text = ''] = sealed.split('.');
    const bytes = Buffer.from(text, 'base64url');
    for (const [place, byte] of bytes.entries()) {
      const changed = Buffer.from(bytes);
      changed[place] = byte ^ 1;
      expect(unseal([version, id, changed.toString('base64url')].join('.'), 'x', keys)).toBeUndefined();
    }
  });
});
