import { describe, it } from 'vitest';
import type { Act, Post } from '../../scripts/world/act.ts';
import { DEMO_TYPES } from '../../scripts/world/demo-types.ts';
import { givePhones } from '../../scripts/world/give-phones.ts';
import { giveProviders } from '../../scripts/world/give-providers.ts';
import { keepPosting } from '../../scripts/world/keep-posting.ts';
import { nextAct } from '../../scripts/world/next-act.ts';
import { openPostOffice } from '../../scripts/world/post-office/post-office.ts';
import { seededRandom } from '../../scripts/world/random.ts';
import { seedWorld } from '../../scripts/world/seed-world.ts';
import { makeWorld } from '../../scripts/world/world.ts';
import type { EventInput } from '../../src/client/events.ts';
import { createTower } from '../../src/client/tower.ts';
import { Edge } from '../../src/contract/edge.ts';
import { CloudEvent } from '../../src/contract/event.ts';
import { FeatureLine } from '../../src/contract/features.ts';
import { MemberLine } from '../../src/contract/member.ts';
import { TypeDefinition } from '../../src/contract/notification-type.ts';
import { ProviderDefinition } from '../../src/contract/provider.ts';
import { WebhookDefinition } from '../../src/contract/webhook.ts';

const world = makeWorld();
const ids = new Set(world.people.map((person) => person.id));
const OFFICE = 'http://127.0.0.1:4321';

/** The first acts of a world. */
function acts(count: number, seed: number): Act[] {
  const random = seededRandom(seed);
  let posts: readonly Post[] = [];
  return Array.from({ length: count }, (_, index) => {
    const act = nextAct(world, posts, `act-${index}`, random);
    posts = act.posts;
    return act;
  });
}

/** What happens in them. */
function eventsOf(count: number, seed: number): EventInput[] {
  return acts(count, seed).flatMap(({ events }) => events);
}

describe('makeWorld', () => {
  it('is the same at every start', ({ expect }) => {
    expect(makeWorld()).toEqual(world);
    expect(makeWorld(1)).not.toEqual(world);
  });

  it('has about sixty people, each with an id of their own, whom nobody follows twice or themselves', ({ expect }) => {
    expect(world.people.length).toBeGreaterThanOrEqual(55);
    expect(ids.size).toBe(world.people.length);
    const edges = world.follows.map(({ from, to }) => `${from} ${to}`);
    expect(new Set(edges).size).toBe(edges.length);
    for (const { from, to, strength } of world.follows) {
      expect(from).not.toBe(to);
      expect(ids.has(from) && ids.has(to)).toBe(true);
      expect(Edge.safeParse({ from, to, strength }).success).toBe(true);
    }
  });

  it('makes few people followed by many: a tenth of them draws a third of the follows', ({ expect }) => {
    const counts = world.people
      .map((person) => world.follows.filter((edge) => edge.to === person.id).length)
      .sort((one, other) => other - one);
    const top = counts.slice(0, Math.ceil(counts.length / 10)).reduce((sum, count) => sum + count, 0);
    expect(top / world.follows.length).toBeGreaterThan(1 / 3);
    expect(counts[0]).toBeGreaterThan(world.people.length / 3);
  });
});

