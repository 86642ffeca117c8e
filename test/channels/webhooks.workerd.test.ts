import { Webhook } from 'standardwebhooks';
import { describe, test } from 'vitest';
import { announce } from '../../src/channels/webhook/announce.ts';
import { TRIED_FOR } from '../../src/channels/webhook/schedule.ts';
import { GONE_FOR_GOOD } from '../../src/channels/webhook/send-webhook.ts';
import { turnOffIfFailing, turnOffIfGone } from '../../src/channels/webhook/turn-off.ts';
import type { DeliveryOutcome } from '../../src/contract/delivery.ts';
import { WebhookProvider } from '../../src/contract/provider.ts';
import type { WebhookMessage } from '../../src/contract/webhook.ts';
import { replayDeadLetter } from '../../src/dead-letters/replay.ts';
import { consumeQueue } from '../../src/queue.ts';
import { providersOf } from '../../src/registry/providers.ts';
import { failing } from '../fanout/world.ts';
import { HOST, newWebhookWorld, type WebhookWorld } from './webhook-world.ts';

const NOW = Date.now();
const DAY = 86_400_000;

function aMessage(member = 'ada', at = NOW): WebhookMessage {
  return { type: 'notification.sent', timestamp: new Date(at).toISOString(), data: { member } };
}

const announceTo = ({ env, tenant }: WebhookWorld, messages: readonly WebhookMessage[], now = NOW) =>
  announce(env, tenant.of, tenant.name, messages, now);

const viewOf = async ({ tenant }: WebhookWorld, name: string) => (await tenant.ask('GET', `/v1/webhooks/${name}`)).json;

describe('announcing', () => {
  test('happy: each webhook that wants the event is told once, signed', async ({ expect }) => {
    const world = await newWebhookWorld();
    const secret = await world.put('crm');
    await world.put('other', { events: ['notification.seen'] });
    await world.put('off', { enabled: false });
    await announceTo(world, [aMessage()]);
    await world.consume(NOW, 200);
    expect(world.posted.map(({ url }) => url)).toEqual([`https://${HOST}/crm`]);
    const [post] = world.posted;
    const headers = Object.fromEntries(post?.headers ?? []);
    expect(new Webhook(secret).verify(post?.body ?? '', headers)).toEqual(aMessage());
    expect([world.waiting, world.dead]).toEqual([[], []]);
  });

  test('edge: what is announced twice has one id, for each webhook its own', async ({ expect }) => {
    const world = await newWebhookWorld();
    await world.put('crm');
    await world.put('crm2');
    await announceTo(world, [aMessage()]);
    await announceTo(world, [aMessage(), aMessage('bob')]);
    const ids = world.waiting.map(({ message }) => message.id);
    expect(ids).toHaveLength(6);
    expect(new Set(ids).size).toBe(4);
  });

  test('edge: without webhooks nothing is sent, and the tenant is asked once in 5 s', async ({ expect }) => {
    const world = await newWebhookWorld();
    let asked = 0;
    const tenant = world.tenant.of.tenant();
    const webhooks = () => {
      asked++;
      return tenant.webhooks();
    };
    const of = { ...world.tenant.of, tenant: () => ({ webhooks }) } as unknown as typeof world.tenant.of;
    const WEBHOOKS = new Proxy({}, { get: () => () => Promise.reject(new Error('something was sent')) });
    const env = { ...world.env, WEBHOOKS: WEBHOOKS as typeof world.env.WEBHOOKS };
    for (let times = 0; times < 100; times++) await announce(env, of, world.tenant.name, [aMessage()], NOW + times);
    await announce(env, of, world.tenant.name, [], NOW);
    expect(asked).toBe(1);
    await announce(env, of, world.tenant.name, [aMessage()], NOW + 5_001);
    expect(asked).toBe(2);
  });

  test('refusal: a queue or a registry that fails is no failure of what happened', async ({ expect }) => {
    const world = await newWebhookWorld();
    await world.put('crm');
    const WEBHOOKS = { sendBatch: () => Promise.reject(new Error('down')) } as unknown as typeof world.env.WEBHOOKS;
    await announce({ ...world.env, WEBHOOKS }, world.tenant.of, world.tenant.name, [aMessage()], NOW);
    const other = await newWebhookWorld();
    const of = { ...other.tenant.of, tenant: () => ({ webhooks: () => Promise.reject(new Error('down')) }) };
    await announce(other.env, of as unknown as typeof other.tenant.of, other.tenant.name, [aMessage()], NOW);
    expect(world.waiting).toEqual([]);
  });
});

