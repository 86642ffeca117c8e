import { afterAll, beforeAll, beforeEach, describe, test } from 'vitest';
import { createMemberClient } from '../../src/client/member-client.ts';
import { createTower, type Tower } from '../../src/client/tower.ts';
import type { WebhookMessage } from '../../src/contract/webhook.ts';
import { newWebhookSecret } from '../../src/registry/webhooks.ts';
import { type ChaosRequest, type ChaosServer, chaosServer } from '../support/chaos-server.ts';
import { type RunningTower, startTower } from '../support/tower.ts';
import { verified } from './webhook-samples.ts';

const WITHIN = { timeout: 30_000, interval: 100 };
const ownSecret = newWebhookSecret();
let crm: ChaosServer;
let own: ChaosServer;
let running: RunningTower;
let tower: Tower;
let secret = '';

beforeAll(async () => {
  [crm, own] = await Promise.all([chaosServer(), chaosServer()]);
  running = await startTower({ environment: { TOWER_PUSH_ALLOW: `${crm.allow},${own.allow}` } });
  tower = createTower(running);
  await tower.providers.put('own', { kind: 'webhook', url: `${own.url}/notify`, secret: ownSecret });
  await tower.types.put('note', {
    class: 'transactional',
    channels: ['in-app', 'webhook'],
    template: { title: '{{actor}} writes', url: '/notes' },
  });
  const made = await tower.webhooks.put('crm', {
    url: `${crm.url}/events`,
    events: ['notification.sent', 'notification.seen', 'notification.failed'],
  });
  secret = made.secret ?? '';
});
afterAll(async () => {
  await running?.stop();
  await Promise.all([crm?.close(), own?.close()]);
});
beforeEach(() => {
  for (const server of [crm, own]) {
    server.answerWith({ status: 200 });
    server.clear();
  }
});

async function write(member: string): Promise<string> {
  const event = { id: `note-${Math.random()}`, source: 'urn:test', type: 'note' };
  return (await tower.events.post({ ...event, data: { actor: 'ada', recipients: [member] } })).id;
}

const told = () => crm.requests.map((request) => verified(request, secret) as WebhookMessage);
const idOf = (request: ChaosRequest | undefined) => request?.headers['webhook-id'];

describe('a real Tower and real servers of a tenant', () => {
  test('a notification is posted to the provider, and that it was sent and seen is told', async ({ expect }) => {
    const id = await write('bob');
    await expect.poll(() => own.requests.length, WITHIN).toBe(1);
    expect(verified(own.requests[0], ownSecret)).toMatchObject({
      type: 'notification',
      data: { member: 'bob', notification: id, type: 'note', title: 'ada writes', url: '/notes', urgent: true },
    });
    await expect.poll(() => crm.requests.length, WITHIN).toBe(1);
    expect(told()).toMatchObject([
      {
        type: 'notification.sent',
        data: {
          member: 'bob',
          notification: id,
          channel: 'webhook',
          provider: 'own',
          reference: idOf(own.requests[0]),
        },
      },
    ]);
    const { token } = await tower.tokens.issue('bob');
    await createMemberClient({ url: running.url, token }).timeline.seen(id);
    await expect.poll(() => crm.requests.length, WITHIN).toBe(2);
    expect(told()[1]).toMatchObject({ type: 'notification.seen', data: { member: 'bob', notifications: [id] } });
  });

  test('what a server did not take, or did not say that it took, is told again with the same id', async ({
    expect,
  }) => {
    crm.answerWith({ status: 503 }, { fault: 'accepted-then-reset' }, { status: 200 });
    await write('eve');
    await expect.poll(async () => (await tower.webhooks.get('crm')).failingSince, WITHIN).toBeDefined();
    await expect.poll(() => crm.requests.length, { timeout: 90_000, interval: 250 }).toBe(3);
    expect(new Set(crm.requests.map(idOf)).size).toBe(1);
    await expect.poll(async () => (await tower.webhooks.get('crm')).failingSince, WITHIN).toBeUndefined();
  });

  test('a server that never answers does not hold up deliveries', async ({ expect }) => {
    crm.answerWith({ fault: 'silence' });
    const members = Array.from({ length: 30 }, (_each, number) => `member-${number}`);
    const started = performance.now();
    for (const member of members) await write(member);
    await expect.poll(() => own.requests.length, WITHIN).toBe(members.length);
    expect(performance.now() - started).toBeLessThan(15_000);
    expect(new Set(own.requests.map(idOf)).size).toBe(members.length);
  });

  test('a test message answers what the server said; 410 turns a webhook off', async ({ expect }) => {
    const other = await tower.webhooks.put('gone', { url: `${own.url}/gone`, events: ['notification.sent'] });
    expect(await tower.webhooks.test('gone')).toEqual({ told: true, status: 200 });
    expect(verified(own.requests[0], other.secret ?? '')).toMatchObject({ type: 'webhook.test' });
    own.answerWith(({ path }) => ({ status: path === '/gone' ? 410 : 200 }));
    await write('dan');
    await expect.poll(async () => (await tower.webhooks.get('gone')).disabled, WITHIN).toMatch(/410/);
    const letters = async () => (await tower.deadLetters.page()).items;
    await expect.poll(letters, WITHIN).toMatchObject([{ kind: 'webhook', reason: expect.stringMatching(/410/) }]);
  });
});
