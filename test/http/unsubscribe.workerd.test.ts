import { afterEach, describe, test, vi } from 'vitest';
import { signToken } from '../../src/channels/signed-token.ts';
import { unsubscribeToken } from '../../src/channels/unsubscribe-token.ts';
import { bindings, newTenant, note, type TestTenant, until, worker } from './world.ts';

afterEach(() => void vi.unstubAllGlobals());

const HTML = { Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };
const TYPE = { class: 'content', channels: ['in-app', 'email'], template: { title: '{{actor}} posted' } };

interface Link {
  readonly tenant: TestTenant;
  readonly path: string;
  readonly open: () => Promise<Page>;
  /** As a form of the page posts. */
  readonly post: (fields: Readonly<Record<string, string>>) => Promise<Page>;
  readonly preferences: () => Promise<unknown>;
}
interface Page {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

async function send(method: string, path: string, headers: HeadersInit = {}, body?: BodyInit): Promise<Page> {
  const init = { method, headers, redirect: 'manual' as const, ...(body === undefined ? {} : { body }) };
  const response = await worker().fetch(`https://tower.test${path}`, init);
  return { status: response.status, headers: response.headers, text: await response.text() };
}

function pathOf(tenant: string, member = 'ada', type = 'news', channel = 'email'): string {
  return `/v1/unsubscribe/${unsubscribeToken({ tenant, member, type, channel }, bindings.TOWER_TOKEN_KEY)}`;
}

/** A tenant with a provider for email and some types, and the link of an email that Ada got. */
async function linked({ settings, type = 'news', member = 'ada' }: Linking = {}): Promise<Link> {
  const tenant = await newTenant(settings);
  await tenant.of.tenant().putProvider({
    name: 'mail',
    definition: {
      kind: 'cloudflare-email',
      from: { email: 'a@example.com' },
      order: 0,
      weight: 1,
      enabled: true,
      parallel: 1,
    },
    sealed: {},
    updatedAt: 0,
  });
  await tenant.ask('PUT', '/v1/types/news', { body: { ...TYPE, label: 'Weekly news', category: 'reading' } });
  await tenant.ask('PUT', '/v1/types/likes', { body: { ...TYPE, class: 'transactional' } });
  await tenant.ask('PUT', '/v1/types/login', { body: { ...TYPE, class: 'transactional', mandatory: true } });
  await tenant.ask('PUT', `/v1/members/${member}`, { body: { email: 'ada@example.com' } });
  const path = pathOf(tenant.name, member, type);
  return {
    tenant,
    path,
    open: () => send('GET', path, HTML),
    post: (fields) => send('POST', path, { ...HTML, ...FORM }, new URLSearchParams(fields).toString()),
    preferences: async () => (await tenant.ask('GET', `/v1/members/${member}/export`)).json.preferences,
  };
}
interface Linking {
  readonly settings?: unknown;
  readonly type?: string;
  readonly member?: string;
}

const OFF = { types: { news: { email: 'off' } } };

describe('following the link', () => {
  test('happy: says what it is about, with a button, and every type with its channels', async ({ expect }) => {
    const { open } = await linked();
    const { status, headers, text } = await open();
    expect([status, headers.get('Content-Type')]).toEqual([200, 'text/html; charset=UTF-8']);
    expect(text).toContain('“Weekly news” by email');
    expect(text).toContain('<button class="primary" name="action" value="unsubscribe">Unsubscribe</button>');
    for (const name of ['type/email/on/news', 'type/in-app/on/news', 'type/email/on/likes', 'channel/email/on']) {
      expect(text, name).toContain(`<select name="${name}">`);
    }
    // The registry also has types of the test's own that only go where no provider is needed.
    expect(text).toContain('name="type/web-push/on/note"');
    expect(text).not.toContain('name="type/email/on/login"');
    expect(text).not.toContain('sms');
  });

  test('security: changes nothing, however often and by whatever scanner it is followed', async ({ expect }) => {
    const { tenant, path } = await linked();
    const state = async () => JSON.stringify((await tenant.ask('GET', '/v1/members/ada/export')).json);
    const before = await state();
    for (const method of ['GET', 'HEAD', 'GET']) {
      for (const query of [
        '',
        '?action=unsubscribe',
        '?List-Unsubscribe=One-Click',
        '?action=save&channel/email/on=off',
      ]) {
        const { status, text } = await send(method, path + query, HTML);
        expect(status).toBe(200);
        if (method === 'HEAD') expect(text).toBe('');
      }
    }
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS']) expect((await send(method, path)).status).toBe(404);
    expect(await state()).toBe(before);
  });

  test('security: no script, no frame, no cache, no index, no referrer and no cookie', async ({ expect }) => {
    const { path } = await linked();
    const answers = [
      await send('GET', path, HTML),
      await send('HEAD', path, HTML),
      await send('POST', path, FORM, 'List-Unsubscribe=One-Click'),
      await send('GET', `${path}x`, HTML),
      await send('GET', `${path}x`),
    ];
    for (const { headers } of answers) {
      expect(headers.get('Content-Security-Policy')).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/]{43}='; /);
      expect(headers.get('Content-Security-Policy')).toContain("frame-ancestors 'none'");
      expect(headers.get('Referrer-Policy')).toBe('no-referrer');
      expect(headers.get('X-Robots-Tag')).toBe('noindex, nofollow');
      expect(headers.get('Cache-Control')).toBe('no-store');
      expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
      expect([headers.get('Set-Cookie'), headers.get('Access-Control-Allow-Origin')]).toEqual([null, null]);
    }
  });

  test('in the language of the member, else of the browser, else English', async ({ expect }) => {
    const { tenant, path, open } = await linked();
    expect((await send('GET', path, { ...HTML, 'Accept-Language': 'de-CH,de;q=0.9' })).text).toContain(
      '<html lang="de">',
    );
    expect((await send('GET', path, { ...HTML, 'Accept-Language': 'xx;;,' })).text).toContain('<html lang="en">');
    await tenant.ask('PUT', '/v1/members/ada', { body: { email: 'ada@example.com', locale: 'de-AT' } });
    const { text } = await open();
    expect(text).toContain('<html lang="de">');
    expect(text).toContain('Abbestellen');
    expect((await send('GET', pathOf('nowhere'), HTML)).text).toContain('<html lang="en">');
  });

  test('shows what the tenant has as default, and not what it does in the dark', async ({ expect }) => {
    const { tenant, open } = await linked({
      settings: { defaults: { types: { news: { email: 'digest' } }, channels: { email: 'off' } } },
    });
    await tenant.ask('PUT', '/v1/types/secret', { body: { ...TYPE, dark: true } });
    const { text } = await open();
    expect(text).toContain('You get these notifications, gathered in a digest.');
    expect(text).toContain('<option value="digest" selected>');
    expect(text).toContain('<select name="type/email/off/likes">');
    expect(text).not.toContain('secret');
  });

  test('a type or a channel that is there no more can still be turned off', async ({ expect }) => {
    const { tenant } = await linked();
    for (const [type, channel] of [
      ['retired', 'email'],
      ['news', 'sms'],
      ['__proto__', 'email'],
    ] as const) {
      const path = pathOf(tenant.name, 'ada', type, channel);
      expect((await send('GET', path, HTML)).text).toContain('value="unsubscribe"');
      expect((await send('POST', path, FORM, 'List-Unsubscribe=One-Click')).status).toBe(200);
      expect((await send('GET', path, HTML)).text).toContain('You do not get these notifications.');
    }
  });
});

