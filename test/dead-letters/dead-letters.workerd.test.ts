import { describe, test } from 'vitest';
import type { DeadMessage, DeliverMessage, QueueMessage } from '../../src/contract/queue-message.ts';
import { TenantSettings } from '../../src/contract/tenant.ts';
import { acceptEvents } from '../../src/ingest/accept.ts';
import type { Environment } from '../../src/platform/environment.ts';
import { consumeQueue } from '../../src/queue.ts';
import { failing } from '../fanout/world.ts';
import { bindings, newTenant, type TestTenant, until } from '../http/world.ts';

type Body = QueueMessage | DeadMessage;

/** Consumes messages of a queue as the platform does; gives those that were acked and those to be tried again. */
async function consume(queue: string, bodies: readonly Body[], env: Environment = bindings, attempts = 1) {
  const acked: string[] = [];
  const retried: { id: string; delaySeconds: number | undefined }[] = [];
  const messages = bodies.map((body, place) => {
    const id = String(place);
    const retry = (options?: QueueRetryOptions) => void retried.push({ id, delaySeconds: options?.delaySeconds });
    return { id, timestamp: new Date(), attempts, body, ack: () => void acked.push(id), retry };
  });
  await consumeQueue({ queue, messages } as unknown as MessageBatch<Body>, env);
  return { acked, retried };
}

function lettersOf(tenant: TestTenant, query = '') {
  return tenant.ask('GET', `/v1/dead-letters${query}`);
}

function deliverMessage(tenant: TestTenant, notification: string): DeliverMessage {
  return { kind: 'deliver', tenant: tenant.name, member: 'ada', notifications: [notification] };
}

describe('dead letters', () => {
  test('happy: what the platform gave up and what Tower gave up is recorded and listed, newest first', async ({
    expect,
  }) => {
    const tenant = await newTenant();
    const { name } = tenant;
    const batch: QueueMessage = {
      kind: 'batch',
      tenant: name,
      event: 'E',
      batch: '0.1',
      recipients: [{ member: 'ada' }],
    };
    const dead: DeadMessage = {
      kind: 'dead',
      reason: 'web-push: no',
      lane: 'deliver',
      message: deliverMessage(tenant, 'N'),
    };
    expect(await consume('tower-dead', [batch])).toEqual({ acked: ['0'], retried: [] });
    await scheduler.wait(2);
    expect(await consume('tower-dead', [dead])).toEqual({ acked: ['0'], retried: [] });
    const { json } = await lettersOf(tenant);
    expect(json).toEqual({
      items: [
        {
          id: expect.stringMatching(/^[0-9a-f]{32}$/),
          kind: 'deliver',
          lane: 'deliver',
          reason: 'web-push: no',
          at: expect.any(String),
          message: dead.message,
          replayedAt: null,
        },
        {
          id: expect.stringMatching(/^[0-9a-f]{32}$/),
          kind: 'batch',
          lane: 'live',
          reason: 'every retry of the queue failed',
          at: expect.any(String),
          message: { kind: 'batch', tenant: name, event: 'E', batch: '0.1' },
          replayedAt: null,
        },
      ],
      next: null,
    });
  });

  test('edge: the same work dying twice is one letter, however its message was spelled', async ({ expect }) => {
    const tenant = await newTenant();
    const { name } = tenant;
    const work = { kind: 'batch', tenant: name, event: 'E', batch: '0.1' } as const;
    await consume('tower-dead', [work]);
    await consume('tower-dead', [{ ...work, recipients: [{ member: 'ada' }] }]);
    await consume('tower-dead', [
      { kind: 'dead', lane: 'bulk', reason: '3 members could not be asked', message: work },
    ]);
    await consume('tower-dead', [{ kind: 'events', tenant: name, events: ['a', 'b'] }]);
    await consume('tower-dead', [{ kind: 'events', tenant: name, events: ['b', 'a'] }]);
    const { json } = await lettersOf(tenant);
    expect(json.items).toMatchObject([
      { kind: 'events' },
      { kind: 'batch', lane: 'bulk', reason: '3 members could not be asked' },
    ]);
  });

  test('edge: pages are disjoint and complete', async ({ expect }) => {
    const tenant = await newTenant();
    await consume(
      'tower-dead',
      Array.from({ length: 7 }, (_each, number) => deliverMessage(tenant, String(number))),
    );
    const seen: string[] = [];
    let query = '?limit=3';
    for (let pages = 0; pages < 3; pages++) {
      const { json } = await lettersOf(tenant, query);
      for (const item of json.items as unknown as { id: string }[]) seen.push(item.id);
      query = `?limit=3&cursor=${encodeURIComponent(String(json.next))}`;
      if (pages === 2) expect(json.next).toBeNull();
    }
    expect(new Set(seen).size).toBe(7);
  });

  test('refusal: a cursor or an id that this list has not given', async ({ expect }) => {
    const [tenant, other] = [await newTenant(), await newTenant()];
    expect(await lettersOf(tenant, '?cursor=1;2')).toMatchObject({
      status: 400,
      json: { errors: [{ path: 'cursor' }] },
    });
    expect(await lettersOf(tenant, '?limit=0')).toMatchObject({ status: 400, json: { errors: [{ path: 'limit' }] } });
    await consume('tower-dead', [deliverMessage(tenant, 'N')]);
    const [letter] = (await lettersOf(tenant)).json.items as unknown as { id: string }[];
    expect((await other.ask('POST', `/v1/dead-letters/${letter?.id}/replay`)).status).toBe(404);
    expect((await tenant.ask('POST', `/v1/dead-letters/${'0'.repeat(32)}/replay`)).status).toBe(404);
  });

  test('refusal: a letter whose fan-out has been forgotten cannot be replayed', async ({ expect }) => {
    const tenant = await newTenant();
    await consume('tower-dead', [{ kind: 'batch', tenant: tenant.name, event: 'E', batch: '0.1' }]);
    const [letter] = (await lettersOf(tenant)).json.items as unknown as { id: string }[];
    expect((await tenant.ask('POST', `/v1/dead-letters/${letter?.id}/replay`)).status).toBe(404);
    expect((await lettersOf(tenant)).json.items).toMatchObject([{ replayedAt: null }]);
  });
});

