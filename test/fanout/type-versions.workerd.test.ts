import { afterEach, describe, test, vi } from 'vitest';
import { newWorld, people } from './world.ts';

afterEach(() => void vi.restoreAllMocks());

const post = { class: 'content', audience: { of: 'actor' } };
const always = (intercept: number) => ({ kind: 'logistic', open: { intercept, weights: {} } });

describe('a type that changes in the middle of a fan-out', () => {
  test('happy: whoever is asked later gets what the event was accepted by: its texts, its rules, its model', async ({
    expect,
  }) => {
    const world = await newWorld();
    const { tenant } = world;
    const followers = people(40);
    await world.follow(followers, 'star');
    await tenant.ask('PUT', '/v1/models/opens', { body: always(3) });
    await tenant.ask('PUT', '/v1/types/news', {
      body: { ...post, template: { title: 'old' }, model: 'opens', floor: 0.5 },
    });
    const event = await world.post({ actor: 'star' }, 'news');
    // Half of them have been asked …
    for (const slice of world.sent.splice(0)) await world.consume(slice, 10);
    for (const batch of world.sent.splice(0, Math.ceil(world.sent.length / 2))) await world.consume(batch, 10);
    const { offered = 0 } = (await world.progress()) ?? {};
    expect([offered > 0, offered < 40]).toEqual([true, true]);

    // … when everything changes: a model that drops everybody, and a type that says so.
    await tenant.ask('PUT', '/v1/models/opens', { body: always(-9) });
    await tenant.ask('PUT', '/v1/types/news', {
      body: { ...post, template: { title: 'new' }, model: 'opens', floor: 0.5, dark: true },
    });
    await world.drain(10);
    expect(await world.progress()).toMatchObject({ state: 'done', offered: 40, decisions: { send: 40 } });
    const titles = await Promise.all(
      followers.map(async (member) => {
        const { items } = await tenant.of.member(member).timeline({ limit: 50, archived: 'include' });
        return items.find(({ id }) => id === event)?.title;
      }),
    );
    expect(new Set(titles)).toEqual(new Set(['old']));

    // The next event goes by the new version, and both can be looked up.
    const next = await world.post({ actor: 'star' }, 'news');
    await world.drain();
    expect(next).not.toBe(event);
    expect(await world.progress()).toMatchObject({ decisions: { drop: 40 } });
    const { items } = (await tenant.ask('GET', '/v1/types/news/versions')).json;
    expect(items).toMatchObject([
      { version: 2, template: { title: 'new' } },
      { version: 1, template: { title: 'old' } },
    ]);
  });
});
