import { afterAll, afterEach, beforeAll, describe, test, vi } from 'vitest';
import type { CloudEvent } from '../../src/contract/event.ts';
import type { StoredType } from '../../src/contract/notification-type.ts';
import { decorate } from '../../src/ingest/decorate.ts';
import { standardise } from '../../src/ingest/standardise.ts';
import { type EnricherServer, startEnricherServer } from './enricher-server.ts';
import { anEvent, aType, settings } from './samples.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
let server: EnricherServer;
let tenants = 0;

beforeAll(async () => {
  server = await startEnricherServer();
});
afterAll(() => server.close());
afterEach(() => void vi.restoreAllMocks());

/** Standardises and decorates the events of a request, in a tenant of its own. */
async function decorated(events: readonly CloudEvent[], type: StoredType) {
  const tenant = `tenant-${tenants++}`;
  const own = { ...settings, enricherHosts: [server.host] };
  const prepared = events.map((event) => standardise(tenant, event, type, own, NOW));
  const rules = new Map([[type.name, { type }]]);
  const by = { tenant, settings: own, events, rules, allow: server.host, now: NOW };
  return { prepared, after: await decorate(prepared, by) };
}

/** Distinct events of one type. */
function events(count: number): CloudEvent[] {
  return Array.from({ length: count }, (_each, id) => anEvent({ id: String(id) }));
}

describe('decorate', () => {
  test('happy: facts join the numbers of the item', async ({ expect }) => {
    const item = { id: 'i', features: { length: 2 } };
    const event = anEvent({ data: { actor: 'ada', item, recipients: ['bob'] } });
    const { after } = await decorated([event], aType({ enrichers: [server.enricher('/well')] }));
    expect(after).toMatchObject([
      { entry: { activity: { features: { 'item.length': 2, 'fact.reputation': 0.5, 'fact.reports': 3 } } } },
    ]);
    expect(after[0]).not.toHaveProperty('entry.activity.unverified');
  });

  test('happy: what is beyond the rate goes through the bulk lane and says so; the first are within it', async ({
    expect,
  }) => {
    const { prepared, after } = await decorated(events(4), aType({ rate: { perSecond: 1, burst: 2 } }));
    expect(after.slice(0, 2)).toEqual(prepared.slice(0, 2));
    expect(after.slice(2)).toMatchObject([
      { entry: { activity: { lane: 'bulk', slowed: true } } },
      { entry: { activity: { lane: 'bulk', slowed: true } } },
    ]);
  });

  test('edge: a type that asks for nothing comes back as it is', async ({ expect }) => {
    const { prepared, after } = await decorated(events(3), aType());
    expect(after).toBe(prepared);
  });

  test('edge: many events are all enriched, in their order', async ({ expect }) => {
    const many = events(40).map((event, index) => ({
      ...event,
      data: { ...event.data, actor: `actor-${index % 3}`, item: { id: 'i' } },
    }));
    const { prepared, after } = await decorated(many, aType({ enrichers: [server.enricher('/counting?many')] }));
    const ids = (all: typeof after) => all.map((each) => 'entry' in each && each.entry.activity.id);
    expect(ids(after)).toEqual(ids(prepared));
    expect(after.every((each) => 'entry' in each && each.entry.activity.features?.['fact.times'] !== undefined)).toBe(
      true,
    );
    expect(server.asked.filter(({ path }) => path === '/counting?many').length).toBe(3);
  });

  test('refusal: an event that fails closed is marked and keeps its own numbers', async ({ expect }) => {
    vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const item = { id: 'i', features: { length: 2 } };
    const type = aType({ enrichers: [server.enricher('/broken', { onFailure: 'closed' })] });
    const { after } = await decorated([anEvent({ data: { item, recipients: ['bob'] } })], type);
    expect(after).toMatchObject([
      { entry: { activity: { features: { 'item.length': 2 }, unverified: 'reputation' } } },
    ]);
  });

  test('refusal: an event that is not valid asks nobody and uses up no rate', async ({ expect }) => {
    const type = aType({ rate: { perSecond: 1 }, enrichers: [server.enricher('/counting?invalid')] });
    const nobody = anEvent({ data: { actor: 'ada' } });
    const { after } = await decorated([nobody, nobody, anEvent()], type);
    expect(after).toMatchObject([{ errors: [{}] }, { errors: [{}] }, { entry: { activity: { lane: 'live' } } }]);
    expect(server.asked.filter(({ path }) => path === '/counting?invalid').length).toBe(1);
  });
});
