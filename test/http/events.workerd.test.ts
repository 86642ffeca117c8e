import { describe, test } from 'vitest';
import { ask, newTenant, note, tokenOf, until, worker } from './world.ts';

const NDJSON = { 'Content-Type': 'application/x-ndjson' };

describe('POST /v1/events: happy', () => {
  test('structured, plain and binary mode are one event each, and a repeat in another mode is the same', async ({
    expect,
  }) => {
    const tenant = await newTenant();
    const event = note(['ada'], { time: '2026-11-21T09:30:00Z' });
    const structured = await tenant.ask('POST', '/v1/events', {
      headers: { 'Content-Type': 'application/cloudevents+json; charset=utf-8' },
      body: { specversion: '1.0', ...event },
    });
    expect([structured.status, structured.json]).toEqual([
      202,
      { id: expect.stringMatching(/^[0-7][0-9A-Z]{25}$/), duplicate: false },
    ]);

    const plain = await tenant.ask('POST', '/v1/events', { body: event });
    expect([plain.status, plain.json]).toEqual([202, { id: structured.json.id, duplicate: true }]);

    const binary = await tenant.ask('POST', '/v1/events', {
      headers: { 'ce-specversion': '1.0', 'ce-id': event.id, 'ce-source': event.source, 'ce-type': event.type },
      body: event.data,
    });
    expect([binary.status, binary.json]).toEqual([202, { id: structured.json.id, duplicate: true }]);

    const { json } = await ask('GET', '/v1/me/timeline', { key: await tokenOf(tenant, 'ada') });
    expect(json.items).toMatchObject([{ id: structured.json.id, type: 'note', title: 'Hello', count: 1, seen: false }]);
    expect([json.unseen, json.unread, json.next]).toEqual([1, 1, null]);
  });

  test('binary attributes are percent-decoded', async ({ expect }) => {
    const tenant = await newTenant();
    const id = 'Grüße %';
    const first = await tenant.ask('POST', '/v1/events', { body: note(['ada'], { id }) });
    const binary = await tenant.ask('POST', '/v1/events', {
      headers: { 'ce-specversion': '1.0', 'ce-id': encodeURIComponent(id), 'ce-source': 'test', 'ce-type': 'note' },
      body: note(['ada']).data,
    });
    expect(binary.json).toEqual({ id: first.json.id, duplicate: true });
  });

  test('a batch and NDJSON answer an array in the same order, and a bad line fails no other', async ({ expect }) => {
    const tenant = await newTenant();
    const events = [note(['ada']), { ...note(['ada']), type: 'no-such-type' }, note(['bob'])];
    const batch = await tenant.ask('POST', '/v1/events', {
      headers: { 'Content-Type': 'application/cloudevents-batch+json' },
      body: events,
    });
    expect([batch.status, batch.json]).toEqual([
      202,
      [
        { id: expect.any(String), duplicate: false },
        { index: 1, errors: [{ path: 'type', message: expect.stringContaining('/v1/types/no-such-type') }] },
        { id: expect.any(String), duplicate: false },
      ],
    ]);
    const lines = `${JSON.stringify(events[0])}\r\n\n{"broken\n${JSON.stringify(events[2])}\n`;
    const many = await tenant.ask('POST', '/v1/events', { headers: NDJSON, body: lines });
    expect([many.status, many.json]).toEqual([
      202,
      [
        { id: batch.json[0]?.id, duplicate: true },
        { index: 1, errors: [{ path: '', message: 'this line is not JSON' }] },
        { id: batch.json[2]?.id, duplicate: true },
      ],
    ]);
  });

  test('the status counts what its recipients have decided', async ({ expect }) => {
    const tenant = await newTenant();
    const { json } = await tenant.ask('POST', '/v1/events', { body: note(['ada', 'bob', 'ada']) });
    const status = await until(
      () => tenant.ask('GET', `/v1/events/${json.id}`),
      (answer) => answer.json.state === ('done' as unknown),
    );
    expect(status.json).toEqual({
      id: json.id,
      type: 'note',
      state: 'done',
      audience: 2,
      considered: 2,
      pruned: 0,
      offered: 2,
      decisions: { send: 2, hold: 0, merge: 0, drop: 0 },
      reasons: { timeline: 2 },
      deliveries: {},
    });
  });

  test('an empty batch is no events', async ({ expect }) => {
    const tenant = await newTenant();
    expect(await tenant.ask('POST', '/v1/events', { body: [] })).toMatchObject({ status: 202, json: [] });
    expect(await tenant.ask('POST', '/v1/events', { headers: NDJSON, body: '\n' })).toMatchObject({
      status: 202,
      json: [],
    });
  });
});

