import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { afterEach, describe, test, vi } from 'vitest';
import { consumeLift } from '../../src/audience/consume-lift.ts';
import { learnBounds } from '../../src/audience/learn-bounds.ts';
import { putEdges } from '../../src/audience/put-edges.ts';
import { readPage } from '../../src/audience/read-page.ts';
import type { ModelDefinition } from '../../src/contract/model.ts';
import { TenantSettings } from '../../src/contract/tenant.ts';
import { consumeBatch } from '../../src/fanout/batch-consumer.ts';
import type { Fanout } from '../../src/fanout/fanout.ts';
import { consumeSlice } from '../../src/fanout/slice-consumer.ts';
import { acceptEvents } from '../../src/ingest/accept.ts';
import { recallEvent } from '../../src/ingest/recall.ts';
import { holders, newWorld, people } from './world.ts';

afterEach(() => void vi.restoreAllMocks());

const FOLLOWERS = people(12);
/** Strangers to what they hear are below the floor, until they open something. */
const OPENS: ModelDefinition = {
  kind: 'logistic',
  open: { intercept: -2, weights: { 'edge.strength': 3, 'type.opened.7d': 2 } },
  defaults: {},
};

/** A node whose followers are half strong and half weak, and a type with a floor that only the strong ones reach. */
async function bounded() {
  const world = await newWorld();
  const { of, name: tenant } = world.tenant;
  let count = 0;
  await of.tenant().putModel('opens', OPENS, Date.now());
  await world.tenant.ask('PUT', '/v1/types/story', {
    body: {
      class: 'content',
      channels: ['in-app'],
      audience: { of: 'actor' },
      template: { title: 'A story' },
      model: 'opens',
      floor: 0.5,
      cost: 0,
    },
  });
  const strengthen = (members: readonly string[], strength: number) =>
    putEdges(
      of,
      members.map((from) => ({ from, to: 'star', kind: 'follow', strength })),
    );
  const drain = async (event: string) => {
    for (let next = world.sent.shift(); next; next = world.sent.shift()) {
      const { message } = next;
      if (message.kind === 'slice') await consumeSlice(world.env, message, readPage, Date.now());
      if (message.kind === 'batch') await consumeBatch(world.env, message, readPage, Date.now(), learnBounds);
    }
    await runDurableObjectAlarm(of.fanout(event));
    return of.fanout(event).progress();
  };
  const post = async () => {
    const work: Promise<unknown>[] = [];
    const event = { id: `event-${count++}`, source: 'test', type: 'story', data: { actor: 'star' } };
    const posted = { tenant, settings: TenantSettings.parse({}), events: [event], now: Date.now() };
    const answers = await acceptEvents(world.env, posted, (each) => work.push(each));
    await Promise.allSettled(work);
    const [answer] = answers === 'key-reused' ? [] : answers;
    if (answer?.kind !== 'accepted') throw new Error(`Not accepted: ${JSON.stringify(answer)}`);
    await runInDurableObject(of.fanout(answer.id), (instance: Fanout) => {
      Object.assign(instance, { env: world.env });
    });
    return { id: answer.id, standing: await drain(answer.id) };
  };
  await strengthen(FOLLOWERS.slice(0, 6), 0.9);
  await strengthen(FOLLOWERS.slice(6), 0.1);
  return { world, of, strengthen, post, drain };
}

describe('a fan-out by bounds', () => {
  test('happy: those who cannot reach the floor are left out from the third event on, and counted', async ({
    expect,
  }) => {
    const { post, world } = await bounded();
    expect((await post()).standing).toMatchObject({ offered: 12, pruned: 0, decisions: { send: 6, drop: 6 } });
    expect((await post()).standing).toMatchObject({ offered: 12, pruned: 0 });
    const { id, standing } = await post();
    expect(standing).toMatchObject({ state: 'done', offered: 6, pruned: 6, considered: 12, decisions: { send: 6 } });
    const { json } = await world.tenant.ask('GET', `/v1/events/${id}`);
    expect(json).toMatchObject({ state: 'done', considered: 12, offered: 6 });
  });

  test('happy: whoever opens something is asked again, before they are answered', async ({ expect }) => {
    const { post, world, of } = await bounded();
    const weak = FOLLOWERS[7] ?? '';
    for (let count = 0; count < 3; count++) await post();
    const tell = (member: string) => {
      // A story that a friend sent them, opened on its page: whatever type it was, it may be of this one.
      const body = [{ member, action: 'open', notification: 'story-of-a-friend' }];
      return world.tenant.ask('POST', '/v1/engagements', { body });
    };
    expect((await tell(weak)).json).toEqual({ accepted: 1, rejected: [] });
    expect((await post()).standing).toMatchObject({ offered: 7, pruned: 5 });
    expect((await of.member(weak).engage([], Date.now())).lifts, 'their audiences have heard').toEqual([]);
  });

  test('edge: a lift whose Worker died comes by the live lane', async ({ expect }) => {
    const { post, world, of } = await bounded();
    const weak = FOLLOWERS[9] ?? '';
    for (let count = 0; count < 3; count++) await post();
    const { lifts } = await of.member(weak).engage([{ action: 'open', notification: 'elsewhere' }], Date.now());
    expect(lifts).toHaveLength(1);
    await consumeLift(world.env, { kind: 'lift', tenant: world.tenant.name, member: weak, lifts }, Date.now());
    expect((await post()).standing).toMatchObject({ offered: 7, pruned: 5 });
    expect((await of.member(weak).engage([], Date.now())).lifts).toEqual([]);
  });

  test('edge: a lost batch is read again with the same bounds', async ({ expect }) => {
    const { post, world, drain } = await bounded();
    for (let count = 0; count < 2; count++) await post();
    const consumed: string[] = [];
    const take = world.sent.shift.bind(world.sent);
    world.sent.shift = () => {
      const next = take();
      if (next?.message.kind !== 'batch' || consumed.length > 0) return next;
      consumed.push(next.message.batch);
      const { recipients: _, learn: __, ...bare } = next.message;
      return { ...next, message: bare };
    };
    const { id } = await post();
    expect(consumed).toHaveLength(1);
    expect(await drain(id)).toMatchObject({ state: 'done', offered: 6, pruned: 6 });
    expect(await holders(world.tenant, FOLLOWERS, id)).toEqual(FOLLOWERS.slice(0, 6));
  });

  test('edge: whoever got an event gives it back, whatever is known of them by then', async ({ expect }) => {
    const { post, world, of, strengthen, drain } = await bounded();
    const first = await post();
    expect(await holders(world.tenant, FOLLOWERS, first.id)).toHaveLength(6);
    await strengthen(FOLLOWERS, 0.1);
    await post();
    await post();
    expect((await post()).standing).toMatchObject({ offered: 0, pruned: 12, state: 'done' });
    await recallEvent(world.env, of, first.id, Date.now());
    await drain(first.id);
    expect(await holders(world.tenant, FOLLOWERS, first.id)).toEqual([]);
  });
});