describe('telling', () => {
  test('what fails is told later with the same id, and how the webhook stands is written only when it changes', async ({
    expect,
  }) => {
    const world = await newWebhookWorld();
    await world.put('crm');
    await announceTo(world, [aMessage()]);
    await world.consume(NOW, 503);
    expect((await viewOf(world, 'crm')).failingSince).toBe(new Date(NOW).toISOString());
    expect(world.waiting).toMatchObject([{ message: { tried: { times: 1, since: NOW } } }]);
    expect(world.waiting[0]?.delaySeconds).toBeLessThanOrEqual(5);
    await world.consume(NOW + 5_000, 500);
    expect((await viewOf(world, 'crm')).failingSince).toBe(new Date(NOW).toISOString());
    await world.consume(NOW + 60_000, 200);
    expect(await viewOf(world, 'crm')).not.toHaveProperty('failingSince');
    expect(new Set(world.posted.map(({ headers }) => headers.get('webhook-id'))).size).toBe(1);
    expect([world.waiting, world.dead]).toEqual([[], []]);
  });

  test('a message that works at once costs no call and no row', async ({ expect }) => {
    const world = await newWebhookWorld();
    await world.put('crm');
    await announceTo(world, [aMessage()]);
    const TENANT = failing(world.env.TENANT, 'noteWebhook');
    const watched = { ...world, env: { ...world.env, TENANT } };
    await watched.consume(NOW, 200);
    expect(world.posted).toHaveLength(1);
  });

  test('410 turns it off at once; what it missed is a dead letter, and is told by a replay once it is on again', async ({
    expect,
  }) => {
    const world = await newWebhookWorld();
    await world.put('crm');
    await announceTo(world, [aMessage('ada'), aMessage('bob')]);
    await world.consume(NOW, 410);
    expect(world.posted).toHaveLength(1);
    expect((await viewOf(world, 'crm')).disabled).toMatch(/410/);
    expect(world.dead.map(({ reason }) => reason)).toEqual(['webhook: http-410', 'webhook: http-410: it is gone']);
    await announceTo(world, [aMessage('eve')]);
    expect(world.waiting).toEqual([]);

    await bury(world);
    const letters = (await world.tenant.ask('GET', '/v1/dead-letters')).json.items;
    expect(letters).toMatchObject([
      { kind: 'webhook', lane: 'webhooks', message: { webhook: 'crm' } },
      { kind: 'webhook', lane: 'webhooks', message: { webhook: 'crm' } },
    ]);
    expect(await world.put('crm')).toBe('undefined');
    expect(await viewOf(world, 'crm')).not.toHaveProperty('disabled');
    for (const { id } of letters as unknown as { id: string }[]) {
      expect(await replayDeadLetter(world.env, world.tenant.name, id, NOW)).toBe(true);
    }
    await world.consume(NOW, 200);
    const told = world.posted.slice(1).map(({ body }) => (JSON.parse(body) as WebhookMessage).data.member);
    expect(told.toSorted()).toEqual(['ada', 'bob']);
  });

  test('one that fails for three days is turned off, and what it missed can be replayed', async ({ expect }) => {
    const world = await newWebhookWorld();
    await world.put('crm');
    await announceTo(world, [aMessage()]);
    let now = NOW;
    for (let tries = 0; world.waiting.length > 0; tries++) {
      now += (world.waiting[0]?.delaySeconds ?? 0) * 1_000;
      if (now < NOW + 2 * DAY) expect(await viewOf(world, 'crm')).not.toHaveProperty('disabled');
      await world.consume(now, 503);
      expect(tries).toBeLessThan(1_000);
    }
    expect(now).toBeGreaterThanOrEqual(NOW + 3 * DAY);
    expect(now).toBeLessThanOrEqual(NOW + TRIED_FOR);
    expect((await viewOf(world, 'crm')).disabled).toBe('failed for 3 days: http-503');
    expect(world.dead).toMatchObject([{ lane: 'webhooks', message: { kind: 'webhook' } }]);
    expect(world.dead[0]?.reason).toMatch(/^webhook: .*http-503$/);
  });

  test('one that was put a moment ago is told by an isolate that had not heard of it', async ({ expect }) => {
    const world = await newWebhookWorld();
    await announceTo(world, [aMessage()]);
    const row = { url: `https://${HOST}/crm`, events: ['notification.sent' as const], enabled: true };
    const sealed = 'v1.nobody.knows';
    await world.tenant.of.tenant().putWebhook('crm', row, sealed, NOW);
    const message = {
      kind: 'webhook',
      tenant: world.tenant.name,
      webhook: 'crm',
      id: 'msg_1',
      message: aMessage(),
    } as const;
    world.waiting.push({ message, delaySeconds: 0 });
    await world.consume(NOW, 200);
    // Its secret does not open: found, not sent, tried again.
    expect(world.posted).toEqual([]);
    expect(world.waiting).toHaveLength(1);
    await world.tenant.ask('DELETE', '/v1/webhooks/crm');
    await world.consume(NOW, 200);
    expect([world.waiting, world.dead, world.posted]).toEqual([[], [], []]);
  });

  test('a server that hangs is left alone after a few, so that the lane goes on', async ({ expect }) => {
    const world = await newWebhookWorld();
    await world.put('crm');
    await announceTo(
      world,
      Array.from({ length: 50 }, (_each, number) => aMessage(`m${number}`)),
    );
    const hangs = () => {
      throw new DOMException('The operation timed out', 'TimeoutError');
    };
    await world.consume(NOW, hangs);
    expect(world.posted.length).toBeLessThanOrEqual(5);
    expect(world.waiting).toHaveLength(50);
    expect(world.dead).toEqual([]);
  });
});

