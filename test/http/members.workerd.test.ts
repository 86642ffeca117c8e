import { describe, test } from 'vitest';
import { ask, type Json, newTenant, note, tokenOf } from './world.ts';

const NDJSON = { 'Content-Type': 'application/x-ndjson' };
const idsOf = (json: Json) => (json.items as unknown as { id: string }[]).map(({ id }) => id);

describe('members: happy', () => {
  test('what is put is read, exported, and gone when it is erased, its edges included', async ({ expect }) => {
    const tenant = await newTenant();
    const profile = {
      timezone: 'Europe/Berlin',
      locale: 'de',
      region: 'weur',
      attributes: { plan: 'pro', age: 40, beta: true, tags: ['a'] },
      email: 'ada@example.com',
      phone: '+4915112345678',
      createdAt: '2026-01-01T00:00:00Z',
    };
    const put = await tenant.ask('PUT', '/v1/members/ada', { body: profile });
    const kept = { notifications: 1_000, days: 90, dropped: 200 };
    expect([put.status, put.json]).toEqual([200, { ...profile, id: 'ada', devices: 0, unseen: 0, unread: 0, kept }]);
    await tenant.ask('PUT', '/v1/edges', { body: [{ from: 'ada', to: 'star', strength: 0.5 }] });
    await tenant.ask('POST', '/v1/events', { body: note(['ada']) });
    expect((await tenant.ask('GET', '/v1/members/ada')).json).toMatchObject({ email: 'ada@example.com', unseen: 1 });
    expect((await tenant.ask('GET', '/v1/members/ada/follows')).json).toEqual({
      items: [{ to: 'star', kind: 'follow', strength: 0.5 }],
      next: null,
    });
    const { json } = await tenant.ask('GET', '/v1/members/ada/export');
    expect(json).toMatchObject({
      member: 'ada',
      profile,
      follows: [{ to: 'star' }],
      notifications: [{ type: 'note' }],
    });

    expect((await tenant.ask('DELETE', '/v1/members/ada')).status).toBe(204);
    expect((await tenant.ask('GET', '/v1/nodes/star/audience')).json.size).toBe(0);
    expect((await tenant.ask('GET', '/v1/members')).json).toEqual({ items: [], next: null });
    expect((await tenant.ask('GET', '/v1/members/ada')).json).toEqual({
      id: 'ada',
      devices: 0,
      unseen: 0,
      unread: 0,
      kept,
    });
    expect((await tenant.ask('GET', '/v1/members/ada/decisions')).json.items).toEqual([]);
  });

  test('in bulk, by JSON or NDJSON; a bad line fails no other and the last of several counts', async ({ expect }) => {
    const tenant = await newTenant();
    const lines = [
      { id: 'ada', region: 'old' },
      { id: 'bob', email: 'no' },
      { region: 'x' },
      { id: 'ada', region: 'new' },
    ];
    const answer = await tenant.ask('PUT', '/v1/members', { body: lines });
    expect(answer).toMatchObject({
      status: 200,
      json: {
        accepted: 2,
        rejected: [
          { index: 1, errors: [{ path: 'email' }] },
          { index: 2, errors: [{ path: 'id' }] },
        ],
      },
    });
    expect((await tenant.ask('GET', '/v1/members/ada')).json.region).toBe('new');
    const text = '{"id":"eve"}\n{"id":"eve","colour":1}\nnonsense\n';
    expect((await tenant.ask('PUT', '/v1/members', { headers: NDJSON, body: text })).json).toMatchObject({
      accepted: 1,
      rejected: [
        { index: 1, errors: [{ path: 'colour' }] },
        { index: 2, errors: [{ path: '', message: 'this line is not JSON' }] },
      ],
    });
    expect(idsOf((await tenant.ask('GET', '/v1/members')).json).toSorted()).toEqual(['ada', 'eve']);
  });

  test('the list is paged, complete and without repeats', async ({ expect }) => {
    const tenant = await newTenant();
    const members = Array.from({ length: 23 }, (_each, number) => `member ${number}/ä`);
    await tenant.ask('PUT', '/v1/members', { body: members.map((id) => ({ id })) });
    const seen: string[] = [];
    let cursor = '';
    do {
      const { json } = await tenant.ask('GET', `/v1/members?limit=5${cursor}`);
      seen.push(...idsOf(json));
      cursor = json.next === (null as unknown) ? '' : `&cursor=${encodeURIComponent(String(json.next))}`;
    } while (cursor !== '');
    expect(seen.length).toBe(23);
    expect(seen.toSorted()).toEqual(members.toSorted());
  });

  test('decisions tell what happened, newest first, page by page', async ({ expect }) => {
    const tenant = await newTenant();
    await tenant.ask('POST', '/v1/events', { body: note(['ada']) });
    await tenant.ask('POST', '/v1/events', { body: note(['ada'], { data: { actor: 'ada', recipients: ['ada'] } }) });
    const first = await tenant.ask('GET', '/v1/members/ada/decisions?limit=1');
    expect(first.json.items).toMatchObject([
      { type: 'note', outcome: 'drop', reason: 'own-action', by: expect.any(String), words: expect.any(String) },
    ]);
    const second = await tenant.ask(
      'GET',
      `/v1/members/ada/decisions?limit=1&cursor=${encodeURIComponent(String(first.json.next))}`,
    );
    expect(second.json).toMatchObject({
      items: [{ outcome: 'send', reason: 'timeline', channels: ['in-app'] }],
      next: null,
    });
  });
});

