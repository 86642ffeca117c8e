import { describe, test } from 'vitest';
import { signToken } from '../../src/channels/signed-token.ts';
import { unsubscribeToken } from '../../src/channels/unsubscribe-token.ts';
import { FORM, HTML, linked, pathOf, send, TYPE } from './unsubscribe-world.ts';
import { bindings } from './world.ts';

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
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS']) expect((await send(method, path)).status).toBe(405);
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
