import { afterAll, beforeAll, describe, test } from 'vitest';
import { createTower, type Tower } from '../../src/client/tower.ts';
import { type Behaviour, type ChaosServer, chaosServer } from '../support/chaos-server.ts';
import { type RunningTower, startTower } from '../support/tower.ts';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const WITHIN = { timeout: 50_000, interval: 100 };

let main: ChaosServer;
let backup: ChaosServer;
let running: RunningTower;
let tower: Tower;
let members = 0;

beforeAll(async () => {
  [main, backup] = await Promise.all([chaosServer(), chaosServer()]);
  running = await startTower({ environment: { TOWER_PUSH_ALLOW: `${main.allow},${backup.allow}` } });
  tower = createTower(running);
  const template = { title: '{{actor}} pings you' };
  await tower.types.put('ping', { class: 'transactional', channels: ['in-app', 'webhook'], template });
});
afterAll(async () => {
  await running?.stop();
  await Promise.all([main, backup].map((each) => each?.close()));
});

/** Both providers as if they were new: what one did in the test before says nothing. */
async function renew(behaviour: Behaviour, ...then: Behaviour[]): Promise<void> {
  for (const server of [main, backup]) server.clear();
  main.answerWith(behaviour, ...then);
  backup.answerWith({ status: 200 });
  await tower.providers.put('main', { kind: 'webhook', url: `${main.url}/hook`, secret: SECRET });
  await tower.providers.put('backup', { kind: 'webhook', url: `${backup.url}/hook`, secret: SECRET, order: 1 });
}

async function ping(): Promise<string> {
  const data = { actor: 'ada', recipients: [`member-${++members}`] };
  return (await tower.events.post({ id: crypto.randomUUID(), source: 'urn:test', type: 'ping', data })).id;
}

const deliveriesOf = async (id: string) => (await tower.events.status(id)).deliveries;
const idsOf = (server: ChaosServer) => new Set(server.requests.map(({ headers }) => headers['webhook-id']));

describe('the lane over a real network', () => {
  test.for([
    ['503', { status: 503 }],
    ['429 with Retry-After', { status: 429, headers: { 'Retry-After': '3600' } }],
    ['401', { status: 401 }],
    ['404', { status: 404 }],
    ['410', { status: 410 }],
    ['302', { status: 302, headers: { Location: 'http://127.0.0.1:1/' } }],
    ['a failure that drips', { fault: 'drip', status: 500 }],
    ['a failure without end', { fault: 'flood', status: 500 }],
  ] as const)('%s: the next provider takes it at once', async ([, behaviour], { expect }) => {
    await renew(behaviour);
    const id = await ping();
    await expect.poll(() => deliveriesOf(id), WITHIN).toEqual({ sent: 1 });
    expect([main.requests.length, backup.requests.length]).toEqual([1, 1]);
  });

  test.for([
    ['200', { status: 200 }],
    ['202', { status: 202 }],
    ['a success that drips', { fault: 'drip', status: 200 }],
    ['a success without end', { fault: 'flood', status: 200 }],
  ] as const)('%s: it is sent once, by the first', async ([, behaviour], { expect }) => {
    await renew(behaviour);
    const id = await ping();
    await expect.poll(() => deliveriesOf(id), WITHIN).toEqual({ sent: 1 });
    expect([main.requests.length, backup.requests.length]).toEqual([1, 0]);
  });

  test.for([
    ['400', { status: 400 }],
    ['413', { status: 413 }],
  ] as const)('%s: nobody else is asked, and it is a dead letter', async ([, behaviour], { expect }) => {
    await renew(behaviour);
    const id = await ping();
    await expect.poll(() => deliveriesOf(id), WITHIN).toEqual({ dead: 1 });
    expect([main.requests.length, backup.requests.length]).toEqual([1, 0]);
  });

  test.for([
    ['reset', { fault: 'reset' }],
    ['taken, then reset', { fault: 'accepted-then-reset' }],
    ['no answer', { fault: 'silence' }],
  ] as const)(
    '%s: it may have been taken, so the same one is asked again, with the same id',
    async ([, behaviour], { expect }) => {
      await renew(behaviour, { status: 200 });
      const id = await ping();
      await expect.poll(() => deliveriesOf(id), WITHIN).toEqual({ sent: 1 });
      expect([main.requests.length, backup.requests.length]).toEqual([2, 0]);
      expect(idsOf(main).size).toBe(1);
    },
  );

  test('happy: a test message says what the provider said', async ({ expect }) => {
    await renew({ status: 401, body: 'no such key' });
    expect(await tower.providers.test('main', 'ada')).toEqual({ outcome: 'refused', reason: 'http-401: no such key' });
    expect(await tower.providers.test('backup', 'ada')).toMatchObject({ outcome: 'sent' });
  });
});
