import { afterEach, describe, test, vi } from 'vitest';
import { FORM, HTML, linked, OFF, send } from './unsubscribe-world.ts';
import { note, until } from './world.ts';

afterEach(() => void vi.unstubAllGlobals());

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