describe('members: refusal', () => {
  const cases: [what: string, body: object, path: string][] = [
    ['an unknown field', { colour: 'red' }, 'colour'],
    ['a zone that is none', { timezone: 'Mars/Olympus' }, 'timezone'],
    ['an address that is none', { email: 'ada' }, 'email'],
    ['a number that is not E.164', { phone: '0151' }, 'phone'],
    ['an attribute that is an object', { attributes: { a: {} } }, 'attributes.a'],
    ['a time without zone', { createdAt: '2026-01-01' }, 'createdAt'],
  ];
  test.for(cases)('%s names the field and writes nothing', async ([, body, path], { expect }) => {
    const tenant = await newTenant();
    const answer = await tenant.ask('PUT', '/v1/members/ada', { body: { region: 'x', ...body } });
    expect(answer).toMatchObject({ status: 400, json: { errors: [{ path }] } });
    expect((await tenant.ask('GET', '/v1/members')).json.items).toEqual([]);
    expect((await tenant.ask('GET', '/v1/members/ada')).json.region).toBeUndefined();
  });

  test('ids with control characters, bad cursors and limits', async ({ expect }) => {
    const tenant = await newTenant();
    expect(await tenant.ask('PUT', '/v1/members/a%00b', { body: {} })).toMatchObject({
      status: 400,
      json: { errors: [{ path: 'id' }] },
    });
    expect(await tenant.ask('PUT', `/v1/members/${'x'.repeat(129)}`, { body: {} })).toMatchObject({ status: 400 });
    for (const query of ['limit=0', 'limit=201', 'limit=x', 'cursor=nonsense']) {
      expect((await tenant.ask('GET', `/v1/members?${query}`)).status, query).toBe(400);
    }
  });

  test('ids whose percent-encoding is none, in whatever path they are', async ({ expect }) => {
    const tenant = await newTenant();
    const definition = { class: 'transactional', template: { title: 'Hello' } };
    const asked: [method: string, path: string, name: string, body?: object][] = [
      ['PUT', '/v1/types/{}', 'name', definition],
      ['GET', '/v1/types/{}/versions', 'name'],
      ['PUT', '/v1/members/{}', 'id', {}],
      ['GET', '/v1/members/{}', 'id'],
      ['DELETE', '/v1/members/{}', 'id'],
      ['GET', '/v1/nodes/{}/audience', 'node'],
      ['GET', '/v1/features/{}', 'dataset'],
      ['POST', '/v1/events/{}/recall', 'id'],
    ];
    for (const [method, path, name, body] of asked) {
      for (const id of ['%zz', '%', 'a%2', '%ED%A0%80', '%C3%28', '%ff', '%25%zz']) {
        const { status, json } = await tenant.ask(method, path.replace('{}', id), body ? { body } : {});
        expect([status, json.errors], `${method} ${path} ${id}`).toEqual([
          400,
          [{ path: name, message: 'must be percent-encoded UTF-8' }],
        ]);
      }
    }
    for (const id of ['%zz', '100 %', '%41', 'a/b?#', 'grüße', '😀']) {
      const { status, json } = await tenant.ask('PUT', `/v1/members/${encodeURIComponent(id)}`, { body: {} });
      expect([status, json.id], id).toEqual([200, id]);
    }
  });
});