describe('nextAct', () => {
  it('makes valid events of registered types among the people, none to oneself, each with an id of its own', ({
    expect,
  }) => {
    const events = eventsOf(500, 7);
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    for (const event of events) {
      const { type, data } = CloudEvent.parse(event);
      expect(Object.keys(DEMO_TYPES)).toContain(type);
      if (data.actor !== undefined) expect(ids.has(data.actor)).toBe(true);
      for (const recipient of data.recipients ?? []) expect(ids.has(recipient)).toBe(true);
      if (type === 'message' || type === 'mention') expect(data.recipients).not.toContain(data.actor);
      expect(data.payload?.text).toMatch(/^[^{}]+$/);
    }
  });

  it('has everything happen, and comments only on what was posted', ({ expect }) => {
    const events = eventsOf(500, 3);
    expect(new Set(events.map((event) => event.type))).toEqual(new Set(Object.keys(DEMO_TYPES)));
    const posted = new Set<string | undefined>();
    for (const { type, data } of events) {
      if (type === 'post') posted.add(data.item?.id);
      if (type === 'comment' || type === 'like') expect(posted.has(data.item?.id)).toBe(true);
    }
  });

  it('has likes come in a rush, of one post, and nobody like a post twice', ({ expect }) => {
    const rushes = acts(300, 9).filter(({ events }) => events[0]?.type === 'like');
    expect(rushes.length).toBeGreaterThan(30);
    for (const { events } of rushes) {
      expect(new Set(events.map(({ data }) => data.item?.id)).size).toBe(1);
      expect(events.length).toBeLessThanOrEqual(9);
    }
    const likes = rushes.flatMap(({ events }) => events.map(({ data }) => `${data.actor} ${data.item?.id}`));
    expect(new Set(likes).size).toBe(likes.length);
    expect(Math.max(...rushes.map(({ events }) => events.length))).toBeGreaterThan(4);
  });

  it('tells a few people several news of a topic at a time, so that a digest has something to gather', ({ expect }) => {
    const told = acts(500, 11).filter(({ events }) => events[0]?.type === 'topic');
    expect(told.length).toBeGreaterThan(10);
    for (const { events } of told) {
      expect(events.length).toBeGreaterThanOrEqual(2);
      expect(new Set(events.map(({ data }) => data.payload?.text)).size).toBe(events.length);
      expect(new Set(events.map(({ data }) => String(data.recipients))).size).toBe(1);
      expect(events[0]?.data.recipients?.length).toBeLessThanOrEqual(4);
    }
  });

  it('lets those who are followed more say more', ({ expect }) => {
    const followers = (id: string | undefined) => world.follows.filter((edge) => edge.to === id).length;
    const posts = eventsOf(1_000, 5).filter((event) => event.type === 'post');
    const average = posts.reduce((sum, { data }) => sum + followers(data.actor), 0) / posts.length;
    expect(average).toBeGreaterThan((1.5 * world.follows.length) / world.people.length);
  });
});

describe('DEMO_TYPES', () => {
  it.for(Object.entries(DEMO_TYPES))('%s is a valid type', ([, definition], { expect }) => {
    expect(TypeDefinition.safeParse(definition).success).toBe(true);
  });
});

describe('seedWorld', () => {
  it('puts types, valid members and follows', async ({ expect }) => {
    const bodies = new Map<string, string>();
    const tower = createTower({
      url: 'http://tower.example',
      key: 'k',
      fetch: async (url, init) => {
        bodies.set(new URL(url).pathname, String(init.body));
        return Response.json({ accepted: 1, rejected: [] });
      },
    });
    await seedWorld(tower, world, OFFICE);
    for (const name of Object.keys(DEMO_TYPES)) expect(bodies.has(`/v1/types/${name}`)).toBe(true);
    const lines = (path: string) =>
      bodies
        .get(path)
        ?.trim()
        .split('\n')
        .map((line) => JSON.parse(line)) ?? [];
    const members = lines('/v1/members').map((line) => MemberLine.parse(line));
    expect(members.map(({ id }) => id)).toEqual([...ids]);
    // Everybody has a mailbox and a number of their own, some a webhook of Slack's kind: all of them made up.
    for (const { id, email, phone } of members) {
      expect(email).toBe(`${id}@example.com`);
      expect(phone).toMatch(/^\+155555501\d\d$/);
    }
    expect(new Set(members.map(({ phone }) => phone)).size).toBe(members.length);
    const slack = members.flatMap((member) => (member.slack === undefined ? [] : [[member.id, member.slack]]));
    expect(slack.length).toBeGreaterThan(members.length / 4);
    for (const [id, address] of slack) expect(address).toBe(`${OFFICE}/hook/${id}`);
    // Beside whom they follow, everybody reads the newsroom.
    expect(lines('/v1/edges')).toHaveLength(world.follows.length + world.people.length);
    const rows = lines('/v1/features/reading').map((line) => FeatureLine.parse(line));
    expect(new Set(rows.map(({ member }) => member))).toEqual(ids);
    for (const { features } of rows) expect(typeof features.articles).toBe('number');
  });

  it('fails when a line is rejected', async ({ expect }) => {
    const fetch = async () => Response.json({ accepted: 0, rejected: [{ index: 0, errors: [] }] });
    await expect(seedWorld(createTower({ url: 'http://x', key: 'k', fetch }), world, OFFICE)).rejects.toThrow(
      '1 members',
    );
  });
});

