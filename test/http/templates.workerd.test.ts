import { describe, test } from 'vitest';
import { ask, newTenant, type TestTenant, tokenOf } from './world.ts';

const event = (more: object) => ({ id: crypto.randomUUID(), source: 'test', ...more });

/** The titles that a member reads, newest first. */
async function titlesOf(tenant: TestTenant, member: string): Promise<string[]> {
  const key = await tokenOf(tenant, member);
  const { json } = await ask('GET', '/v1/me/timeline', { key });
  return (json.items as unknown as { title: string }[]).map(({ title }) => title);
}

async function put(tenant: TestTenant, name: string, template: object, more: object = {}) {
  return tenant.ask('PUT', `/v1/types/${name}`, { body: { class: 'transactional', template, ...more } });
}

describe('PUT /v1/types/{name}', () => {
  test('refusal: each fault of a text with its field, line and column', async ({ expect }) => {
    const tenant = await newTenant();
    const title = '{{ actor | shout }}';
    const answer = await put(tenant, 'bad', { title, locales: { de: { title: '{% if %}' }, '?': { title: 'x' } } });
    expect(answer.status).toBe(400);
    expect(answer.json.errors).toMatchObject([{ path: 'template.locales.?' }]);
    const next = await put(tenant, 'bad', { title, url: 'javascript:alert(1)', locales: { de: { title: '{{ x' } } });
    expect(next.json).toMatchObject({
      status: 400,
      errors: [
        { path: 'template.title', message: 'line 1, column 1: undefined filter: shout' },
        { path: 'template.url', message: 'must be http, https or relative to the app' },
        { path: 'template.locales.de.title', message: 'line 1, column 1: output "{{ x" not closed' },
      ],
    });
    expect((await tenant.ask('GET', '/v1/types/bad')).status).toBe(404);
  });
});

describe('languages', () => {
  test('happy: each member reads their own, else the tenant’s, else the template’s; a group too', async ({
    expect,
  }) => {
    const tenant = await newTenant({ locale: 'de' });
    await put(
      tenant,
      'like',
      {
        title: '{{ actor }} liked it',
        many: { title: '{{ actor }} and {{ others }} {{ others | plural: "other", "others" }}' },
        locales: {
          de: {
            title: '{{ actor }} gefällt es',
            many: { title: '{{ actor }} und {{ others }} {{ others | plural: "Person", "Personen" }}' },
          },
          ja: { title: '{{ actor }}さん' },
        },
      },
      { collapse: {} },
    );
    await tenant.ask('PUT', '/v1/members/austria', { body: { locale: 'de-AT' } });
    await tenant.ask('PUT', '/v1/members/london', { body: { locale: 'en-GB' } });
    await tenant.ask('PUT', '/v1/members/tokyo', { body: { locale: 'en-GB' } });
    const key = await tokenOf(tenant, 'tokyo');
    await ask('PUT', '/v1/me/preferences', { key, body: { locale: 'ja' } });
    const recipients = ['austria', 'london', 'tokyo', 'nobody'];
    const like = async (actor: string) => {
      const body = event({ type: 'like', data: { actor, item: { id: 'photo' }, recipients } });
      expect((await tenant.ask('POST', '/v1/events', { body })).status).toBe(202);
    };
    const all = () => Promise.all(recipients.map((member) => titlesOf(tenant, member)));
    await like('Ada');
    expect(await all()).toEqual([['Ada gefällt es'], ['Ada liked it'], ['Adaさん'], ['Ada gefällt es']]);
    await like('Bob');
    expect(await all()).toEqual([['Bob und 1 Person'], ['Bob and 1 other'], ['Bobさん (+1)'], ['Bob und 1 Person']]);
    await like('Cem');
    expect((await all()).slice(0, 2)).toEqual([['Cem und 2 Personen'], ['Cem and 2 others']]);
  });

  test('happy: moments are in the member’s zone and language', async ({ expect }) => {
    const tenant = await newTenant();
    await put(tenant, 'due', {
      title: '{{ payload.at | time }}',
      locales: { de: { title: '{{ payload.at | time }} Uhr' } },
    });
    await tenant.ask('PUT', '/v1/members/berlin', { body: { locale: 'de-DE', timezone: 'Europe/Berlin' } });
    await tenant.ask('PUT', '/v1/members/tokyo', { body: { locale: 'en-GB', timezone: 'Asia/Tokyo' } });
    const data = { recipients: ['berlin', 'tokyo'], payload: { at: '2026-11-22T20:30:00Z' } };
    await tenant.ask('POST', '/v1/events', { body: event({ type: 'due', data }) });
    expect(await titlesOf(tenant, 'berlin')).toEqual(['21:30 Uhr']);
    expect(await titlesOf(tenant, 'tokyo')).toEqual(['05:30']);
  });
});