describe('an event whose member cannot be asked', () => {
  test('is accepted for the others, given up at last, and done after a replay', async ({ expect }) => {
    const tenant = await newTenant();
    const { MEMBER } = bindings;
    const env = { ...bindings, MEMBER: failing(MEMBER, 'offer', { where: (name) => name.endsWith('/bob') }) };
    const LIVE = { send: async () => {} } as unknown as Environment['LIVE'];
    const work: Promise<unknown>[] = [];
    const event = { id: '1', source: 'test', type: 'note', data: { recipients: ['ada', 'bob', 'eve'] } };
    const posted = { tenant: tenant.name, settings: TenantSettings.parse({}), events: [event], now: Date.now() };
    const accepted = await acceptEvents({ ...env, LIVE }, posted, (each) => work.push(each));
    await Promise.all(work);
    const [receipt] = accepted === 'key-reused' ? [] : accepted;
    if (receipt?.kind !== 'accepted') throw new Error('The event was not accepted');
    const status = () => tenant.ask('GET', `/v1/events/${receipt.id}`);
    expect((await status()).json).toMatchObject({ state: 'accepted', audience: 3, offered: 2, decisions: { send: 2 } });

    const message: QueueMessage = { kind: 'events', tenant: tenant.name, events: [receipt.id] };
    expect(await consume('tower-live', [message], env, 3)).toEqual({
      acked: [],
      retried: [{ id: '0', delaySeconds: 8 }],
    });
    await consume('tower-dead', [message]);
    expect((await status()).json).toMatchObject({ state: 'failed', offered: 2 });
    // A late repeat of the message finds nothing open.
    expect(await consume('tower-live', [message], env)).toEqual({ acked: ['0'], retried: [] });

    const [letter] = (await lettersOf(tenant)).json.items as unknown as { id: string }[];
    const replay = await tenant.ask('POST', `/v1/dead-letters/${letter?.id}/replay`);
    expect([replay.status, replay.json]).toEqual([202, { id: letter?.id }]);
    const done = await until(status, (answer) => answer.json.state === ('done' as unknown));
    expect(done.json).toMatchObject({ offered: 3, decisions: { send: 3 } });
    expect((await lettersOf(tenant)).json.items).toMatchObject([{ id: letter?.id, replayedAt: expect.any(String) }]);

    // Dying again puts it back on the list, as the same letter.
    await consume('tower-dead', [message]);
    expect((await lettersOf(tenant)).json.items).toMatchObject([{ id: letter?.id, replayedAt: null }]);
    expect((await status()).json).toMatchObject({ state: 'done', offered: 3 });
  });
});

describe('the queue consumer', () => {
  test('acks or retries each message by itself, later and later, up to five minutes', async ({ expect }) => {
    const tenant = await newTenant();
    const env = { ...bindings, MEMBER: failing(bindings.MEMBER, 'take', { where: (name) => name.endsWith('/ada') }) };
    const good: QueueMessage = { kind: 'deliver', tenant: tenant.name, member: 'bob', notifications: ['N'] };
    const bad = deliverMessage(tenant, 'N');
    expect(await consume('tower-deliver', [bad, good, bad], env)).toEqual({
      acked: ['1'],
      retried: [
        { id: '0', delaySeconds: 2 },
        { id: '2', delaySeconds: 2 },
      ],
    });
    expect((await consume('tower-deliver', [bad], env, 12)).retried).toEqual([{ id: '0', delaySeconds: 300 }]);
  });

  test('a dead letter that cannot be recorded is tried again', async ({ expect }) => {
    const tenant = await newTenant();
    const env = { ...bindings, DEAD_LETTERS: failing(bindings.DEAD_LETTERS, 'record') };
    expect((await consume('tower-dead', [deliverMessage(tenant, 'N')], env)).retried).toHaveLength(1);
  });
});
