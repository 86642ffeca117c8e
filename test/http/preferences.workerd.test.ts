import { describe, test } from 'vitest';
import { ask, bindings, newTenant, type TestTenant, tokenOf } from './world.ts';

const CHANNELS = 'must be one of in-app, web-push, mobile-push, email, sms, slack, webhook';

async function withAda(): Promise<{
  tenant: TestTenant;
  me: (method: string, body?: unknown) => ReturnType<typeof ask>;
}> {
  const tenant = await newTenant();
  const key = await tokenOf(tenant, 'ada');
  const me = (method: string, body?: unknown) =>
    ask(method, '/v1/me/preferences', { key, ...(body === undefined ? {} : { body }) });
  return { tenant, me };
}

describe('preferences by channel', () => {
  test('happy: every channel can be set, as a whole, of a type and of a category', async ({ expect }) => {
    const { me } = await withAda();
    const all = ['in-app', 'web-push', 'mobile-push', 'email', 'sms', 'slack', 'webhook'];
    const settings = Object.fromEntries(all.map((channel) => [channel, 'off']));
    const preferences = { channels: settings, types: { note: settings }, categories: { talk: { email: 'digest' } } };
    expect(await me('PUT', preferences)).toMatchObject({ status: 200, json: preferences });
    expect((await me('GET')).json).toMatchObject(preferences);
  });

  test('edge: channels that were taken before are left out of what is read, which can be put back', async ({
    expect,
  }) => {
    const { tenant, me } = await withAda();
    const before = {
      channels: { fax: 'off', email: 'off' },
      types: { note: { emial: 'off', sms: 'digest' } },
      categories: { talk: { pigeon: 'off' } },
      muted: [],
    };
    await tenant.of.member('ada').putPreferences(before as never, Date.now());
    const { status, json } = await me('GET');
    expect([status, json]).toEqual([
      200,
      {
        channels: { email: 'off' },
        types: { note: { sms: 'digest' } },
        categories: { talk: {} },
        muted: [],
        timezone: 'UTC',
      },
    ]);
    expect(await me('PUT', json)).toMatchObject({ status: 200, json });
  });

  const cases: [body: object, path: string][] = [
    [{ channels: { fax: 'off' } }, 'channels.fax'],
    [{ types: { msg: { emial: 'off' } } }, 'types.msg.emial'],
    [{ categories: { talk: { Email: 'off' } } }, 'categories.talk.Email'],
  ];
  test.for(cases)('refusal: %j says which channels there are and changes nothing', async ([body, path], { expect }) => {
    const { me } = await withAda();
    await me('PUT', { channels: { email: 'off' } });
    const { status, json } = await me('PUT', body);
    expect([status, json.errors]).toEqual([400, [{ path, message: CHANNELS }]]);
    expect((await me('GET')).json).toMatchObject({ channels: { email: 'off' }, types: {} });
  });

  test.for(cases)('refusal: so does a tenant whose defaults are %j', async ([defaults, path], { expect }) => {
    const { status, json } = await ask('PUT', `/v1/tenants/tenant-${crypto.randomUUID()}`, {
      key: bindings.TOWER_ROOT_KEY,
      body: { settings: { defaults } },
    });
    expect([status, json.errors]).toEqual([400, [{ path: `settings.defaults.${path}`, message: CHANNELS }]]);
  });

  test('refusal: a type named `__proto__` is told, not lost', async ({ expect }) => {
    const { me } = await withAda();
    const { status, json } = await me('PUT', '{"types":{"__proto__":{"email":"off"}}}');
    expect([status, json.errors]).toEqual([
      400,
      [{ path: 'types.__proto__', message: 'is a name that cannot be kept: use another' }],
    ]);
  });
});
