import { afterAll, beforeAll, describe, test } from 'vitest';
import { createMemberClient } from '../../src/client/member-client.ts';
import { createTower, type Tower } from '../../src/client/tower.ts';
import { collect } from '../client/collect.ts';
import { type PushService, type ServedSubscription, startPushService } from '../support/push-service.ts';
import { type RunningTower, startTower } from '../support/tower.ts';

let service: PushService;
let running: RunningTower;
let tower: Tower;
let members = 0;

beforeAll(async () => {
  service = await startPushService();
  running = await startTower({ environment: { TOWER_PUSH_ALLOW: service.allow } });
  tower = createTower(running);
  await tower.types.put('ping', { class: 'transactional', template: { title: '{{actor}} pings you' } });
});
afterAll(async () => {
  await running?.stop();
  await service?.close();
});

const WITHIN = { timeout: 30_000, interval: 100 };

/** A member with a push subscription at the test's service. */
async function subscribed() {
  const member = `member-${++members}`;
  const { token } = await tower.tokens.issue(member);
  const client = createMemberClient({ url: running.url, token });
  const subscription = service.createSubscription();
  await client.devices.put({ kind: 'web-push', subscription: subscription.subscription });
  return { member, client, subscription };
}

async function ping(member: string): Promise<string> {
  const { id } = await tower.events.post({
    id: `ping-${member}-${Math.random()}`,
    source: 'urn:test',
    type: 'ping',
    data: { actor: 'ada', recipients: [member] },
  });
  return id;
}

const requestsOf = ({ id }: ServedSubscription) => service.requests.filter((request) => request.subscription === id);
const deliveriesOf = async (id: string) => (await tower.events.status(id)).deliveries;

describe('what the push service answers decides what becomes of the delivery', () => {
  test('201: it is sent once, encrypted for its subscription and named after its notification', async ({ expect }) => {
    const { member, subscription } = await subscribed();
    const id = await ping(member);
    await expect.poll(() => deliveriesOf(id), WITHIN).toEqual({ sent: 1 });
    const [push] = service.received.filter((each) => each.subscription === subscription.id);
    expect(JSON.parse(push?.payload ?? '')).toMatchObject({ id, type: 'ping', title: 'ada pings you' });
    expect(push).toMatchObject({ urgency: 'high', topic: expect.stringMatching(/^[\w-]{1,32}$/) });
    expect(requestsOf(subscription)).toHaveLength(1);
  });

  test('410: the subscription is lost, and the next event has nobody to ring', async ({ expect }) => {
    const { member, client, subscription } = await subscribed();
    subscription.answerWith({ status: 410 });
    const id = await ping(member);
    await expect.poll(() => deliveriesOf(id), WITHIN).toEqual({ gone: 1 });
    expect(await collect(client.devices.all())).toEqual([]);
    const next = await ping(member);
    await expect.poll(async () => (await tower.events.status(next)).reasons, WITHIN).toEqual({ timeline: 1 });
    expect(requestsOf(subscription)).toHaveLength(1);
  });

  test.for([429, 503])(
    '%i with Retry-After: tried again not before that, and then sent',
    async (status, { expect }) => {
      const { member, subscription } = await subscribed();
      subscription.answerNextWith({ status, headers: { 'Retry-After': '2' } });
      const began = Date.now();
      const id = await ping(member);
      await expect.poll(() => deliveriesOf(id), WITHIN).toEqual({ sent: 1 });
      expect(Date.now() - began).toBeGreaterThanOrEqual(2_000);
      expect(requestsOf(subscription).map((request) => request.status)).toEqual([status, 201]);
    },
  );

  test('302: it is not followed, the delivery is a dead letter, and a replay sends it', async ({ expect }) => {
    const { member, subscription } = await subscribed();
    const target = service.createSubscription();
    subscription.answerNextWith({ status: 302, headers: { Location: target.subscription.endpoint } });
    const id = await ping(member);
    await expect.poll(() => deliveriesOf(id), WITHIN).toEqual({ dead: 1 });
    expect(requestsOf(target)).toEqual([]);

    const letters = async () =>
      (await tower.deadLetters.page()).items.filter((letter) => letter.message.member === member);
    await expect.poll(async () => (await letters()).length, WITHIN).toBe(1);
    const [letter] = await letters();
    expect(letter).toMatchObject({ kind: 'deliver', lane: 'deliver', replayedAt: null });
    await tower.deadLetters.replay(letter?.id ?? '');
    await expect.poll(() => deliveriesOf(id), WITHIN).toEqual({ dead: 1, sent: 1 });
    expect((await letters())[0]?.replayedAt).toEqual(expect.any(String));
  });
});
