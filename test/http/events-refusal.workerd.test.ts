import { describe, test } from 'vitest';
import { newTenant, note } from './world.ts';

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

  test('a compressed body is 415 and says that bodies are not', async ({ expect }) => {
    const tenant = await newTenant();
    const post = (coding: string, body: unknown = note(['ada'])) =>
      tenant.ask('POST', '/v1/events', { headers: { 'Content-Encoding': coding }, body });
    for (const coding of ['gzip', 'GZIP', 'br', 'deflate', 'zstd', 'identity, x-own']) {
      const { status, headers, json } = await post(coding, new Uint8Array([0x1f, 0x8b, 8]));
      expect([status, headers.get('Accept-Encoding')], coding).toEqual([415, 'identity']);
      expect(json).toMatchObject({
        type: 'urn:tower:problem:unsupported-media-type',
        title: 'The Content-Encoding is not supported',
        detail: expect.stringContaining('uncompressed'),
      });
    }
    expect((await post('Identity')).status).toBe(202);
    expect((await tenant.ask('GET', '/v1/stats')).json.events).toBe(1);
  });

  test('bytes instead of data are told to be JSON, and nothing else of them is wrong', async ({ expect }) => {
    const tenant = await newTenant();
    const { data: _data, ...event } = note(['ada']);
    const bytes = { ...event, data_base64: 'e30=' };
    const errors = [{ path: 'data', message: 'must be JSON: `data_base64` is not taken' }];
    expect(await tenant.ask('POST', '/v1/events', { body: bytes })).toMatchObject({ status: 400, json: { errors } });
    const many = await tenant.ask('POST', '/v1/events', { body: [bytes, note(['ada'])] });
    expect(many.json).toEqual([
      { index: 0, errors },
      { id: expect.any(String), duplicate: false },
    ]);
  });

  test('a broken percent-encoding in binary mode names the header', async ({ expect }) => {
    const tenant = await newTenant();
    const headers = { 'ce-specversion': '1.0', 'ce-id': '%zz', 'ce-source': 's', 'ce-type': 'note' };
    const answer = await tenant.ask('POST', '/v1/events', { headers, body: note(['ada']).data });
    expect(answer).toMatchObject({ status: 400, json: { errors: [{ path: 'ce-id' }] } });
  });
});
