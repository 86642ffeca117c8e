import { afterEach, describe, test, vi } from 'vitest';
import { deliver } from '../../src/channels/deliver.ts';
import { dispatch } from '../../src/channels/dispatch.ts';
import type { DeadMessage } from '../../src/contract/queue-message.ts';
import { offerTo } from '../../src/member/offer-to.ts';
import type { Environment } from '../../src/platform/environment.ts';
import { failing } from '../fanout/world.ts';
import { ask, bindings, newTenant, note, type TestTenant, tokenOf, until } from '../http/world.ts';
import { offered } from '../member/world.ts';
import { pushKeys } from '../support/push-keys.ts';

afterEach(() => void vi.unstubAllGlobals());

const ENDPOINT = 'https://fcm.googleapis.com/fcm/send/';

/** Lets the push service answer so, endpoint by endpoint; gives the endpoints that were posted to. */
function pushService(answer: (endpoint: string) => number): string[] {
  const posted: string[] = [];
  vi.stubGlobal('fetch', async (url: string) => {
    const endpoint = url.slice(ENDPOINT.length);
    posted.push(endpoint);
    return new Response(null, { status: answer(endpoint) });
  });
  return posted;
}

async function addDevice(tenant: TestTenant, member: string, endpoint: string): Promise<void> {
  const { p256dh, auth } = pushKeys();
  const body = { kind: 'web-push', subscription: { endpoint: `${ENDPOINT}${endpoint}`, keys: { p256dh, auth } } };
  const { status } = await ask('PUT', '/v1/me/devices', { key: await tokenOf(tenant, member), body });
  if (status !== 200) throw new Error(`No device: ${status}`);
}

/** Offers the member a note without sending what is due of it. */
async function dueOf(tenant: TestTenant, member: string) {
  const activity = {
    id: '01KAJ5Q0M00000000000000000'.slice(0, 20) + String(Math.floor(Math.random() * 900_000) + 100_000),
    type: 'note',
    content: { title: 'Hello', body: '', url: '' },
    policy: {
      class: 'transactional',
      channels: ['in-app', 'web-push'],
      mandatory: false,
      dark: false,
      typeCaps: {},
      memberPerDay: 5,
    },
  } as const;
  const { due } = await offerTo(tenant.of.member(member), [offered({ activity })], Date.now(), false);
  return due;
}

function withDeadQueue() {
  const dead: DeadMessage[] = [];
  let isDown = false;
  const DEAD = {
    send: async (message: DeadMessage) => {
      if (isDown) throw new Error('the queue is down');
      dead.push(message);
    },
  } as unknown as Environment['DEAD'];
  const down = (now: boolean) => {
    isDown = now;
  };
  return { dead, down, env: { ...bindings, DEAD } };
}

describe('from the request to the push service', () => {
  test('happy: a note rings every device at once and the event counts it', async ({ expect }) => {
    const posted = pushService((endpoint) => (endpoint === 'gone' ? 410 : 201));
    const tenant = await newTenant();
    for (const endpoint of ['phone', 'gone']) await addDevice(tenant, 'ada', endpoint);
    const { json } = await tenant.ask('POST', '/v1/events', { body: note(['ada']) });
    const status = await until(
      () => tenant.ask('GET', `/v1/events/${json.id}`),
      (answer) => Object.keys(answer.json.deliveries ?? {}).length === 2,
    );
    expect(status.json.deliveries).toEqual({ sent: 1, gone: 1 });
    expect(posted.toSorted()).toEqual(['gone', 'phone']);
    const devices = await ask('GET', '/v1/me/devices', { key: await tokenOf(tenant, 'ada') });
    expect(devices.json.items).toMatchObject([{ host: 'fcm.googleapis.com' }]);
  });
});

