import { runInDurableObject } from 'cloudflare:test';
import { afterEach, describe, test, vi } from 'vitest';
import { splitToTheEnd } from '../audience/world.ts';
import { newTenant, until } from '../http/world.ts';
import { newWorld, people, timesReceived } from './world.ts';

afterEach(() => void vi.restoreAllMocks());

describe('a fan-out', () => {
  test('happy: every follower of a split audience decides once, and progress can be seen on the way', async ({
    expect,
  }) => {
    const world = await newWorld();
    const followers = people(320);
    await world.follow(followers, 'star');
    await splitToTheEnd(world.tenant.of, 'star');
    const event = await world.post({ actor: 'star' });
    const slices = world.sent.splice(0);
    expect(slices).toHaveLength(8);
    expect(slices.every(({ message, lane }) => message.kind === 'slice' && lane === 'live')).toBe(true);
    expect(await world.progress()).toMatchObject({ state: 'fanning-out', audience: 320, considered: 0, offered: 0 });

    for (const slice of slices.splice(0, 4)) await world.consume(slice);
    const batches = world.sent.splice(0);
    const middle = await world.progress();
    expect(middle).toMatchObject({ state: 'fanning-out', offered: 0 });
    expect(middle?.considered).toBeGreaterThan(8);
    for (const batch of batches) await world.consume(batch);
    expect((await world.progress())?.offered).toBe(middle?.considered);

    // As some end, the other 56 slices follow.
    world.sent.push(...slices);
    await world.finish();
    expect(await world.progress()).toMatchObject({
      state: 'done',
      audience: 320,
      considered: 320,
      offered: 320,
      decisions: { send: 320 },
    });
    expect([...(await timesReceived(world.tenant, followers, event)).values()]).toEqual(followers.map(() => 1));

    await world.fireAlarm(0);
    const status = await world.tenant.ask('GET', `/v1/events/${event}`);
    expect(status.json).toMatchObject({
      state: 'done',
      audience: 320,
      offered: 320,
      decisions: { send: 320 },
      reasons: { timeline: 320 },
    });
    expect((await world.tenant.ask('GET', '/v1/stats')).json).toMatchObject({
      events: 1,
      pending: 0,
      decisions: { send: 320 },
    });
  });

  test('happy: through the real queues, from the request to done', async ({ expect }) => {
    const tenant = await newTenant();
    await tenant.ask('PUT', '/v1/edges', { body: people(60).map((from) => ({ from, to: 'star' })) });
    const { json } = await tenant.ask('POST', '/v1/events', {
      body: { id: '1', source: 's', type: 'post', data: { actor: 'star' } },
    });
    const status = await until(
      () => tenant.ask('GET', `/v1/events/${json.id}`),
      (answer) => answer.json.state === ('done' as unknown),
    );
    expect(status.json).toMatchObject({ audience: 60, considered: 60, offered: 60, decisions: { send: 60 } });
    await until(
      () => tenant.ask('GET', '/v1/stats'),
      (answer) => answer.json.pending === (0 as unknown),
    );
  });

  test('happy: a list of more than 100 goes in batches, and each of its members decides once', async ({ expect }) => {
    const world = await newWorld();
    const members = people(301);
    const event = await world.post({ recipients: [...members, ...members.slice(0, 9)] }, 'note');
    expect(world.sent.map(({ message, lane }) => [message.kind, lane])).toEqual([
      ['batch', 'urgent'],
      ['batch', 'urgent'],
    ]);
    await world.drain();
    expect(await world.progress()).toMatchObject({ state: 'done', audience: 301, considered: 301, offered: 301 });
    expect([...(await timesReceived(world.tenant, members, event)).values()]).toEqual(members.map(() => 1));
  });

  test('edge: an audience of nobody is done, and the log hears of it', async ({ expect }) => {
    const world = await newWorld();
    const event = await world.post({ actor: 'nobody' });
    await world.drain();
    await world.fireAlarm(0);
    const status = await world.tenant.ask('GET', `/v1/events/${event}`);
    expect(status.json).toMatchObject({ state: 'done', audience: 0, offered: 0 });
    expect((await world.tenant.ask('GET', '/v1/stats')).json.pending).toBe(0);
  });

  test('edge: one that ends before the log hears that it began stays done', async ({ expect }) => {
    const world = await newWorld();
    const event = await world.post({ actor: 'nobody' });
    await world.drain();
    await world.fireAlarm(0);
    // The Worker that started it is slow: its word comes after the ledger's.
    const hash = event.slice(10);
    for (let partition = 0; partition < 16; partition++) await world.tenant.of.eventLog(partition).fanningOut(hash, 0);
    expect((await world.tenant.ask('GET', '/v1/stats')).json).toMatchObject({ events: 1, pending: 0 });
  });

  test('edge: started again when it is done, it changes nothing and is not forgotten early', async ({ expect }) => {
    const world = await newWorld();
    await world.follow(people(3), 'star');
    const event = await world.post({ actor: 'star' });
    await world.drain();
    await world.fireAlarm(0);
    const ledger = world.tenant.of.fanout(event);
    const activity = await ledger.activity();
    if (!activity) throw new Error('The fan-out has no activity');
    const slices = [{ from: 0, to: 0xffffffff }];
    const again = { activity, recipients: { kind: 'node', node: 'star' }, audience: 3, slices } as const;
    expect(await ledger.start(again, Date.now())).toEqual([]);
    expect(await world.progress()).toMatchObject({ state: 'done', offered: 3 });
    const alarm = await runInDurableObject(ledger, (_instance, state) => state.storage.getAlarm());
    expect((alarm ?? 0) - Date.now()).toBe(7 * 86_400_000);
    // An alarm may fire twice: the second time too early forgets nothing.
    await world.fireAlarm(0);
    expect(await world.progress()).toMatchObject({ state: 'done' });
    await world.fireAlarm(7 * 86_400_000);
    expect(await world.progress()).toBeUndefined();
    expect((await world.tenant.ask('GET', `/v1/events/${event}`)).json).toMatchObject({
      state: 'done',
      offered: 3,
      audience: 3,
    });
  });

  test('refusal: messages of a fan-out, slice or batch that is not there do nothing', async ({ expect }) => {
    const world = await newWorld();
    const event = await world.post({ actor: 'nobody' });
    await world.drain();
    const unknown = event.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    const tenant = world.tenant.name;
    await world.consume({
      lane: 'live',
      delaySeconds: 0,
      message: { kind: 'slice', tenant, event: unknown, slice: 0 },
    });
    await world.consume({ lane: 'live', delaySeconds: 0, message: { kind: 'slice', tenant, event, slice: 99 } });
    const recipients = [{ member: 'eve' }];
    await world.consume({
      lane: 'live',
      delaySeconds: 0,
      message: { kind: 'batch', tenant, event, batch: '0.99', recipients },
    });
    expect(world.sent).toEqual([]);
    expect((await world.tenant.of.member('eve').decisions(10)).items).toEqual([]);
    expect(await world.tenant.of.fanout(unknown).progress()).toBeUndefined();
  });
});
