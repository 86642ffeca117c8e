import { afterEach, describe, test, vi } from 'vitest';
import { deliver } from '../../src/channels/deliver.ts';
import { testMessage } from '../../src/channels/providers/test-message.ts';
import { throughProviders } from '../../src/channels/providers/through-providers.ts';
import { surroundingsOf } from '../../src/channels/surroundings.ts';
import { newLane } from './lane-world.ts';

afterEach(() => void vi.restoreAllMocks());
afterEach(() => void vi.unstubAllGlobals());

const MINUTE = 60_000;
const some = (count: number) => Array.from({ length: count }, (_each, number) => `member-${number}`);
const hostsOf = (asked: readonly { host: string }[]) => asked.map(({ host }) => host);

describe('from one provider to the next', () => {
  test('happy: the least order is asked, and the next only when it fails', async ({ expect }) => {
    const lane = await newLane();
    await lane.provide('backup', { order: 1 });
    await lane.provide('main');
    await lane.send(['ada']);
    await lane.drain();
    lane.answer('main', () => 503);
    await lane.send(['bob']);
    await lane.drain();
    expect(hostsOf(lane.asked)).toEqual(['main', 'main', 'backup']);
    expect(await lane.stored('bob')).toMatchObject({ state: 'sent', provider: 'backup', attempt: 1 });
  });

  test.for([
    ['503', 503],
    ['429', 429],
    ['401', 401],
    ['403', 403],
    ['404', 404],
    ['a redirect', 302],
    ['410', 410],
    ['nobody there', 'refused to connect'],
  ] as const)('edge: %s goes on to the next at once', async ([, behaviour], { expect }) => {
    const lane = await newLane();
    await lane.provide('main');
    await lane.provide('backup', { order: 1 });
    lane.answer('main', () => behaviour);
    await lane.send(['ada']);
    await lane.drain();
    expect(hostsOf(lane.asked)).toEqual(['main', 'backup']);
    expect(await lane.states()).toEqual({ ada: 'sent' });
  });

  test('refusal: what is refused for its own sake is refused by nobody else, and is a dead letter', async ({
    expect,
  }) => {
    const lane = await newLane();
    await lane.provide('main');
    await lane.provide('backup', { order: 1 });
    lane.answer('main', () => 400);
    await lane.send(['ada']);
    await lane.drain();
    expect(hostsOf(lane.asked)).toEqual(['main']);
    expect(lane.dead).toMatchObject([{ reason: 'webhook: http-400', message: { member: 'ada' } }]);
    expect(await lane.states()).toEqual({ ada: 'dead' });
  });

  test('refusal: when all of them refuse it by their own fault, the letter names each', async ({ expect }) => {
    const lane = await newLane();
    await lane.provide('main');
    await lane.provide('backup', { order: 1 });
    for (const name of ['main', 'backup']) lane.answer(name, () => 401);
    await lane.send(['ada']);
    await lane.drain();
    expect(lane.dead).toMatchObject([{ reason: 'webhook: main: http-401; backup: http-401' }]);
  });

  test('refusal: without a provider it is a dead letter that says what to do', async ({ expect }) => {
    const lane = await newLane();
    await lane.send(['ada']);
    await lane.drain();
    expect(lane.dead).toMatchObject([{ reason: 'webhook: no provider for webhook: PUT /v1/providers/{name}' }]);
  });

  test('edge: one that may have taken it is asked again alone, with the same id', async ({ expect }) => {
    const lane = await newLane();
    await lane.provide('main');
    await lane.provide('backup', { order: 1 });
    lane.answer('main', () => 'taken and cut');
    await lane.send(['ada']);
    await lane.drain();
    expect(await lane.stored('ada')).toMatchObject({ state: 'later', provider: 'main' });
    lane.answer('main', () => 503);
    await lane.passUntil(lane.now() + 5_000);
    expect(await lane.stored('ada')).toMatchObject({ state: 'later', provider: 'main' });
    lane.answer('main', () => 200);
    await lane.passUntil(lane.now() + MINUTE);
    expect(new Set(hostsOf(lane.asked))).toEqual(new Set(['main']));
    expect(new Set(lane.asked.map(({ id }) => id)).size).toBe(1);
    expect(await lane.states()).toEqual({ ada: 'sent' });
  });

  test('edge: one that may have taken it and was removed leaves it to the others', async ({ expect }) => {
    const lane = await newLane();
    await lane.provide('main');
    await lane.provide('backup', { order: 1 });
    lane.answer('main', () => 'taken and cut');
    await lane.send(['ada']);
    await lane.drain();
    await lane.tenant.ask('DELETE', '/v1/providers/main');
    await lane.passUntil(lane.now() + MINUTE);
    expect(hostsOf(lane.asked)).toEqual(['main', 'backup']);
  });

  test('happy: those of one order share by their weights', async ({ expect }) => {
    const lane = await newLane();
    await lane.provide('much', { weight: 9, parallel: 1_000 });
    await lane.provide('little', { weight: 1, parallel: 1_000 });
    await lane.send(some(100));
    await lane.drain();
    const little = lane.asked.filter(({ host }) => host === 'little').length;
    expect(little).toBeGreaterThan(0);
    expect(little).toBeLessThan(30);
    expect(lane.asked).toHaveLength(100);
  });
});

describe('what is not sent at all', () => {
  test('refusal: secrets that were sealed with a key that is gone are said so in the letter', async ({ expect }) => {
    const lane = await newLane();
    await lane.provide('main');
    await lane.send(['ada']);
    const [message] = lane.queue.splice(0);
    if (!message) throw new Error('Nothing was handed over');
    await deliver({ ...lane.env, TOWER_SECRETS_KEY: 'another key' }, message, lane.now());
    expect(lane.asked).toEqual([]);
    expect(lane.dead).toMatchObject([{ reason: expect.stringContaining('main: its secrets were sealed with a key') }]);
  });

  test('security: an address that said stop is gone, and no provider is asked', async ({ expect }) => {
    const { tenant, env, asked, now } = await newLane();
    const account = { kind: 'twilio', accountSid: `AC${'0'.repeat(32)}`, authToken: 'secret', from: 'Acme' };
    expect((await tenant.ask('PUT', '/v1/providers/texts', { body: account })).status).toBe(200);
    const listed = [{ channel: 'sms', address: '+15005550009' }];
    expect((await tenant.ask('PUT', '/v1/suppressions', { body: listed })).status).toBe(200);
    const delivery = { ...testMessage(tenant.name, 'twilio', '+15005550009', now()), member: 'ada' };
    const around = await surroundingsOf(env, tenant.of, tenant.name, now());
    expect(await throughProviders(env, tenant.of, delivery, around)).toMatchObject({
      ...{ kind: 'gone', reason: expect.stringContaining('suppressed') },
    });
    expect(asked).toEqual([]);
  });
});
