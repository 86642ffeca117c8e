import { afterAll, afterEach, beforeAll, describe, test, vi } from 'vitest';
import { Enricher } from '../../src/contract/enricher.ts';
import type { CloudEvent } from '../../src/contract/event.ts';
import { enrich, enriching } from '../../src/ingest/enrich.ts';
import { type EnricherServer, startEnricherServer } from './enricher-server.ts';
import { anEvent, settings } from './samples.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
let server: EnricherServer;
let tenants = 0;

beforeAll(async () => {
  server = await startEnricherServer();
});
afterAll(() => server.close());
afterEach(() => void vi.restoreAllMocks());

/** The means of a request of a tenant that no other test has touched. */
function request({ tenant = `tenant-${tenants++}`, hosts = [server.host], allow = server.host, now = NOW } = {}) {
  return enriching(tenant, { ...settings, enricherHosts: hosts }, allow, now);
}

function about(actor: string, item?: string): CloudEvent {
  return anEvent({ data: { actor, recipients: ['bob'], ...(item === undefined ? {} : { item: { id: item } }) } });
}

/** What is logged while it lasts. */
function logged(): () => string {
  const lines: string[] = [];
  for (const level of ['info', 'warn', 'error'] as const) {
    vi.spyOn(console, level).mockImplementation((line) => void lines.push(String(line)));
  }
  return () => lines.join('\n');
}

describe('an enricher that answers', () => {
  test('happy: is posted the event, and its numbers are facts of it', async ({ expect }) => {
    const event = { ...about('ada', 'post-1'), time: '2026-11-21T12:00:00Z', subject: 'not told' };
    const facts = await enrich([server.enricher('/well?key=1')], event, request());
    expect(facts).toEqual({ features: { 'fact.reputation': 0.5, 'fact.reports': 3 } });
    const [question] = server.askedOf('/well');
    expect(question).toMatchObject({
      path: '/well?key=1',
      method: 'POST',
      headers: { 'content-type': 'application/json', host: server.host },
    });
    expect(JSON.parse(question?.body ?? '')).toEqual({
      event: { id: '1', source: 'test', type: 'post', data: event.data },
    });
  });

  test('happy: several are asked at once, and of one name the last one counts', async ({ expect }) => {
    const enrichers = ['/well', '/meet', '/other', '/meet?again'].map((path, index) =>
      server.enricher(path, { name: `e${index}`, timeout: 5_000 }),
    );
    const { features } = await enrich(enrichers, about('ada'), request());
    expect(features).toEqual({ 'fact.reputation': 0.9, 'fact.reports': 3, 'fact.met': 1 });
  });

  test('edge: no numbers, the most numbers and the largest answer are answers', async ({ expect }) => {
    const closed = { onFailure: 'closed' };
    expect(await enrich([server.enricher('/none', closed)], about('ada'), request())).toEqual({ features: {} });
    const { features } = await enrich([server.enricher('/most', closed)], about('ada'), request());
    expect(Object.keys(features)).toHaveLength(50);
    expect(await enrich([server.enricher('/large', closed)], about('ada'), request())).toEqual({
      features: { 'fact.large': 1 },
    });
  });
});

describe('an enricher that fails', () => {
  test.for([
    ['/silent', 'time-out'],
    ['/drip', 'time-out'],
    ['/broken', 'http-500'],
    ['/redirect', 'redirect'],
    ['/reset', 'network-error'],
    ['/missing', 'http-404'],
    ['/empty', 'not-json'],
    ['/huge', 'too-large'],
    ['/flood', 'too-large'],
    ['/page', 'not-json'],
    ['/nan', 'not-json'],
    ['/infinite', 'no-features'],
    ['/text', 'no-features'],
    ['/null', 'no-features'],
    ['/list', 'no-features'],
    ['/too-many', 'no-features'],
  ])('%s is gone on without, or stops the event, by its reason: %s', async ([path, reason], { expect }) => {
    const told = logged();
    const wells = server.askedOf('/well').length;
    const timeout = reason === 'time-out' ? 100 : 5_000;
    const failing = (onFailure: string) => server.enricher(`${path}?secret=1`, { timeout, onFailure });
    expect(await enrich([failing('open')], about('ada'), request())).toEqual({ features: {} });
    expect(await enrich([failing('closed')], about('ada'), request())).toEqual({
      features: {},
      unverified: 'reputation',
    });
    // Nobody went where the redirect led.
    expect(server.askedOf('/well')).toHaveLength(wells);
    expect(told()).toContain(`"reason":"${reason}"`);
    expect(told()).not.toMatch(/secret|127\.0\.0\.1|ada|Hello/);
  });

  test('a server that is not there fails as well', async ({ expect }) => {
    const told = logged();
    const gone = await startEnricherServer();
    await gone.close();
    const by = request({ hosts: [gone.host], allow: gone.host });
    expect(await enrich([gone.enricher('/well', { onFailure: 'closed' })], about('ada'), by)).toMatchObject({
      unverified: 'reputation',
    });
    expect(told()).toContain('network-error');
  });

  test('the first of those that fail closed is named, and what others know is kept', async ({ expect }) => {
    logged();
    const enrichers = [
      server.enricher('/broken', { name: 'one' }),
      server.enricher('/broken', { name: 'two', onFailure: 'closed' }),
      server.enricher('/broken', { name: 'three', onFailure: 'closed' }),
      server.enricher('/well', { name: 'four', onFailure: 'closed' }),
    ];
    expect(await enrich(enrichers, about('ada'), request())).toEqual({
      features: { 'fact.reputation': 0.5, 'fact.reports': 3 },
      unverified: 'two',
    });
  });

  test('one that is dead is not asked for every event: after five failures it rests for a second', async ({
    expect,
  }) => {
    logged();
    const tenant = 'a tenant with a dead enricher';
    const dead = server.enricher('/broken?dead', { onFailure: 'closed' });
    const asked = () => server.asked.filter(({ path }) => path === '/broken?dead').length;
    const by = request({ tenant });
    for (let event = 0; event < 8; event++) {
      expect(await enrich([dead], about(`actor-${event}`), by)).toMatchObject({ unverified: 'reputation' });
    }
    expect(asked()).toBe(5);
    await enrich([dead], about('ada'), request({ tenant, now: NOW + 999 }));
    expect(asked()).toBe(5);
    await enrich([dead], about('ada'), request({ tenant, now: NOW + 1_000 }));
    await enrich([dead], about('eve'), request({ tenant, now: NOW + 1_001 }));
    expect(asked()).toBe(6);
    // It is one tenant's.
    await enrich([dead], about('ada'), request());
    expect(asked()).toBe(7);
  });
});

