import { afterAll, beforeAll, describe, test } from 'vitest';
import { createTower, type Tower } from '../../src/client/tower.ts';
import { type Behaviour, type ChaosServer, chaosServer } from '../support/chaos-server.ts';
import { type RunningTower, startTower } from '../support/tower.ts';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const WITHIN = { timeout: 50_000, interval: 100 };

let main: ChaosServer;
let backup: ChaosServer;
let texts: ChaosServer;
let running: RunningTower;
let tower: Tower;
let members = 0;

beforeAll(async () => {
  [main, backup, texts] = await Promise.all([chaosServer(), chaosServer(), chaosServer()]);
  const allow = [main, backup, texts].map((each) => each.allow).join(',');
  running = await startTower({ environment: { TOWER_PUSH_ALLOW: allow } });
  tower = createTower(running);
  const template = { title: '{{actor}} pings you' };
  await tower.types.put('ping', { class: 'transactional', channels: ['in-app', 'webhook'], template });
  await tower.types.put('text', { class: 'transactional', channels: ['in-app', 'sms'], template });
});
afterAll(async () => {
  await running?.stop();
  await Promise.all([main, backup, texts].map((each) => each?.close()));
});

/** Both providers as if they were new: what one did in the test before says nothing. */
async function renew(behaviour: Behaviour, ...then: Behaviour[]): Promise<void> {
  for (const server of [main, backup, texts]) server.clear();
  main.answerWith(behaviour, ...then);
  backup.answerWith({ status: 200 });
  await tower.providers.put('main', { kind: 'webhook', url: `${main.url}/hook`, secret: SECRET });
  await tower.providers.put('backup', { kind: 'webhook', url: `${backup.url}/hook`, secret: SECRET, order: 1 });
}

async function post(type: string, member = `member-${++members}`): Promise<string> {
  const data = { actor: 'ada', recipients: [member] };
  return (await tower.events.post({ id: crypto.randomUUID(), source: 'urn:test', type, data })).id;
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
    const id = await post('ping');
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
    const id = await post('ping');
    await expect.poll(() => deliveriesOf(id), WITHIN).toEqual({ sent: 1 });
    expect([main.requests.length, backup.requests.length]).toEqual([1, 0]);
  });

  test.for([
    ['400', { status: 400 }],
    ['413', { status: 413 }],
  ] as const)('%s: nobody else is asked, and it is a dead letter', async ([, behaviour], { expect }) => {
    await renew(behaviour);
    const id = await post('ping');
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
      const id = await post('ping');
      await expect.poll(() => deliveriesOf(id), WITHIN).toEqual({ sent: 1 });
      expect([main.requests.length, backup.requests.length]).toEqual([2, 0]);
      expect(idsOf(main).size).toBe(1);
    },
  );

  test('a provider that never answers holds up no other one', async ({ expect }) => {
    await renew({ fault: 'silence' });
    texts.answerWith({ status: 201, body: { sid: 'SM1' } });
    const account = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'secret', from: '+15005550006' };
    await tower.providers.put('texts', { kind: 'twilio', baseUrl: texts.url, ...account });
    await tower.members.put('zoe', { phone: '+15005550009' });
    const stuck = await Promise.all(Array.from({ length: 6 }, () => post('ping')));
    const began = performance.now();
    const id = await post('text', 'zoe');
    await expect.poll(() => deliveriesOf(id), WITHIN).toEqual({ sent: 1 });
    // They are given up after 10 seconds each, four at a time; from the fifth on they are not sent at all.
    expect(performance.now() - began).toBeLessThan(25_000);
    main.answerWith({ status: 200 });
    for (const each of stuck)
      await expect.poll(() => deliveriesOf(each), { ...WITHIN, timeout: 120_000 }).toEqual({ sent: 1 });
    expect(idsOf(main).size).toBe(6);
  });

  test('happy: a test message says what the provider said', async ({ expect }) => {
    await renew({ status: 401, body: 'no such key' });
    expect(await tower.providers.test('main', 'ada')).toEqual({ outcome: 'refused', reason: 'http-401: no such key' });
    expect(await tower.providers.test('backup', 'ada')).toMatchObject({ outcome: 'sent' });
  });
});