describe('POST /v1/events: edge', () => {
  test('the same event with another time is the same event, and keeps its first id', async ({ expect }) => {
    const tenant = await newTenant();
    const event = note(['ada'], { time: '2026-11-21T09:30:00Z' });
    const first = await tenant.ask('POST', '/v1/events', { body: event });
    const second = await tenant.ask('POST', '/v1/events', { body: { ...event, time: '2026-11-21T10:00:00+02:00' } });
    const third = await tenant.ask('POST', '/v1/events', { body: { ...event, time: undefined } });
    expect([second.json, third.json]).toEqual([
      { id: first.json.id, duplicate: true },
      { id: first.json.id, duplicate: true },
    ]);
  });

  test('the order of keys says nothing; other data or another type under the same source and id is a conflict', async ({
    expect,
  }) => {
    const tenant = await newTenant();
    const event = note(['ada']);
    const first = await tenant.ask('POST', '/v1/events', { body: event });
    const { payload, recipients } = event.data;
    const turned = await tenant.ask('POST', '/v1/events', { body: { ...event, data: { payload, recipients } } });
    expect(turned.json).toEqual({ id: first.json.id, duplicate: true });

    const otherData = { ...event, data: { recipients: ['bob'], payload } };
    const otherType = { ...event, type: 'post', data: { ...event.data } };
    for (const body of [otherData, otherType]) {
      const conflict = await tenant.ask('POST', '/v1/events', { body });
      expect(conflict).toMatchObject({ status: 409, json: { type: 'urn:tower:problem:conflict', status: 409 } });
      expect(conflict.headers.get('Content-Type')).toBe('application/problem+json');
      const line = await tenant.ask('POST', '/v1/events', { body: [body] });
      expect(line).toMatchObject({ status: 202, json: [{ index: 0, errors: [{ path: 'id' }] }] });
    }
    const bob = await ask('GET', '/v1/me/timeline', { key: await tokenOf(tenant, 'bob') });
    expect(bob.json.items).toEqual([]);
  });

  test('the same event twice in one body is offered once', async ({ expect }) => {
    const tenant = await newTenant();
    const event = note(['ada']);
    const { json } = await tenant.ask('POST', '/v1/events', { body: [event, event] });
    expect(json).toMatchObject([{ duplicate: false }, { duplicate: true }]);
    const status = await until(
      () => tenant.ask('GET', `/v1/events/${json[0]?.id}`),
      (answer) => answer.json.state === ('done' as unknown),
    );
    expect(status.json).toMatchObject({ audience: 1, offered: 1, decisions: { send: 1 } });
  });

  test('source and id of two tenants, or of two sources, are different events', async ({ expect }) => {
    const [one, other] = [await newTenant(), await newTenant()];
    const event = note(['ada'], { time: '2026-11-21T09:30:00Z' });
    const ids = [
      await one.ask('POST', '/v1/events', { body: event }),
      await other.ask('POST', '/v1/events', { body: event }),
      await one.ask('POST', '/v1/events', { body: { ...event, source: 'elsewhere' } }),
    ].map(({ json }) => json.id);
    expect(new Set(ids).size).toBe(3);
  });

  test('members and ids of 128 four-byte characters, slashes and percent signs get what is theirs', async ({
    expect,
  }) => {
    const tenant = await newTenant();
    const members = ['🐙'.repeat(128), 'a/b', 'a%2Fb', 'ä b', '%', "o'neill;--"];
    const { json } = await tenant.ask('POST', '/v1/events', { body: note(members, { id: '🐙'.repeat(128) }) });
    for (const member of members) {
      const timeline = await ask('GET', '/v1/me/timeline', { key: await tokenOf(tenant, member) });
      expect(timeline.json.items, member).toMatchObject([{ id: json.id }]);
      const view = await tenant.ask('GET', `/v1/members/${encodeURIComponent(member)}`);
      expect(view.json.id).toBe(member);
    }
  });

  test('extension attributes are allowed and ignored', async ({ expect }) => {
    const tenant = await newTenant();
    const body = { ...note(['ada']), traceparent: '00-1', sampledrate: 3, dataschema: 'https://example.com/s' };
    expect((await tenant.ask('POST', '/v1/events', { body })).status).toBe(202);
  });
});

