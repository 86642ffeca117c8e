import { describe, test } from 'vitest';
import { ask, newTenant, note, tokenOf } from './world.ts';

const NDJSON = { 'Content-Type': 'application/x-ndjson' };
const NOT_UTF8 = [{ path: '', message: 'this line is not UTF-8' }];

/** Lines of NDJSON as bytes; `\xff` in them is the byte, which no UTF-8 has. */
function bytesOf(...lines: readonly unknown[]): Uint8Array {
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  return Buffer.concat(
    text
      .split('\xff')
      .flatMap((part) => [Buffer.from([0xff]), Buffer.from(part)])
      .slice(1),
  );
}

describe('lines that are not UTF-8', () => {
  const cases: [method: string, path: string, line: object][] = [
    ['PUT', '/v1/edges', { from: 'ada', to: 'grüße' }],
    ['DELETE', '/v1/edges', { from: 'ada', to: 'grüße' }],
    ['PUT', '/v1/members', { id: 'grüße' }],
    ['POST', '/v1/engagements', { member: 'ada', action: 'like', item: 'grüße' }],
    ['PUT', '/v1/features/affinity', { member: 'grüße', features: { score: 1 } }],
    ['PUT', '/v1/suppressions', { channel: 'email', address: 'ada@example.com' }],
    ['DELETE', '/v1/suppressions', { channel: 'email', address: 'ada@example.com' }],
    ['POST', '/v1/me/engagements', { action: 'like', item: 'grüße' }],
  ];

  test.for(cases)('%s %s: the others are taken, and each has its place', async ([method, path, line], { expect }) => {
    const tenant = await newTenant();
    const key = path.startsWith('/v1/me/') ? await tokenOf(tenant, 'ada') : tenant.key;
    const body = bytesOf('{"from":"\xff"}', line, '', '{"id":', '\xff', line, '\xff\r', '');
    const { status, json } = await ask(method, path, { key, headers: NDJSON, body });
    expect([status, json.accepted]).toEqual([200, 2]);
    expect(json.rejected).toEqual([
      { index: 0, errors: NOT_UTF8 },
      { index: 2, errors: [{ path: '', message: 'this line is not JSON' }] },
      { index: 3, errors: NOT_UTF8 },
      { index: 5, errors: NOT_UTF8 },
    ]);
  });

  test('POST /v1/events: likewise, in the order of the events', async ({ expect }) => {
    const tenant = await newTenant();
    const body = bytesOf(note(['ada'], { id: 'grüße' }), '{"id":"\xff"}', note(['bob']));
    const { status, json } = await tenant.ask('POST', '/v1/events', { headers: NDJSON, body });
    expect([status, json]).toEqual([
      202,
      [
        { id: expect.any(String), duplicate: false },
        { index: 1, errors: NOT_UTF8 },
        { id: expect.any(String), duplicate: false },
      ],
    ]);
    expect((await tenant.ask('GET', '/v1/stats')).json.events).toBe(2);
    const again = await tenant.ask('POST', '/v1/events', { body: note(['ada'], { id: 'grüße' }) });
    expect(again.json).toEqual({ id: json[0]?.id, duplicate: true });
  });

  test('a single object and an array are refused as a whole: they have no lines', async ({ expect }) => {
    const tenant = await newTenant();
    for (const body of [bytesOf('{"from":"\xff","to":"b"}'), bytesOf('[{"from":"a","to":"b"},{"from":"\xff"}]')]) {
      expect(await tenant.ask('PUT', '/v1/edges', { body })).toMatchObject({
        status: 400,
        json: { type: 'urn:tower:problem:malformed-body', detail: 'The body is not UTF-8' },
      });
    }
  });
});

describe('names that cannot be kept', () => {
  const message = 'is a name that cannot be kept: use another';

  test('`__proto__` in one line or element is told with its path and fails no other', async ({ expect }) => {
    const tenant = await newTenant();
    const good = '{"id":"ada","attributes":{"constructor":"kept"}}';
    const bad = '{"id":"bob","attributes":{"__proto__":"lost"}}';
    for (const request of [{ headers: NDJSON, body: `${good}\n${bad}` }, { body: `[${good},${bad}]` }]) {
      expect((await tenant.ask('PUT', '/v1/members', request)).json).toEqual({
        accepted: 1,
        rejected: [{ index: 1, errors: [{ path: 'attributes.__proto__', message }] }],
      });
    }
    expect((await tenant.ask('GET', '/v1/members/ada')).json.attributes).toEqual({ constructor: 'kept' });
  });

  const events: [what: string, data: string, path: string][] = [
    ['in the payload', '{"recipients":["ada"],"payload":{"__proto__":1}}', 'data.payload.__proto__'],
    ['deep in the payload', '{"recipients":["a"],"payload":{"a":[{"__proto__":1}]}}', 'data.payload.a.0.__proto__'],
    ['in escapes', '{"recipients":["ada"],"payload":{"\\u005f_pr\\u006Fto__":1}}', 'data.payload.__proto__'],
  ];
  test.for(events)('an event with it %s is refused, in structured and binary mode', async ([, data, path], context) => {
    const { expect } = context;
    const tenant = await newTenant();
    const structured = `{"id":"1","source":"s","type":"note","data":${data}}`;
    const headers = { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': 's', 'ce-type': 'note' };
    for (const request of [{ body: structured }, { headers, body: data }]) {
      const { status, json } = await tenant.ask('POST', '/v1/events', request);
      expect([status, json.errors]).toEqual([400, [{ path, message }]]);
    }
  });

  test('as an id it is one like any other', async ({ expect }) => {
    const tenant = await newTenant();
    const edge = { from: 'ada', to: '__proto__' };
    expect((await tenant.ask('PUT', '/v1/edges', { body: [edge] })).json).toEqual({ accepted: 1, rejected: [] });
    expect((await tenant.ask('POST', '/v1/events', { body: note(['__proto__']) })).status).toBe(202);
    expect((await tenant.ask('GET', '/v1/members/__proto__')).json).toMatchObject({ id: '__proto__', unseen: 1 });
  });
});