describe('keepPosting', () => {
  it('posts act after act until it is stopped, and goes on after a failure', async ({ expect }) => {
    const stop = new AbortController();
    const posted: EventInput[] = [];
    const failures: unknown[] = [];
    const tower = createTower({
      url: 'http://tower.example',
      key: 'k',
      retry: { tries: 1 },
      fetch: async (_url, init) => {
        posted.push(JSON.parse(String(init.body)));
        if (posted.length === 2) throw new Error('reset');
        return Response.json({ id: '01', duplicate: false }, { status: 202 });
      },
    });
    const pauses: number[] = [];
    await keepPosting(tower, world, {
      signal: stop.signal,
      onFailure: (error) => void failures.push(error),
      random: seededRandom(1),
      pause: async (milliseconds) => {
        pauses.push(milliseconds);
        if (posted.length === 5) stop.abort();
      },
    });
    expect(posted).toHaveLength(5);
    expect(new Set(posted.map((event) => event.id)).size).toBe(5);
    expect(failures).toHaveLength(1);
    // Between acts, and shorter within one.
    for (const pause of pauses) expect((pause >= 2_000 && pause <= 6_000) || (pause >= 200 && pause <= 600)).toBe(true);
  });
});

describe('giveProviders', () => {
  it('puts providers of email and short messages and a webhook, all at the post office and all valid', async ({
    expect,
  }) => {
    const office = await openPostOffice();
    const put = new Map<string, unknown>();
    const fetch = async (url: string | URL, init: RequestInit = {}) => {
      put.set(`${init.method} ${new URL(url).pathname}`, JSON.parse(String(init.body)));
      return Response.json({});
    };
    await giveProviders(createTower({ url: 'http://tower.example', key: 'k', fetch }), office);
    expect([...put.keys()].sort()).toEqual([
      'PUT /v1/providers/mail',
      'PUT /v1/providers/text',
      'PUT /v1/webhooks/app',
    ]);
    const provider = (name: string) => ProviderDefinition.parse(put.get(`PUT /v1/providers/${name}`));
    expect(provider('mail')).toMatchObject({ kind: 'resend', baseUrl: office.url });
    expect(provider('text')).toMatchObject({ kind: 'twilio', baseUrl: office.url, from: '+15005550006' });
    expect(WebhookDefinition.parse(put.get('PUT /v1/webhooks/app')).url).toBe(`${office.url}/webhook`);
  });
});

describe('givePhones', () => {
  it('gives each person a phone that takes every message, and takes away the one of an earlier start', async ({
    expect,
  }) => {
    const office = await openPostOffice();
    const calls: string[] = [];
    const old = { id: 'old', kind: 'web-push', app: 'demo-phone', form: 'phone', host: 'x', createdAt: '' };
    const own = { ...old, id: 'own', app: 'shop' };
    const endpoints: string[] = [];
    const fetch = async (url: string | URL, init: RequestInit = {}) => {
      const path = new URL(url).pathname;
      calls.push(`${init.method} ${path}`);
      if (path.endsWith('/tokens')) return Response.json({ token: 't', expiresAt: '' });
      if (init.method === 'DELETE') return new Response(null, { status: 204 });
      if (init.method === 'GET') return Response.json({ items: [old, own, { ...old, id: 'new' }], next: null });
      endpoints.push(JSON.parse(String(init.body)).subscription.endpoint);
      return Response.json({ id: 'new' });
    };
    const [ada] = world.people;
    if (!ada) throw new Error('The world is empty');
    const tower = createTower({ url: 'http://tower.example', key: 'k', fetch });
    await givePhones(tower, 'http://tower.example', [ada], office, fetch);
    expect(endpoints).toEqual([`${office.url}/ada`]);
    expect(calls.filter((call) => call.startsWith('DELETE'))).toEqual(['DELETE /v1/me/devices/old']);
    const answer = await globalThis.fetch(`${office.url}/ada`, { method: 'POST', body: 'sealed' });
    expect(answer.status).toBe(201);
  });
});
