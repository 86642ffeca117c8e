import { afterEach, describe, test, vi } from 'vitest';
import { finishEvents, logOf } from '../../src/ingest/log-client.ts';
import { failEvents } from '../../src/ingest/offer-again.ts';
import { recallEvent } from '../../src/ingest/recall.ts';
import { hashOfEventId } from '../../src/platform/event-id.ts';
import { failing, holders, lastReasons, meanwhile, newWorld, people } from '../fanout/world.ts';
import { newTenant } from '../http/world.ts';

const MEMBERS = people(5);
afterEach(() => void vi.restoreAllMocks());

/** A world in which five members have been named one by one and have an entry each. */
async function noted() {
  const world = await newWorld();
  const event = await world.post({ recipients: MEMBERS, payload: { text: 'Hello' } }, 'note');
  return { world, event, of: world.tenant.of };
}

describe('the recall of a directly addressed event', () => {
  test('happy: each member gives it back at once, without a ledger; again, it does nothing twice', async ({
    expect,
  }) => {
    const { world, event, of } = await noted();
    const other = await world.post({ recipients: MEMBERS }, 'note');
    expect(await recallEvent(world.env, of, event, Date.now())).toEqual({ id: event, state: 'done' });
    expect(await holders(world.tenant, MEMBERS, event)).toEqual([]);
    expect(await holders(world.tenant, MEMBERS, other)).toEqual(MEMBERS);
    const traces = () => Promise.all(MEMBERS.map((each) => of.member(each).decisions(200)));
    const before = await traces();
    expect(await recallEvent(world.env, of, event, Date.now())).toEqual({ id: event, state: 'done' });
    expect(await traces()).toEqual(before);
    expect(await of.fanout(event).progress()).toBeUndefined();
    expect(world.sent).toEqual([]);
    expect((await world.tenant.ask('GET', `/v1/events/${event}`)).json).toMatchObject({
      state: 'done',
      decisions: { send: 5 },
    });
  });

  test('edge: members who cannot be asked stop nobody and are asked again; the counts of the event stay', async ({
    expect,
  }) => {
    const { world, event } = await noted();
    const { MEMBER } = world.env;
    const isBad = (name: string) => name.endsWith('member-1') || name.endsWith('member-4');
    await world.replace({ MEMBER: failing(MEMBER, 'recall', { where: isBad }) });
    expect(await world.recall()).toEqual({ id: event, state: 'fanning-out' });
    expect(await holders(world.tenant, MEMBERS, event)).toEqual(['member-1', 'member-4']);
    expect(world.sent).toMatchObject([{ lane: 'urgent', message: { kind: 'batch', event, batch: 'recall.0' } }]);
    expect(await world.recall()).toEqual({ id: event, state: 'fanning-out' });
    expect(world.sent).toHaveLength(1);

    // The end of the offers comes late, from a slow Worker; and the message is lost: the alarm makes another.
    const hash = hashOfEventId(event);
    const end = { hash, state: 'done', offered: 5, decisions: { send: 4, drop: 1 }, reasons: { timeline: 5 } } as const;
    await finishEvents(world.tenant.of, [end]);
    world.sent.length = 0;
    await world.replace({ MEMBER });
    await world.fireAlarm();
    await world.drain();
    expect(await holders(world.tenant, MEMBERS, event)).toEqual([]);
    expect(await world.recall()).toEqual({ id: event, state: 'done' });
    await world.fireAlarm(0);
    expect((await world.tenant.ask('GET', `/v1/events/${event}`)).json).toMatchObject({
      state: 'done',
      audience: 5,
      offered: 5,
      decisions: { send: 4, drop: 1 },
      reasons: { timeline: 5 },
    });
    await world.fireAlarm(7 * 86_400_000);
    expect(await world.progress()).toBeUndefined();
  });

  test('edge: the Worker dies half way; the producer asks again, and everybody is reached', async ({ expect }) => {
    const { world, event } = await noted();
    const { MEMBER } = world.env;
    await world.replace({ MEMBER: failing(MEMBER, 'recall', { where: (name) => !name.endsWith('member-0') }) });
    const { FANOUT } = world.env;
    await world.replace({ FANOUT: failing(FANOUT, 'recall') });
    await expect(world.recall()).rejects.toThrow('recall crashed');
    await world.replace({ MEMBER, FANOUT });
    expect(await world.recall()).toEqual({ id: event, state: 'done' });
    expect(await holders(world.tenant, MEMBERS, event)).toEqual([]);
  });

  test('edge: whoever has not been asked yet will not take it', async ({ expect }) => {
    const world = await newWorld();
    const { MEMBER } = world.env;
    await world.replace({ MEMBER: failing(MEMBER, 'offer', { where: (name) => !name.endsWith('member-2') }) });
    const event = await world.post({ recipients: MEMBERS }, 'note');
    expect(await holders(world.tenant, MEMBERS, event)).toEqual(['member-2']);
    // The event is unfinished; a try of it is under way.
    const [again] = world.sent.splice(0);
    if (again?.message.kind !== 'events') throw new Error('It is not offered again');
    await world.replace({
      MEMBER: meanwhile(MEMBER, 'offer', async () => {
        expect(await world.recall()).toEqual({ id: event, state: 'done' });
      }),
    });
    await world.consume(again);
    expect(await holders(world.tenant, MEMBERS, event)).toEqual([]);
    expect(new Set(await lastReasons(world.tenant, MEMBERS, event))).toEqual(new Set(['recalled']));
    expect((await world.tenant.ask('GET', '/v1/stats')).json).toMatchObject({ pending: 0 });
  });

  test.for([false, true])(
    'edge: what is unfinished (given up: %s) when it is withdrawn is never offered again',
    async (isGivenUp, { expect }) => {
      const world = await newWorld();
      await world.replace({ MEMBER: failing(world.env.MEMBER, 'offer') });
      const event = await world.post({ recipients: MEMBERS }, 'note');
      const [again] = world.sent.splice(0);
      if (again?.message.kind !== 'events') throw new Error('It is not offered again');
      if (isGivenUp) await failEvents(world.env, again.message);
      await world.recall();
      const hash = hashOfEventId(event);
      await (await logOf(world.tenant.of, hash)).revive([hash], Date.now());
      // Its members throw when they are offered anything.
      await world.consume(again);
      expect((await world.tenant.ask('GET', `/v1/events/${event}`)).json).toMatchObject({
        state: 'done',
        offered: 0,
        recalledAt: new Date(Date.now()).toISOString(),
      });
      expect((await world.tenant.ask('GET', '/v1/stats')).json).toMatchObject({ events: 1, pending: 0 });
    },
  );

  test('refusal: an id that is none, unknown, of another time, or of another tenant touches nobody', async ({
    expect,
  }) => {
    const { world, event, of } = await noted();
    const other = await newTenant();
    const unknown = event.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    const earlier = event.replace(/^\d/, '0').replace(/^(.{9})./, '$10');
    for (const id of ['', 'x', '%', `${event}x`, event.toLowerCase(), unknown, earlier]) {
      expect(await recallEvent(world.env, of, id, Date.now()), id).toBeUndefined();
    }
    expect(await recallEvent(world.env, other.of, event, Date.now())).toBeUndefined();
    expect(await holders(world.tenant, MEMBERS, event)).toEqual(MEMBERS);
    expect((await other.of.member('member-0').decisions(10)).items).toEqual([]);
    expect(world.sent).toEqual([]);
  });
});