describe('partials', () => {
  test('happy: registered, versioned, listed, and the next event uses the new one', async ({ expect }) => {
    const tenant = await newTenant();
    const source = (text: string) => tenant.ask('PUT', '/v1/templates/sign', { body: { source: text } });
    expect((await source('by {{ actor }}')).json).toMatchObject({ name: 'sign', version: 1, source: 'by {{ actor }}' });
    expect((await put(tenant, 'signed', { title: 'Hi {% render "sign" %}' })).status).toBe(200);
    const send = () =>
      tenant.ask('POST', '/v1/events', {
        body: event({ type: 'signed', data: { actor: 'Ada', recipients: ['bob'] } }),
      });
    await send();
    expect((await source('by {{ actor }}')).json).toMatchObject({ version: 1 });
    expect((await source('from {{ actor }}')).json).toMatchObject({ version: 2 });
    await send();
    expect((await titlesOf(tenant, 'bob')).sort()).toEqual(['Hi by Ada', 'Hi from Ada']);

    expect((await tenant.ask('GET', '/v1/templates/sign')).json).toMatchObject({ version: 2 });
    const { json } = await tenant.ask('GET', '/v1/templates/sign/versions');
    expect(json.items).toMatchObject([{ version: 2 }, { version: 1 }]);
    expect((await tenant.ask('GET', '/v1/templates')).json).toMatchObject({ items: [{ name: 'sign' }], next: null });
  });

  test('refusal: unsound ones, those that are not there, and names like paths', async ({ expect }) => {
    const tenant = await newTenant();
    const source = (name: string, text: string) =>
      tenant.ask('PUT', `/v1/templates/${encodeURIComponent(name)}`, { body: { source: text } });
    expect((await source('a', 'x\n{{ y | nope }}')).json).toMatchObject({
      errors: [{ path: 'source', message: 'line 2, column 1: undefined filter: nope' }],
    });
    expect((await source('a', '{% render "b" %}')).status).toBe(400);
    expect((await source('../a', 'x')).json).toMatchObject({ status: 400, errors: [{ path: 'name' }] });
    expect((await put(tenant, 't', { title: '{% render "a" %}' })).json).toMatchObject({
      errors: [
        { path: 'template.title', message: 'line 1, column 1: register the partial first: PUT /v1/templates/a' },
      ],
    });
    expect((await tenant.ask('GET', '/v1/templates/a')).status).toBe(404);
    expect((await tenant.ask('GET', '/v1/templates/a/versions')).status).toBe(404);
  });

  test('happy: one that nothing uses is removed in all its versions, and its name begins anew', async ({ expect }) => {
    const tenant = await newTenant();
    const remove = (name: string) => tenant.ask('DELETE', `/v1/templates/${name}`);
    for (const source of ['one', 'two']) await tenant.ask('PUT', '/v1/templates/sign', { body: { source } });
    expect((await remove('sign')).status).toBe(204);
    expect((await tenant.ask('GET', '/v1/templates/sign/versions')).status).toBe(404);
    expect((await put(tenant, 'signed', { title: '{% render "sign" %}' })).status).toBe(400);
    const again = await tenant.ask('PUT', '/v1/templates/sign', { body: { source: 'three' } });
    expect(again.json).toMatchObject({ version: 1, source: 'three' });
  });

  test('refusal: one that a type in any language or a partial uses stays; so does what is another tenant’s', async ({
    expect,
  }) => {
    const [tenant, other] = await Promise.all([newTenant(), newTenant()]);
    const source = (name: string, text: string) =>
      tenant.ask('PUT', `/v1/templates/${name}`, { body: { source: text } });
    await source('sign', 'by');
    await source('foot', '{%- render "sign" -%}');
    await put(tenant, 'signed', { title: 'Hi', locales: { de: { title: "Hallo {% render 'sign' %}" } } });
    const refused = await tenant.ask('DELETE', '/v1/templates/sign');
    expect(refused.status).toBe(409);
    expect(refused.json.detail).toBe('Change what uses it first: type signed, partial foot');
    expect((await tenant.ask('GET', '/v1/templates/sign')).status).toBe(200);
    expect((await other.ask('DELETE', '/v1/templates/sign')).status).toBe(404);

    await put(tenant, 'signed', { title: 'Hi' });
    expect((await tenant.ask('DELETE', '/v1/templates/foot')).status).toBe(204);
    expect((await tenant.ask('DELETE', '/v1/templates/sign')).status).toBe(204);
    expect((await tenant.ask('DELETE', '/v1/templates/sign')).status).toBe(404);
  });
});