describe('an answer that is remembered', () => {
  const times = async (event: CloudEvent, by: ReturnType<typeof request>, more: object = {}) => {
    const { features } = await enrich([server.enricher(`/counting?${by.tenant}`, more)], event, by);
    return features['fact.times'];
  };

  test('happy: for so many seconds, of one tenant, actor and item', async ({ expect }) => {
    const by = request();
    const first = await times(about('ada', 'post-1'), by);
    const later = request({ tenant: by.tenant, now: NOW + 59_999 });
    expect(await times(about('ada', 'post-1'), later)).toBe(first);
    expect(await times(about('eve', 'post-1'), later)).not.toBe(first);
    expect(await times(about('ada', 'post-2'), later)).not.toBe(first);
    expect(await times(about('ada'), later)).not.toBe(first);
    expect(await times(about('ada', 'post-1'), request({ tenant: by.tenant, now: NOW + 60_000 }))).not.toBe(first);
  });

  test('happy: events of one request ask the same thing once', async ({ expect }) => {
    const by = request();
    const answers = await Promise.all(Array.from({ length: 9 }, () => times(about('ada', 'post-1'), by)));
    expect(new Set(answers).size).toBe(1);
  });

  test('edge: not when it is kept for no time, and not about nobody and nothing', async ({ expect }) => {
    const by = request();
    const first = await times(about('ada'), by, { cache: 0 });
    expect(await times(about('ada'), by, { cache: 0 })).not.toBe(first);
    const nobody = anEvent();
    expect(await times(nobody, by)).not.toBe(await times(nobody, by));
  });

  test('refusal: a failure is not remembered', async ({ expect }) => {
    logged();
    const by = request();
    for (let event = 0; event < 2; event++) await enrich([server.enricher('/broken?twice')], about('ada'), by);
    expect(server.asked.filter(({ path }) => path === '/broken?twice').length).toBe(1);
    await enrich([server.enricher('/broken?twice')], about('ada'), request({ tenant: by.tenant }));
    expect(server.asked.filter(({ path }) => path === '/broken?twice').length).toBe(2);
  });
});

describe('refusal: an enricher that may not be asked fails without being asked', () => {
  test.for([
    ['a host that the tenant does not name', { hosts: [] }],
    ['a loopback host that the deployment does not name', { allow: '' }],
    ['another port of the same host', { hosts: ['127.0.0.1:1'], allow: '127.0.0.1:1' }],
  ] as const)('%s', async ([_what, more], { expect }) => {
    const told = logged();
    const asked = server.asked.length;
    const enricher = server.enricher('/well', { onFailure: 'closed' });
    const by = request(more as Parameters<typeof request>[0]);
    expect(await enrich([enricher], about('ada'), by)).toEqual({ features: {}, unverified: 'reputation' });
    expect(server.asked).toHaveLength(asked);
    expect(told()).toMatch(/must/);
  });

  test('a private address, whoever names it', async ({ expect }) => {
    const told = logged();
    const url = 'https://169.254.169.254/latest';
    const enricher = Enricher.parse({ name: 'metadata', url, onFailure: 'closed' });
    const by = request({ hosts: ['169.254.169.254'], allow: '169.254.169.254' });
    expect(await enrich([enricher], about('ada'), by)).toMatchObject({ unverified: 'metadata' });
    expect(told()).toContain('private');
  });
});
