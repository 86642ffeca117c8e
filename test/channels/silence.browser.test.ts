import { afterAll, beforeAll, describe, test } from 'vitest';
import { createMemberClient } from '../../src/client/member-client.ts';
import { createTower, type Tower } from '../../src/client/tower.ts';
import { type ChaosServer, chaosServer } from '../support/chaos-server.ts';
import { type PushService, type ServedSubscription, startPushService } from '../support/push-service.ts';
import { type RunningTower, startTower } from '../support/tower.ts';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
/** A server is given up after ten seconds: what is there before that has waited for nobody who is silent. */
const BEFORE_ANY_TIME_OUT = { timeout: 8_000, interval: 50 };
/** For one who writes to another that is a second; a busy machine is given another one. */
const AS_A_MESSAGE = { timeout: 2_000, interval: 20 };
/** What failed is tried again when its circuit opens, some time in the half minute after that. */
const IN_THE_END = { timeout: 150_000, interval: 500 };

let hooks: ChaosServer;
let texts: ChaosServer;
let silent: PushService;
let loud: PushService;
let running: RunningTower;
let tower: Tower;

beforeAll(async () => {
  [hooks, texts, silent, loud] = await Promise.all([
    chaosServer(),
    chaosServer(),
    startPushService(),
    startPushService(),
  ]);
  const allow = [hooks, texts, silent, loud].map((each) => each.allow).join(',');
  running = await startTower({ environment: { TOWER_PUSH_ALLOW: allow } });
  tower = createTower(running);
  const policy = { class: 'transactional', template: { title: '{{actor}} pings you' } } as const;
  await tower.types.put('hook', { ...policy, channels: ['in-app', 'webhook'] });
  await tower.types.put('text', { ...policy, channels: ['in-app', 'sms'] });
  await tower.types.put('message', policy);
});
afterAll(async () => {
  await running?.stop();
  await Promise.all([hooks, texts, silent, loud].map((each) => each?.close()));
});

async function subscribe(member: string, service: PushService): Promise<ServedSubscription> {
  const { token } = await tower.tokens.issue(member);
  const served = service.createSubscription();
  await createMemberClient({ url: running.url, token }).devices.put({
    kind: 'web-push',
    subscription: served.subscription,
  });
  return served;
}

async function post(type: string, data: object): Promise<string> {
  const event = { id: crypto.randomUUID(), source: 'urn:test', type, data: { actor: 'ada', ...data } };
  return (await tower.events.post(event)).id;
}

const deliveriesOf = async (id: string) => (await tower.events.status(id)).deliveries;
const topicsOf = (service: PushService, from: number) =>
  service.received.slice(from).map(({ subscription }) => subscription);

describe.concurrent('a server that never answers holds up nobody else', () => {
  test('a provider: what goes to others is sent, and its own is when it answers again', async ({ expect }) => {
    hooks.answerWith({ fault: 'silence' });
    texts.answerWith({ status: 201, body: { sid: 'SM1' } });
    const account = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'secret', from: '+15005550006' };
    await tower.providers.put('hooks', { kind: 'webhook', url: `${hooks.url}/hook`, secret: SECRET });
    await tower.providers.put('texts', { kind: 'twilio', baseUrl: texts.url, ...account });
    await tower.members.put('zoe', { phone: '+15005550009' });
    const recipients = Array.from({ length: 24 }, (_each, number) => [`hooked-${number}`]);
    const stuck = await Promise.all(recipients.map((recipient) => post('hook', { recipients: recipient })));
    const text = await post('text', { recipients: ['zoe'] });
    await expect.poll(() => deliveriesOf(text), BEFORE_ANY_TIME_OUT).toEqual({ sent: 1 });
    hooks.answerWith({ status: 200 });
    for (const each of stuck) await expect.poll(() => deliveriesOf(each), IN_THE_END).toEqual({ sent: 1 });
    expect(new Set(hooks.requests.map(({ headers }) => headers['webhook-id'])).size).toBe(stuck.length);
  });

  test('a push service: others of the same fan-out are rung, messages arrive, and its own are rung in the end', async ({
    expect,
  }) => {
    const names = (kind: string) => Array.from({ length: 40 }, (_each, number) => `${kind}-${number}`);
    const [silents, louds] = [names('silent'), names('loud')];
    const stuck: ServedSubscription[] = [];
    for (const member of silents) stuck.push(await subscribe(member, silent));
    for (const member of louds) await subscribe(member, loud);
    await subscribe('bob', loud);
    await tower.edges.put([...silents, ...louds].map((from) => ({ from, to: 'star' })));
    for (const each of stuck) each.answerWith({ status: 201, fault: 'silence' });

    const spread = await post('message', { audience: { of: 'star' } });
    await expect.poll(() => silent.requests.length, BEFORE_ANY_TIME_OUT).toBeGreaterThan(0);
    const before = loud.received.length;
    await post('message', { recipients: ['silent-0'] });
    const message = await post('message', { recipients: ['bob'] });
    await expect.poll(() => deliveriesOf(message), AS_A_MESSAGE).toEqual({ sent: 1 });
    await expect.poll(() => loud.received.length, BEFORE_ANY_TIME_OUT).toBeGreaterThanOrEqual(louds.length + 1);
    expect(new Set(topicsOf(loud, before)).size).toBe(topicsOf(loud, before).length);

    for (const each of stuck) each.answerWith({ status: 201 });
    await expect.poll(() => deliveriesOf(spread), IN_THE_END).toEqual({ sent: silents.length + louds.length });
    expect(loud.received).toHaveLength(louds.length + 1);
  });
});