describe('POST /v1/types/{name}/preview', () => {
  const definition = {
    class: 'content',
    template: {
      title: '{{ actor }}: {{ payload.n | number }}',
      url: '/p/{{ item.id }}',
      many: { title: '{{ count }} in all' },
      locales: { de: { title: '{{ actor }}: {{ payload.n | number }} Punkte' } },
    },
    digest: { window: { fixed: 60 }, title: '{{ count }} {{ count | plural: "score", "scores" }}' },
  };
  const data = { actor: 'Ada', item: { id: 'a b' }, payload: { n: 1234.5 } };

  test('happy: the texts of each language, of a definition that is not registered yet', async ({ expect }) => {
    const tenant = await newTenant();
    const body = { definition, data, count: 2, locale: 'de-DE' };
    const answer = await tenant.ask('POST', '/v1/types/new/preview', { body });
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({
      reader: 'de',
      items: [
        {
          locale: 'en',
          title: 'Ada: 1,234.5',
          url: '/p/a%20b',
          many: { title: '2 in all' },
          digest: { title: '2 scores', body: 'Ada: 1,234.5\nAda: 1,234.5' },
        },
        { locale: 'de', title: 'Ada: 1.234,5 Punkte', many: { title: 'Ada: 1.234,5 Punkte (+1)' } },
      ],
    });
    expect((await tenant.ask('GET', '/v1/types/new')).status).toBe(404);
  });

  test('happy: of what is registered', async ({ expect }) => {
    const tenant = await newTenant();
    const { json } = await tenant.ask('POST', '/v1/types/note/preview', {
      body: { data: { payload: { text: 'Hi' } } },
    });
    expect(json.items).toMatchObject([{ locale: 'en', title: 'Hi', body: '', url: '' }]);
  });

  test('refusal: a type that is not there, and faults of the definition', async ({ expect }) => {
    const tenant = await newTenant();
    expect((await tenant.ask('POST', '/v1/types/none/preview', { body: {} })).status).toBe(404);
    const broken = { ...definition, template: { title: '{{ x' } };
    const answer = await tenant.ask('POST', '/v1/types/new/preview', { body: { definition: broken } });
    expect(answer.json).toMatchObject({ status: 400, errors: [{ path: 'definition.template.title' }] });
  });
});