describe('edges', () => {
  test('happy: put, counted, removed; a repeat changes nothing', async ({ expect }) => {
    const tenant = await newTenant();
    const edges = [
      { from: 'ada', to: 'star' },
      { from: 'bob', to: 'star', kind: 'connection', strength: 0.3 },
    ];
    for (let time = 0; time < 2; time++) {
      expect((await tenant.ask('PUT', '/v1/edges', { body: edges })).json).toEqual({ accepted: 2, rejected: [] });
    }
    expect((await tenant.ask('GET', '/v1/nodes/star/audience')).json).toEqual({ size: 2, shards: 1 });
    expect((await tenant.ask('DELETE', '/v1/edges', { body: [{ from: 'ada', to: 'star' }] })).json.accepted).toBe(1);
    expect((await tenant.ask('GET', '/v1/nodes/star/audience')).json.size).toBe(1);
  });

  test('refusal: bad lines are named and the others are taken', async ({ expect }) => {
    const tenant = await newTenant();
    const lines = [
      { from: 'ada', to: 'star', strength: 2 },
      { from: 'ada' },
      { from: 'a\u0000', to: 'star' },
      { from: 'ada', to: 'star', kind: 'Bad Kind' },
      { from: 'ok', to: 'star' },
      7,
    ];
    const { json } = await tenant.ask('PUT', '/v1/edges', { body: lines });
    expect(json).toMatchObject({
      accepted: 1,
      rejected: [
        { index: 0, errors: [{ path: 'strength' }] },
        { index: 1, errors: [{ path: 'to' }] },
        { index: 2, errors: [{ path: 'from' }] },
        { index: 3, errors: [{ path: 'kind' }] },
        { index: 5, errors: [{ path: '' }] },
      ],
    });
    expect((await tenant.ask('GET', '/v1/nodes/star/audience')).json.size).toBe(1);
  });
});

describe('engagements', () => {
  test('happy and refusal: in bulk by a producer, by oneself, and bad lines named', async ({ expect }) => {
    const tenant = await newTenant();
    const { json } = await tenant.ask('POST', '/v1/events', { body: note(['ada']) });
    const answer = await tenant.ask('POST', '/v1/engagements', {
      body: [
        { member: 'ada', action: 'open', notification: json.id },
        { member: 'ada', action: 'fly', item: 'x' },
        { member: 'ada', action: 'like' },
        { action: 'like', item: 'x' },
      ],
    });
    expect(answer.json).toMatchObject({
      accepted: 1,
      rejected: [
        { index: 1, errors: [{ path: 'action' }] },
        { index: 2, errors: [{ path: 'notification' }] },
        { index: 3, errors: [{ path: 'member' }] },
      ],
    });
    const key = await tokenOf(tenant, 'ada');
    expect((await ask('GET', '/v1/me/timeline', { key })).json).toMatchObject({ unread: 0, items: [{ read: true }] });
    const own = await ask('POST', '/v1/me/engagements', { key, body: { action: 'view', item: 'post-1' } });
    expect([own.status, own.json]).toEqual([200, { accepted: 1, rejected: [] }]);
    const other = await ask('POST', '/v1/me/engagements', {
      key,
      body: { member: 'bob', action: 'view', item: 'post-1' },
    });
    expect(other.json).toMatchObject({ accepted: 0, rejected: [{ errors: [{ path: 'member' }] }] });
  });
});