describe('one click', () => {
  const BOUNDARY = 'a0b1';
  const MULTIPART = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--${BOUNDARY}--\r\n`;
  const ONE_CLICK: readonly (readonly [type: string, body: string])[] = [
    ['application/x-www-form-urlencoded', 'List-Unsubscribe=One-Click'],
    ['application/x-www-form-urlencoded; charset=UTF-8', 'List-Unsubscribe=One-Click'],
    ['application/x-www-form-urlencoded', 'List-Unsubscribe=One-Click&extra=1'],
    [`multipart/form-data; boundary=${BOUNDARY}`, MULTIPART],
  ];

  test.for(ONE_CLICK)('happy: %s %j turns it off at once, as often as it comes', async ([type, body], { expect }) => {
    const { path, preferences, tenant } = await linked();
    for (let time = 0; time < 3; time++) {
      const { status, headers, text } = await send('POST', path, { 'Content-Type': type }, body);
      expect([status, text, headers.get('Location')]).toEqual([200, 'You are unsubscribed.\n', null]);
    }
    expect(await preferences()).toMatchObject(OFF);
    const { json } = await tenant.ask('POST', '/v1/events', { body: note(['ada'], { type: 'news' }) });
    const trace = async () => (await tenant.ask('GET', '/v1/members/ada/decisions')).json.items?.[0];
    expect(await trace()).toMatchObject({ event: json.id, outcome: 'send', channels: ['in-app'] });
  });

  test('also behind a query that something on its way has added', async ({ expect }) => {
    const { path, preferences } = await linked();
    expect((await send('POST', `${path}?utm_source=mail`, FORM, 'List-Unsubscribe=One-Click')).status).toBe(200);
    expect(await preferences()).toMatchObject(OFF);
  });

  test('refusal: another word, nothing, another kind of body, one that is broken or too large: nothing changes', async ({
    expect,
  }) => {
    const { path, preferences } = await linked();
    const wrong: readonly [type: string | undefined, body: string, status: number][] = [
      ['application/x-www-form-urlencoded', 'List-Unsubscribe=one-click', 400],
      ['application/x-www-form-urlencoded', 'List-Unsubscribe=', 400],
      ['application/x-www-form-urlencoded', '', 400],
      ['application/x-www-form-urlencoded', 'action=explode', 400],
      ['application/x-www-form-urlencoded', `x=${'a'.repeat(1_100_000)}`, 413],
      ['application/json', '{"List-Unsubscribe":"One-Click"}', 415],
      ['text/plain', 'List-Unsubscribe=One-Click', 415],
      ['multipart/form-data; boundary=x', 'List-Unsubscribe=One-Click', 400],
      ['multipart/form-data', MULTIPART, 400],
      [
        `multipart/form-data; boundary=${BOUNDARY}`,
        MULTIPART.replace('name="List-Unsubscribe"', 'name="List-Unsubscribe"; filename="a.txt"'),
        400,
      ],
    ];
    const before = await preferences();
    for (const [type, body, status] of wrong) {
      const answer = await send('POST', path, type === undefined ? {} : { 'Content-Type': type }, body);
      expect([type, answer.status, answer.headers.get('Content-Type')]).toEqual([
        type,
        status,
        'application/problem+json',
      ]);
    }
    expect(await preferences()).toEqual(before);
  });

  test('refusal: what is mandatory stays on', async ({ expect }) => {
    const { path, preferences, open } = await linked({ type: 'login' });
    expect((await send('POST', path, FORM, 'List-Unsubscribe=One-Click')).status).toBe(409);
    const page = await send('POST', path, { ...FORM, ...HTML }, 'action=unsubscribe');
    expect([page.status, page.text.includes('cannot be turned off')]).toEqual([409, true]);
    expect((await send('POST', path, FORM, 'action=resubscribe&setting=on')).status).toBe(400);
    expect((await send('POST', path, FORM, 'action=save&type/email/on/login=off')).status).toBe(400);
    expect((await open()).text).toContain('They are always sent.');
    expect(JSON.stringify(await preferences()) ?? '').not.toContain('off');
  });
});

describe('the forms of the page', () => {
  test('happy: unsubscribe, undo, and the page says which', async ({ expect }) => {
    const { post, open, preferences } = await linked();
    const off = await post({ action: 'unsubscribe' });
    expect([off.status, off.headers.get('Location')]).toEqual([200, null]);
    expect(off.text).toContain('Done. You no longer get “Weekly news” by email.');
    expect(off.text).toContain('value="resubscribe"');
    expect(await preferences()).toMatchObject(OFF);
    expect((await open()).text).toContain('You do not get these notifications.');
    const on = await post({ action: 'resubscribe', setting: 'on' });
    expect(on.text).toContain('Done. You get “Weekly news” by email again.');
    expect(await preferences()).toMatchObject({ types: { news: { email: 'on' } } });
  });

  test('what was a digest is one again after the undo', async ({ expect }) => {
    const { post, preferences } = await linked();
    await post({ action: 'save', 'type/email/on/news': 'digest' });
    expect(await preferences()).toMatchObject({ types: { news: { email: 'digest' } } });
    const { text } = await post({ action: 'unsubscribe' });
    expect(text).toContain('<input type="hidden" name="setting" value="digest">');
    await post({ action: 'resubscribe', setting: 'digest' });
    expect(await preferences()).toMatchObject({ types: { news: { email: 'digest' } } });
  });

  test('happy: saving writes what was changed on the page, and nothing else', async ({ expect }) => {
    const { post, preferences } = await linked();
    const { text } = await post({
      action: 'save',
      'channel/in-app/on': 'on',
      'channel/email/on': 'off',
      'type/email/on/news': 'on',
      'type/in-app/on/likes': 'off',
      'type/email/on/likes': 'on',
    });
    expect(text).toContain('Your settings are saved.');
    expect(text).toContain('You turned everything off by email');
    expect(await preferences()).toMatchObject({ channels: { email: 'off' }, types: { likes: { 'in-app': 'off' } } });
    expect(Object.keys(((await preferences()) as { types: object }).types)).toEqual(['likes']);
    expect((await post({ action: 'save', 'channel/email/off': 'on' })).text).toContain('You get these notifications.');
    expect((await post({ action: 'save', 'type/email/on/news': 'on' })).text).toContain('Nothing was changed.');
  });

  test('a page that was left open takes back nothing that happened meanwhile', async ({ expect }) => {
    const { path, post, preferences } = await linked();
    await send('POST', path, FORM, 'List-Unsubscribe=One-Click');
    await post({ action: 'save', 'type/email/on/news': 'on', 'type/in-app/on/likes': 'off' });
    expect(await preferences()).toMatchObject({ types: { news: { email: 'off' }, likes: { 'in-app': 'off' } } });
  });

  test('refusal: fields that are no choice of the page save nothing, and the page says so', async ({ expect }) => {
    const { post, preferences } = await linked();
    const before = await preferences();
    const wrong: Record<string, string>[] = [
      { action: 'save', 'type/in-app/on/likes': 'off', colour: 'red' },
      { action: 'save', 'type/email/on/nobody': 'off' },
      { action: 'save', 'type/email/on/news': 'loud' },
      { action: 'save', 'type/sms/on/news': 'off' },
      { action: 'save', 'channel/telex/on': 'off' },
      { action: 'unsubscribe', colour: 'red' },
      { action: 'resubscribe', colour: 'red' },
      { action: 'resubscribe', setting: 'off' },
    ];
    for (const fields of wrong) {
      const { status, text } = await post(fields);
      expect([JSON.stringify(fields), status]).toEqual([JSON.stringify(fields), 400]);
      expect(text).toContain('Nothing was saved');
    }
    expect(await preferences()).toEqual(before);
  });

  test('happy: two at once both count', async ({ expect }) => {
    const { post, preferences } = await linked();
    await Promise.all([
      post({ action: 'save', 'type/in-app/on/likes': 'off' }),
      post({ action: 'unsubscribe' }),
      post({ action: 'save', 'type/in-app/on/news': 'off' }),
    ]);
    const types = { news: { email: 'off', 'in-app': 'off' }, likes: { 'in-app': 'off' } };
    expect(await preferences()).toMatchObject({ types });
  });
});

describe('what the tenant’s server is told', () => {
  test('each change once, and by what; nothing of what changes nothing', async ({ expect }) => {
    const { tenant, path, open, post } = await linked({ settings: { providerHosts: ['hooks.example.com'] } });
    const body = { url: 'https://hooks.example.com/crm', events: ['preference.updated'] };
    await tenant.ask('PUT', '/v1/webhooks/crm', { body });
    const posted: unknown[] = [];
    vi.stubGlobal('fetch', async (_url: string, init: RequestInit) => {
      posted.push((JSON.parse(String(init.body)) as { data: { by: string } }).data.by);
      return new Response(null, { status: 204 });
    });
    await open();
    for (let time = 0; time < 3; time++) await send('POST', path, FORM, 'List-Unsubscribe=One-Click');
    await post({ action: 'save', 'type/email/on/news': 'on' });
    await post({ action: 'save', 'type/email/on/likes': 'digest' });
    await post({ action: 'save', 'type/in-app/on/likes': 'off' });
    await until(
      async () => posted,
      (all) => all.length >= 2,
    );
    expect(posted.sort()).toEqual(['preference-page', 'unsubscribe-link']);
  });
});

describe('links that are none', () => {
  test('refusal: too many from one address: a page for browsers too, and nobody else is in the way', async ({
    expect,
  }) => {
    const { path } = await linked();
    const from = (address: string) => ({ ...HTML, 'CF-Connecting-IP': address });
    let last = await send('GET', `${path}x`, from('192.0.2.7'));
    for (let time = 0; time < 1_300 && last.status !== 429; time++)
      last = await send('GET', `${path}x`, from('192.0.2.7'));
    expect([last.status, last.headers.get('Retry-After')]).toEqual([429, '60']);
    expect(last.text).toContain('too many requests from your network');
    expect((await send('GET', `${path}x`, from('192.0.2.8'))).status).toBe(404);
    // A mail provider clicks for all of its users from a few addresses: a link of ours counts by itself.
    expect((await send('GET', path, from('192.0.2.7'))).status).toBe(200);
  });

  test('refusal: forged, cut, of another key or for something else: a page for browsers, a problem for others', async ({
    expect,
  }) => {
    const { tenant, path, preferences } = await linked();
    const before = await preferences();
    const of = { tenant: tenant.name, member: 'ada', type: 'news', channel: 'email' };
    const paths = [
      path.slice(0, -1),
      path.slice(0, -30),
      `${path.slice(0, 30)}x${path.slice(31)}`,
      '/v1/unsubscribe/x',
      '/v1/unsubscribe/%3Cscript%3E',
      '/v1/unsubscribe/%ff',
      `/v1/unsubscribe/${unsubscribeToken(of, 'another')}`,
      `/v1/unsubscribe/${unsubscribeToken({ ...of, channel: 'telex' }, bindings.TOWER_TOKEN_KEY)}`,
      `/v1/unsubscribe/${signToken('report', Object.values(of), Date.now() + 60_000, bindings.TOWER_TOKEN_KEY)}`,
    ];
    for (const each of paths) {
      const page = await send('GET', each, HTML);
      expect([each, page.status, page.headers.get('Content-Type')]).toEqual([each, 404, 'text/html; charset=UTF-8']);
      expect(page.text).toContain('This link is not valid.');
      expect(page.text).not.toContain('<script');
      for (const method of ['GET', 'POST']) {
        const answer = await send(method, each, FORM, method === 'GET' ? undefined : 'List-Unsubscribe=One-Click');
        expect([answer.status, answer.headers.get('Content-Type')]).toEqual([404, 'application/problem+json']);
      }
    }
    expect(await preferences()).toEqual(before);
  });

  test('security: a link is of one tenant: the same member of another one is not touched', async ({ expect }) => {
    const [mine, theirs] = [await linked(), await linked()];
    const before = await theirs.preferences();
    await mine.post({ action: 'unsubscribe' });
    expect(await theirs.preferences()).toEqual(before);
    await theirs.tenant.ask('PUT', '/v1/types/only-theirs', { body: TYPE });
    expect((await mine.open()).text).not.toContain('only-theirs');
    expect((await mine.post({ action: 'save', 'type/email/on/only-theirs': 'off' })).status).toBe(400);
  });

  test('an erased member, and one of a tenant that never was: done, and nothing is made', async ({ expect }) => {
    const { tenant, path, open, post } = await linked();
    await tenant.ask('DELETE', '/v1/members/ada');
    expect((await open()).text).toContain('Nothing is kept about you here');
    expect((await send('POST', path, FORM, 'List-Unsubscribe=One-Click')).status).toBe(200);
    expect((await post({ action: 'unsubscribe' })).text).toContain('Nothing is kept about you here');
    expect(await tenant.of.member('ada').choose([], 0)).toBeUndefined();
    expect((await send('GET', pathOf('nowhere'), HTML)).text).toContain('Nothing is kept about you here');
    expect((await send('POST', pathOf('nowhere'), FORM, 'List-Unsubscribe=One-Click')).status).toBe(200);
  });
});