describe('dispatch', () => {
  test('refusal: what the push service will never take is a dead letter, written before the row is closed', async ({
    expect,
  }) => {
    pushService(() => 403);
    const tenant = await newTenant();
    await addDevice(tenant, 'ada', 'phone');
    const due = await dueOf(tenant, 'ada');
    const { env, dead, down } = withDeadQueue();
    down(true);
    await expect(dispatch(env, tenant.name, due)).rejects.toThrow('1 deliveries could not be settled');
    const id = due[0]?.notification ?? '';
    expect(await tenant.of.member('ada').take([id], Date.now())).toHaveLength(1);
    down(false);
    await dispatch(env, tenant.name, due);
    expect(dead).toMatchObject([
      { lane: 'deliver', reason: expect.stringContaining('web-push: http-403'), message: { notifications: [id] } },
    ]);
    expect(await tenant.of.member('ada').take([id], Date.now())).toEqual([]);
  });

  test('refusal: an operator’s replay sends a dead delivery again', async ({ expect }) => {
    let answer = 403;
    const posted = pushService(() => answer);
    const tenant = await newTenant();
    await addDevice(tenant, 'ada', 'phone');
    const { json } = await tenant.ask('POST', '/v1/events', { body: note(['ada']) });
    const letters = await until(
      () => tenant.ask('GET', '/v1/dead-letters'),
      ({ json: { items } }) => (items as unknown as unknown[]).length === 1,
    );
    answer = 201;
    const id = (letters.json.items as unknown as { id: string }[])[0]?.id;
    expect((await tenant.ask('POST', `/v1/dead-letters/${id}/replay`)).status).toBe(202);
    const status = await until(
      () => tenant.ask('GET', `/v1/events/${json.id}`),
      ({ json: { deliveries } }) => deliveries?.sent !== undefined,
    );
    expect(status.json.deliveries).toEqual({ dead: 1, sent: 1 });
    expect(posted).toEqual(['phone', 'phone']);
  });

  test('edge: a member who cannot be told stops nobody else, and the repeat sends to them alone', async ({
    expect,
  }) => {
    const posted = pushService(() => 201);
    const tenant = await newTenant();
    for (const member of ['ada', 'bob']) await addDevice(tenant, member, member);
    const due = [...(await dueOf(tenant, 'ada')), ...(await dueOf(tenant, 'bob'))];
    const isAda = (name: string) => name.endsWith('/ada');
    const env = { ...bindings, MEMBER: failing(bindings.MEMBER, 'settle', { where: isAda }) };
    await expect(dispatch(env, tenant.name, due)).rejects.toThrow('1 deliveries');
    for (const { member, notification } of due) {
      await deliver(
        bindings,
        { kind: 'deliver', tenant: tenant.name, member, notifications: [notification] },
        Date.now(),
      );
    }
    expect(posted.toSorted()).toEqual(['ada', 'ada', 'bob']);
  });

  test('edge: what has expired is not sent any more, and what is refused for now waits', async ({ expect }) => {
    const posted = pushService(() => 503);
    const tenant = await newTenant();
    await addDevice(tenant, 'ada', 'phone');
    const [delivery] = await dueOf(tenant, 'ada');
    if (!delivery) throw new Error('Nothing was due');
    const { env, dead } = withDeadQueue();
    await dispatch(env, tenant.name, [delivery]);
    expect(posted).toEqual(['phone']);
    expect(await tenant.of.member('ada').take([delivery.notification], Date.now())).toEqual([]);
    const [again] = await tenant.of.member('ada').take([delivery.notification], Date.now() + 86_400_000);
    expect(again).toMatchObject({ attempt: 2 });
    if (!again) throw new Error('It is not tried again');
    await dispatch(env, tenant.name, [{ ...again, giveUpAt: Date.now() }]);
    expect(dead).toMatchObject([{ reason: expect.stringContaining('web-push: ') }]);
    await dispatch(env, tenant.name, [{ ...again, expiresAt: Date.now() - 1 }]);
    expect(posted).toHaveLength(2);
  });
});
