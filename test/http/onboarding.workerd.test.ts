import { describe, test } from 'vitest';
import { newTenant } from './world.ts';

const content = { class: 'content', template: { title: 'Your order' } };
const payload = {
  type: 'object',
  properties: { order: { type: 'object', properties: { total: { type: 'number' } }, required: ['total'] } },
  required: ['order'],
};
const orderOf = (total: unknown, id: string = crypto.randomUUID()) => ({
  id,
  source: 'shop',
  type: 'order.placed',
  data: { recipients: ['ada'], payload: { order: { total } } },
});

describe('a type with a schema for its payload', () => {
  test('happy: takes what passes, and gives its schema back as it is', async ({ expect }) => {
    const tenant = await newTenant();
    const put = await tenant.ask('PUT', '/v1/types/order.placed', { body: { ...content, payload } });
    expect([put.status, put.json.payload]).toEqual([200, payload]);
    expect((await tenant.ask('GET', '/v1/types/order.placed/versions')).json.items).toMatchObject([{ payload }]);
    expect((await tenant.ask('POST', '/v1/events', { body: orderOf(12) })).status).toBe(202);
  });

  test('refusal: an event by its field, one of many without the others', async ({ expect }) => {
    const tenant = await newTenant();
    await tenant.ask('PUT', '/v1/types/order.placed', { body: { ...content, payload } });
    expect(await tenant.ask('POST', '/v1/events', { body: orderOf('12') })).toMatchObject({
      status: 400,
      json: { errors: [{ path: 'data.payload.order.total', message: 'must be a number' }] },
    });
    const { json } = await tenant.ask('POST', '/v1/events', { body: [orderOf(1), orderOf(null), orderOf(2)] });
    expect(json).toMatchObject([
      { id: expect.any(String) },
      { errors: [{ path: 'data.payload.order.total' }] },
      { id: expect.any(String) },
    ]);
  });

  test('refusal: a schema that is none, by its path, and no version is made', async ({ expect }) => {
    const tenant = await newTenant();
    const wrong = { ...payload, properties: { order: { type: 'objekt' } }, minimun: 3 };
    const put = await tenant.ask('PUT', '/v1/types/order.placed', { body: { ...content, payload: wrong } });
    expect([put.status, put.json.errors]).toEqual([
      400,
      [
        { path: 'payload.minimun', message: expect.any(String) },
        { path: 'payload.properties.order.type', message: expect.any(String) },
      ],
    ]);
    expect((await tenant.ask('GET', '/v1/types/order.placed')).status).toBe(404);
  });
});

describe('a type with features and a challenger', () => {
  const by = (feature: string, weight: number) => ({
    kind: 'logistic',
    open: { intercept: 0, weights: { [feature]: weight } },
    disable: { intercept: -100, weights: {} },
  });

  test('happy: both models score what the event brings, and the trace says so', async ({ expect }) => {
    const tenant = await newTenant();
    await tenant.ask('PUT', '/v1/models/champion', { body: by('event.total', 1) });
    await tenant.ask('PUT', '/v1/models/rival', { body: by('event.total', -1) });
    const body = {
      ...content,
      features: { total: 'payload.order.total' },
      model: 'champion',
      challenger: { model: 'rival', share: 0 },
    };
    expect(await tenant.ask('PUT', '/v1/types/order.placed', { body })).toMatchObject({ status: 200 });
    await tenant.ask('POST', '/v1/events', { body: orderOf(2) });
    await tenant.ask('PUT', '/v1/types/order.placed', { body: { ...body, challenger: { model: 'rival', share: 1 } } });
    await tenant.ask('POST', '/v1/events', { body: orderOf(2) });
    const high = expect.closeTo(1 / (1 + Math.exp(-2)));
    const low = expect.closeTo(1 / (1 + Math.exp(2)));
    const { items } = (await tenant.ask('GET', '/v1/members/ada/decisions')).json;
    expect(items).toHaveLength(2);
    expect(items).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ numbers: expect.objectContaining({ pOpen: high, pOpenChallenger: low }) }),
        expect.objectContaining({
          numbers: expect.objectContaining({ pOpen: low, pOpenChampion: high, challenger: 1 }),
        }),
      ]),
    );
  });

  test('refusal: a challenger that is not registered, or is the model itself', async ({ expect }) => {
    const tenant = await newTenant();
    await tenant.ask('PUT', '/v1/models/champion', { body: by('event.total', 1) });
    const put = (challenger: object) =>
      tenant.ask('PUT', '/v1/types/order.placed', { body: { ...content, model: 'champion', challenger } });
    const refused = { status: 400, json: { errors: [{ path: 'challenger.model' }] } };
    expect(await put({ model: 'rival' })).toMatchObject(refused);
    expect(await put({ model: 'champion' })).toMatchObject(refused);
  });
});
