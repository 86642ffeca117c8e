import { afterEach, describe, test, vi } from 'vitest';
import { loadEvents, logOf } from '../../src/ingest/log-client.ts';
import { offerAgain } from '../../src/ingest/offer-again.ts';
import { hashOfEventId } from '../../src/platform/event-id.ts';
import { stubs } from '../../src/platform/stubs.ts';
import { failing, newWorld, people } from '../fanout/world.ts';
import { bindings, newTenant, note } from '../http/world.ts';
import { alarmAt } from './log-world.ts';

afterEach(() => void vi.restoreAllMocks());

describe('what is asked right after an event is accepted', () => {
  test('happy: its status is done, with what its recipients have decided', async ({ expect }) => {
    const tenant = await newTenant();
    for (const members of [['ada'], ['ada', 'bob', 'cleo']]) {
      const { json } = await tenant.ask('POST', '/v1/events', { body: note(members) });
      const count = members.length;
      expect((await tenant.ask('GET', `/v1/events/${json.id}`)).json).toMatchObject({
        state: 'done',
        audience: count,
        considered: count,
        offered: count,
        decisions: { send: count },
        reasons: { timeline: count },
      });
    }
  });

  test('happy: the counts of all events know each line of a body', async ({ expect }) => {
    const tenant = await newTenant();
    const lines = people(40).map((member) => JSON.stringify(note([member])));
    const posted = await tenant.ask('POST', '/v1/events', {
      headers: { 'Content-Type': 'application/x-ndjson' },
      body: lines.join('\n'),
    });
    expect(posted.status).toBe(202);
    const counts = { events: 40, pending: 0, decisions: { send: 40 }, reasons: { timeline: 40 } };
    expect((await tenant.ask('GET', '/v1/stats')).json).toMatchObject(counts);
    expect((await tenant.ask('GET', '/v1/stats?source=test')).json).toMatchObject(counts);
    expect((await tenant.ask('GET', '/v1/stats?source=other')).json).toMatchObject({
      events: 0,
      decisions: { send: 0 },
    });
  });

  test('happy: its recall answers and leaves the counts of what it takes back', async ({ expect }) => {
    const tenant = await newTenant();
    const { json } = await tenant.ask('POST', '/v1/events', { body: note(['ada', 'bob']) });
    const recalled = await tenant.ask('POST', `/v1/events/${json.id}/recall`);
    expect(recalled.json).toEqual({ id: json.id, state: 'done' });
    expect((await tenant.ask('GET', `/v1/events/${json.id}`)).json).toMatchObject({
      state: 'done',
      offered: 2,
      decisions: { send: 2 },
      recalledAt: expect.any(String),
    });
  });

  test('edge: a fan-out says how far it is, and what its ledger counted when it ends', async ({ expect }) => {
    const world = await newWorld();
    const event = await world.post({ recipients: people(150), payload: { text: 'Hello' } }, 'note');
    const status = async () => (await world.tenant.ask('GET', `/v1/events/${event}`)).json;
    expect(await status()).toMatchObject({ state: 'fanning-out', audience: 150, offered: 0 });
    await world.finish();
    expect(await status()).toMatchObject({ state: 'done', audience: 150, offered: 150, decisions: { send: 150 } });
  });

  test.for([false, true])(
    'refusal: a read that fails (after it came to the log: %s) loses nothing of the event',
    async (after, { expect }) => {
      const tenant = await newTenant();
      const { json } = await tenant.ask('POST', '/v1/events', { body: note(['ada']) });
      const id = String(json.id);
      const EVENT_LOG = failing(bindings.EVENT_LOG, 'events', { times: 1, after });
      await expect(loadEvents(stubs({ ...bindings, EVENT_LOG }, tenant.name), [id])).rejects.toThrow('crashed');
      const status = async () => (await tenant.ask('GET', `/v1/events/${id}`)).json;
      expect(await status()).toMatchObject({ state: after ? 'done' : 'accepted' });

      const later = Date.now() + 31_000;
      const events = await alarmAt(await logOf(tenant.of, hashOfEventId(id)), later);
      expect(events).toEqual(after ? [] : [id]);
      await offerAgain(bindings, { kind: 'events', tenant: tenant.name, events }, later);
      expect(await status()).toMatchObject({ state: 'done', offered: 1, decisions: { send: 1 } });
      expect(
        (await tenant.of.member('ada').timeline({ limit: 10, archived: 'include' })).items.map((each) => each.id),
      ).toEqual([id]);
    },
  );
});