describe('a provider of the channel webhook', () => {
  const gone = { kind: 'refused', reason: GONE_FOR_GOOD, fault: 'provider' } as const;
  const definition = WebhookProvider.parse({ kind: 'webhook', url: `https://${HOST}/a` });

  test('is turned off when its server is gone for good, and for no other reason', async ({ expect }) => {
    const { tenant } = await newWebhookWorld();
    await tenant.of.tenant().putProvider({ name: 'own', definition, sealed: {}, updatedAt: NOW });
    const isOn = async () => (await tenant.of.tenant().providers())[0]?.definition.enabled;
    const turnOff = (url: string, outcome: DeliveryOutcome) =>
      turnOffIfGone(tenant.of, tenant.name, { name: 'own', definition: { ...definition, url } }, outcome);
    await turnOff(definition.url, { ...gone, reason: 'http-404' });
    await turnOff(definition.url, { kind: 'sent' });
    // It leads elsewhere by now.
    await turnOff(`https://${HOST}/before`, gone);
    expect(await isOn()).toBe(true);
    expect(await providersOf(tenant.of, tenant.name, NOW)).toHaveLength(1);
    await turnOff(definition.url, gone);
    expect(await isOn()).toBe(false);
    expect(await providersOf(tenant.of, tenant.name, NOW)).toEqual([]);
  });
});

describe('a provider of the channel webhook that fails', () => {
  test('is turned off after three days, and only one that is a server of the tenant', async ({ expect }) => {
    const { tenant } = await newWebhookWorld();
    const definition = WebhookProvider.parse({ kind: 'webhook', url: `https://${HOST}/a` });
    await tenant.of.tenant().putProvider({ name: 'own', definition, sealed: {}, updatedAt: NOW });
    const isOn = async () => (await tenant.of.tenant().providers())[0]?.definition.enabled;
    const failing = (since: number) =>
      turnOffIfFailing(tenant.of, tenant.name, { name: 'own', definition }, since, NOW);
    await failing(NOW - 3 * DAY + 1);
    expect(await isOn()).toBe(true);
    await failing(NOW - 3 * DAY);
    expect(await isOn()).toBe(false);
  });
});

/** Has the dead-letter queue consumed. */
async function bury({ env, dead }: WebhookWorld): Promise<void> {
  const messages = dead.map((body, place) => ({
    id: String(place),
    attempts: 1,
    body,
    ack: () => {},
    retry: () => {},
  }));
  await consumeQueue({ queue: 'tower-dead', messages } as unknown as MessageBatch<(typeof dead)[number]>, env);
}
