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

describe('GET /v1/events/{id} and unknown paths: refusal', () => {
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
    for (const [method, path, status, name] of [
      ['GET', '/v1/nothing', 404, 'not-found'],
      ['PATCH', '/v1/events', 405, 'method-not-allowed'],
    ] as const) {
      const response = await worker().fetch(`https://tower.test${path}`, { method });
      expect([response.status, response.headers.get('Content-Type')]).toEqual([status, 'application/problem+json']);
      expect(await response.json()).toMatchObject({ type: `urn:tower:problem:${name}`, status });
    }
  });
});
