import { beforeAll, describe, test } from 'vitest';
import { type Checked, checked } from './open-api-checked.ts';
import { AT, by, house, NDJSON, unanswered } from './open-api-house.ts';
import { allOptions, dump, logistic } from './open-api-samples.ts';
import { bindings, note, until } from './world.ts';

let api: Checked;

/** A call that the document does not describe fails, whatever it is: see `open-api-checked.ts`. */
describe('what backends send and are answered is what /openapi.json says', () => {
  beforeAll(async () => {
    api = await checked();
  });

  test('of tenants, keys, and the document itself', async ({ expect }) => {
    const path = `/v1/tenants/t-${crypto.randomUUID()}`;
    const root = by(api, bindings.TOWER_ROOT_KEY);
    const quiet = [{ from: '22:00', to: '07:00', days: ['mon'] }];
    const defaults = { quiet, channels: { email: 'digest' }, types: { post: { email: 'off' } } };
    const limits = { channelsPerDay: { email: 2 }, spacing: 0, ramp: {}, fatigue: {}, candidatesPerHour: 9 };
    await root('PUT', path, {
      settings: { ...limits, defaults, providerHosts: ['*', '*.Example.com:443'], locale: 'de' },
    });
    const tenant = by(api, String((await root('PUT', path)).json.key));
    const { json } = await tenant('POST', '/v1/keys', { name: 'web', scopes: ['events', 'members'] });
    expect((await tenant('GET', '/v1/keys')).json.items).toHaveLength(3);
    await tenant('DELETE', `/v1/keys/${json.id}`);
    for (const open of [`${path}/vapid`, '/health', '/openapi.json']) {
      expect((await api.ask('GET', open)).status).toBe(200);
    }
    // Only a development server has one.
    expect((await api.ask('GET', '/demo.json')).status).toBe(404);
  });

  test('of types, templates and models', async ({ expect }) => {
    const { tenant } = await house(api);
    await tenant('PUT', '/v1/templates/footer', { source: 'Sent by {{type}}' });
    for (const path of ['', '/footer', '/footer/versions']) await tenant('GET', `/v1/templates${path}`);
    await tenant('DELETE', '/v1/templates/footer');
    await tenant('PUT', '/v1/models/opens', logistic);
    await tenant('PUT', '/v1/models/trees', { kind: 'trees', open: dump, defaults: { 'item.likes': 3 } });
    for (const path of ['?limit=1', '/trees', '/opens/versions']) await tenant('GET', `/v1/models${path}`);
    await tenant('PUT', '/v1/types/all', allOptions);
    await tenant('PUT', '/v1/types/all', { ...allOptions, timing: 'best', digest: { window: { schedule: 'daily' } } });
    const { remind: _none, ...rest } = allOptions;
    const escalate = [{ channel: 'web-push' }, { channel: 'email', after: 600 }];
    await tenant('PUT', '/v1/types/all', { ...rest, escalate, audience: { of: 'item.entities' }, mandatory: true });
    expect((await tenant('GET', '/v1/types?limit=200')).json.items).toHaveLength(3);
    for (const path of ['', '/versions']) await tenant('GET', `/v1/types/all${path}`);
    const data = { actor: 'ada', item: { id: 'x' }, payload: { text: 'x', total: 1 } };
    await tenant('POST', '/v1/types/all/preview', { data, locale: 'de-AT', time: AT, definition: allOptions });
    expect((await tenant('POST', '/v1/types/all/preview', { data })).json.items).toHaveLength(2);
  });

  test('of members, edges, audiences and features', async ({ expect }) => {
    const { tenant } = await house(api);
    const attributes = { plan: 'pro', tags: ['a'], age: 40, beta: true };
    const profile = { timezone: 'Europe/Berlin', email: 'ada@example.com', phone: '+15005550006', createdAt: AT };
    await tenant('PUT', '/v1/members/ada', { ...profile, locale: 'de', region: 'weur', attributes });
    const bulk = await tenant('PUT', '/v1/members', [
      { id: 'bob', ...profile },
      { id: 'eve', colour: 1 },
    ]);
    expect(bulk.json).toMatchObject({ accepted: 1, rejected: [{ index: 1, errors: [{ path: 'colour' }] }] });
    await tenant('PUT', '/v1/members', [{ id: 'carl', ...profile, attributes }]);
    await tenant('PUT', '/v1/members', `${JSON.stringify({ id: 'dora' })}\n`, { headers: NDJSON });
    await tenant('PUT', '/v1/edges', [{ from: 'ada', to: 'bob', kind: 'friend', strength: 0.5 }]);
    expect((await tenant('GET', '/v1/members/ada/follows')).json.items).toHaveLength(1);
    for (const path of ['?limit=2', '/ada', '/nobody', '/ada/export']) await tenant('GET', `/v1/members${path}`);
    expect((await tenant('GET', '/v1/nodes/bob/audience')).json).toMatchObject({ size: 1 });
    const isPro = { attr: 'plan', op: 'eq', value: 'pro' };
    const where = { all: [isPro, { not: { attr: 'tags', op: 'in', value: ['b', 1] } }] };
    expect((await tenant('POST', '/v1/audiences/preview', { where })).json).toMatchObject({ count: 2 });
    await tenant('PUT', '/v1/features/affinity', [
      { member: 'ada', actor: 'bob', features: { likes: 3 }, strength: 1 },
    ]);
    await tenant('GET', '/v1/features');
    await tenant('PUT', '/v1/features/affinity?mode=full&push=p1&last=true', { member: 'ada', features: { age: 40 } });
    for (const path of ['', '/affinity']) await tenant('GET', `/v1/features${path}`);
    await tenant('DELETE', '/v1/features/affinity');
    await tenant('DELETE', '/v1/edges', { from: 'ada', to: 'bob', kind: 'friend' });
    await tenant('DELETE', '/v1/members/bob');
  });

  test('of events, and of what became of them', async ({ expect }) => {
    const { tenant, of, name } = await house(api);
    await tenant('PUT', '/v1/models/opens', logistic);
    await tenant('PUT', '/v1/types/scored', { class: 'content', model: 'opens', template: { title: 'Hello' } });
    const headers = { 'Idempotency-Key': crypto.randomUUID() };
    const item = { id: 'x', url: '/x', entities: ['t'], features: { likes: 1 }, expiresAt: '2100-01-01T00:00:00Z' };
    const whole = { specversion: '1.0', subject: 's', datacontenttype: 'application/json', extra: 1 };
    const { id } = (await tenant('POST', '/v1/events', note(['ada'], whole), { headers })).json;
    const event = (type: string, data: object) => ({ ...note([], { type }), data });
    await tenant('POST', '/v1/events', event('scored', { recipients: ['ada'], actor: 'bob', item }));
    for (const [media, body] of [
      ['json', [note(['ada']), note(['bob'], { time: AT })]],
      ['json', [note(['ada']), { id: 'x' }]],
      ['cloudevents-batch+json', [note(['ada'])]],
      ['cloudevents+json', note(['ada'])],
      ['x-ndjson', `${JSON.stringify(note(['ada']))}\n`],
    ] as const) {
      await tenant('POST', '/v1/events', body, { headers: { 'Content-Type': `application/${media}` } });
    }
    const fans = Array.from({ length: 120 }, (_each, number) => ({ from: `fan-${number}`, to: 'star' }));
    await tenant('PUT', '/v1/edges', fans);
    const star = async () => (await tenant('POST', '/v1/events', event('post', { actor: 'star' }))).json.id;
    const steered = await star();
    for (const how of ['pause', 'resume', 'pause', 'cancel']) await tenant('POST', `/v1/events/${steered}/${how}`);
    const fannedOut = await star();
    const look = () => tenant('GET', `/v1/events/${fannedOut}`);
    await until(look, ({ json }) => String(json.state) === 'done');
    await tenant('GET', `/v1/events/${id}`);
    await tenant('POST', `/v1/events/${id}/recall`);
    await tenant('GET', `/v1/events/${id}`);
    for (const query of ['', '?source=test']) await tenant('GET', `/v1/stats${query}`);
    expect((await tenant('GET', '/v1/members/ada/decisions')).json.items).not.toHaveLength(0);
    expect((await tenant('GET', '/v1/models/opens/calibration?version=1')).json).toMatchObject({ model: 'opens' });
    const message = { kind: 'deliver', tenant: name, member: 'ada', notifications: [String(id)] } as const;
    await of.deadLetters().record([{ id: 'd1', lane: 'deliver', reason: 'no', at: Date.now(), message }], Date.now());
    await tenant('GET', '/v1/dead-letters');
    await tenant('POST', '/v1/dead-letters/d1/replay');
    expect((await tenant('GET', '/v1/dead-letters')).json.items).toMatchObject([{ id: 'd1', kind: 'deliver' }]);
  });

  test('and that was every operation of a backend', ({ expect }) => {
    expect(unanswered(api, 'backends')).toEqual(['GET /demo.json']);
  });
});