describe('POST /v1/events: refusal', () => {
  const cases: [what: string, change: object, path: string][] = [
    ['no id', { id: undefined }, 'id'],
    ['an empty id', { id: '' }, 'id'],
    ['an id with a control character', { id: 'a\u0000b' }, 'id'],
    ['an id with a lone surrogate', { id: 'a\ud800' }, 'id'],
    ['an id of 129 characters', { id: 'x'.repeat(129) }, 'id'],
    ['no source', { source: undefined }, 'source'],
    ['a source with a line break', { source: 'a\nb' }, 'source'],
    ['a number as type', { type: 7 }, 'type'],
    ['an unknown type', { type: 'nobody-knows' }, 'type'],
    ['another spec version', { specversion: '0.3' }, 'specversion'],
    ['a time without zone', { time: '2026-11-21T09:30:00' }, 'time'],
    ['a time that is none', { time: '2026-02-30T09:30:00Z' }, 'time'],
    ['data that is not JSON', { datacontenttype: 'text/plain' }, 'datacontenttype'],
    ['no data', { data: undefined }, 'data'],
    ['an unknown field of data', { data: { recipients: ['ada'], x: 1 } }, 'data.x'],
    [
      'an unknown field of the item',
      { data: { recipients: ['ada'], item: { id: 'i', colour: 1 } } },
      'data.item.colour',
    ],
    ['nobody named', { data: {} }, 'data.recipients'],
    ['no recipients', { data: { recipients: [] } }, 'data.recipients'],
    ['a recipient who is no text', { data: { recipients: ['ada', 3] } }, 'data.recipients.1'],
    ['a recipient with a control character', { data: { recipients: ['a\u0007'] } }, 'data.recipients.0'],
    ['recipients and an audience', { data: { recipients: ['ada'], audience: { of: 'x' } } }, 'data.audience'],
    ['no actor for an audience of the actor', { type: 'post', data: {} }, 'data.actor'],
    [
      'a feature that is no number',
      { data: { recipients: ['a'], item: { id: 'i', features: { f: '1' } } } },
      'data.item.features.f',
    ],
  ];

  test.for(cases)('%s names the field and writes nothing', async ([, change, path], { expect }) => {
    const tenant = await newTenant();
    const answer = await tenant.ask('POST', '/v1/events', { body: { ...note(['ada']), ...change } });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
    expect(answer.json).toMatchObject({
      type: 'urn:tower:problem:invalid-request',
      status: 400,
      errors: expect.any(Array),
    });
    const errors = answer.json.errors as unknown as { path: string; message: string }[];
    expect(errors.map((error) => error.path)).toContain(path);
    expect(errors.every(({ message }) => message.length > 0)).toBe(true);
    expect((await tenant.ask('GET', '/v1/stats')).json.events).toBe(0);
  });

  test('a body that is not JSON, not UTF-8, not an object, or of another kind', async ({ expect }) => {
    const tenant = await newTenant();
    const post = (body: unknown, type = 'application/json') =>
      tenant.ask('POST', '/v1/events', { body, headers: { 'Content-Type': type } });
    expect(await post('{"id": ')).toMatchObject({ status: 400, json: { type: 'urn:tower:problem:malformed-body' } });
    expect(await post('')).toMatchObject({ status: 400 });
    expect(await post('null')).toMatchObject({ status: 400 });
    expect(await post('"text"')).toMatchObject({ status: 400 });
    expect(await post(Uint8Array.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]))).toMatchObject({
      status: 400,
      json: { detail: 'The body is not UTF-8' },
    });
    expect(await post(JSON.stringify(note(['ada'])), 'text/xml')).toMatchObject({ status: 415 });
    expect((await tenant.ask('GET', '/v1/stats')).json.events).toBe(0);
  });

  test('nesting 10,000 deep, wherever it is, is refused and breaks nothing', async ({ expect }) => {
    const tenant = await newTenant();
    const deep = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`;
    const good = JSON.stringify(note(['ada']));
    const inPayload = `{"id":"1","source":"s","type":"note","data":{"recipients":["ada"],"payload":${deep}}}`;
    const inList = '['.repeat(5_000) + ']'.repeat(5_000);
    // 10,000 levels of objects are more than 32 KB; lists are less.
    expect(await tenant.ask('POST', '/v1/events', { body: inPayload })).toMatchObject({ status: 413 });
    const lists = `{"id":"2","source":"s","type":"note","data":{"recipients":["ada"],"payload":{"a":${inList}}}}`;
    expect(await tenant.ask('POST', '/v1/events', { body: lists })).toMatchObject({
      status: 400,
      json: { errors: [{ path: 'data.payload', message: expect.stringContaining('32 levels') }] },
    });
    const many = await tenant.ask('POST', '/v1/events', { body: `[${lists},${inPayload},${deep},${good}]` });
    expect(many.status).toBe(202);
    expect(many.json).toMatchObject([{ index: 0 }, { index: 1 }, { index: 2 }, { duplicate: false }]);
    expect((await tenant.ask('GET', '/v1/stats')).json.events).toBe(1);
  });

  test('an event of more than 32 KB is 413 by itself and a bad line among many', async ({ expect }) => {
    const tenant = await newTenant();
    const large = note(['ada'], { data: { recipients: ['ada'], payload: { text: 'x'.repeat(1_000_000) } } });
    const extension = { ...note(['ada']), padding: 'x'.repeat(40_000) };
    for (const body of [large, extension]) {
      const answer = await tenant.ask('POST', '/v1/events', { body });
      expect(answer).toMatchObject({ status: 413, json: { type: 'urn:tower:problem:too-large' } });
    }
    const binary = await tenant.ask('POST', '/v1/events', {
      headers: { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': 's', 'ce-type': 'note' },
      body: large.data,
    });
    expect(binary.status).toBe(413);
    const many = await tenant.ask('POST', '/v1/events', { body: [large, note(['ada'])] });
    expect(many.json).toMatchObject([
      { index: 0, errors: [{ message: expect.stringContaining('32768 bytes') }] },
      { duplicate: false },
    ]);
    expect((await tenant.ask('GET', '/v1/stats')).json.events).toBe(1);
  });

  test('a body of more than 4 MB is 413, with a length or as a stream of unknown length', async ({ expect }) => {
    const tenant = await newTenant();
    const bytes = new TextEncoder().encode(`[${JSON.stringify(note(['ada']))}]`.padEnd(4 * 1_024 * 1_024 + 1));
    expect((await tenant.ask('POST', '/v1/events', { body: bytes })).status).toBe(413);
    const chunk = bytes.subarray(0, 64 * 1_024);
    let sent = 0;
    const stream = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        sent += chunk.length;
        controller.enqueue(chunk);
        if (sent > 8 * 1_024 * 1_024) controller.close();
      },
    });
    expect((await tenant.ask('POST', '/v1/events', { body: stream })).status).toBe(413);
    expect((await tenant.ask('GET', '/v1/stats')).json.events).toBe(0);
  });

  test('a broken percent-encoding in binary mode names the header', async ({ expect }) => {
    const tenant = await newTenant();
    const headers = { 'ce-specversion': '1.0', 'ce-id': '%zz', 'ce-source': 's', 'ce-type': 'note' };
    const answer = await tenant.ask('POST', '/v1/events', { headers, body: note(['ada']).data });
    expect(answer).toMatchObject({ status: 400, json: { errors: [{ path: 'ce-id' }] } });
  });

  test('the status of an event that is not there, not an id, or of another tenant is 404', async ({ expect }) => {
    const [one, other] = [await newTenant(), await newTenant()];
    const { json } = await one.ask('POST', '/v1/events', { body: note(['ada']) });
    for (const id of [String(json.id), '01KAJ5Q0M0000000000000000', 'x', '%00']) {
      const answer = await other.ask('GET', `/v1/events/${id}`);
      expect(answer.status, id).toBe(id === '%00' ? 400 : 404);
      expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
    }
  });

  test('an unknown path or method is a problem too', async ({ expect }) => {
    for (const [method, path] of [
      ['GET', '/v1/nothing'],
      ['PATCH', '/v1/events'],
    ] as const) {
      const response = await worker().fetch(`https://tower.test${path}`, { method });
      expect([response.status, response.headers.get('Content-Type')]).toEqual([404, 'application/problem+json']);
      expect(await response.json()).toMatchObject({ type: 'urn:tower:problem:not-found', status: 404 });
    }
  });
});
