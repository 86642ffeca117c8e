import { afterEach, describe, test, vi } from 'vitest';
import { newWorld, people } from './world.ts';

afterEach(() => void vi.restoreAllMocks());

describe('an audience that changes while it is fanned out to', () => {
  test('happy: whoever leaves before their page is read is not asked, whoever left after it is, whoever joins behind it is too', async ({
    expect,
  }) => {
    const world = await newWorld();
    const { tenant } = world;
    const followers = people(300);
    await world.follow(followers, 'star');
    await tenant.ask('PUT', '/v1/types/post', {
      body: { class: 'content', audience: { of: 'actor' }, template: { title: 'A post' }, channels: ['in-app'] },
    });
    const event = await world.post({ actor: 'star' }, 'post');
    const asked = async (member: string) => {
      const { items } = await tenant.of.member(member).timeline({ limit: 5, archived: 'include' });
      return items.some(({ id }) => id === event);
    };

    // The first message of the slice reads 20 pages; the rest of the audience waits for the next one.
    const [slice] = world.sent.splice(0);
    if (slice) await world.consume(slice, 10);
    const cut = new Set(
      world.sent
        .flatMap(({ message }) => (message.kind === 'batch' ? (message.recipients ?? []) : []))
        .map((each) => each.member),
    );
    expect(cut.size).toBe(200);
    const read = followers.filter((member) => cut.has(member));
    const unread = followers.filter((member) => !cut.has(member));
    const [leftLate, leftEarly] = [read.slice(0, 5), unread.slice(0, 5)];
    const body = [...leftLate, ...leftEarly].map((from) => ({ from, to: 'star' }));
    expect((await tenant.ask('DELETE', '/v1/edges', { body })).json).toMatchObject({ accepted: 10 });
    const joined = people(400).slice(300);
    await world.follow(joined, 'star');

    await world.drain(10);
    const { state, offered = 0 } = (await world.progress()) ?? {};
    expect(state).toBe('done');
    for (const member of leftLate) expect(await asked(member), member).toBe(true);
    for (const member of leftEarly) expect(await asked(member), member).toBe(false);
    for (const member of unread.slice(5)) expect(await asked(member), member).toBe(true);
    // Of those who joined, whose place had not been read yet; each once.
    const reached = await Promise.all(joined.map(asked));
    const joinedInTime = reached.filter(Boolean).length;
    expect(joinedInTime).toBeGreaterThan(0);
    expect(joinedInTime).toBeLessThan(100);
    expect(offered).toBe(295 + joinedInTime);
  });
});
