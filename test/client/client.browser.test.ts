import { afterAll, beforeAll, describe, it } from 'vitest';
import { createMemberClient, type MemberClient } from '../../src/client/member-client.ts';
import { createTower, type Tower } from '../../src/client/tower.ts';
import type { LiveMessage } from '../../src/contract/timeline.ts';
import { type RunningTower, startTower } from '../support/tower.ts';
import { collect } from './collect.ts';

let running: RunningTower;
let tower: Tower;

beforeAll(async () => {
  running = await startTower();
  tower = createTower(running);
  await tower.types.put('post', {
    class: 'content',
    audience: { of: 'actor' },
    template: { title: '{{actor}} posted' },
  });
  await tower.types.put('message', { class: 'transactional', template: { title: '{{payload.text}}' } });
});
afterAll(() => running?.stop());

async function memberClient(member: string): Promise<MemberClient> {
  const { token, expiresAt } = await tower.tokens.issue(member);
  if (Date.parse(expiresAt) <= Date.now()) throw new Error('The token has ended already');
  return createMemberClient({ url: running.url, token });
}

const message = (id: string, to: string) => ({
  id,
  source: 'client-test',
  type: 'message',
  data: { actor: 'ada', recipients: [to], payload: { text: `hello ${id}` } },
});

describe('the client against the real server', () => {
  it('speaks of members, edges, types, keys and tenants', async ({ expect }) => {
    expect(await tower.members.putMany([{ id: 'm/1', locale: 'en-GB' }, { id: 'm 2' }])).toEqual({
      accepted: 2,
      rejected: [],
    });
    expect((await tower.members.get('m/1')).locale).toBe('en-GB');
    expect(
      await tower.edges.put([
        { from: 'm/1', to: 'node ä' },
        { from: 'm 2', to: 'node ä', strength: 0.5 },
      ]),
    ).toMatchObject({ accepted: 2 });
    expect(await tower.edges.audience('node ä')).toMatchObject({ size: 2 });
    expect(await collect(tower.edges.follows('m 2'))).toEqual([{ to: 'node ä', kind: 'follow', strength: 0.5 }]);
    await tower.edges.remove([{ from: 'm 2', to: 'node ä' }]);
    expect(await tower.edges.audience('node ä')).toMatchObject({ size: 1 });
    expect((await tower.types.versions('post')).map((type) => type.version)).toEqual([1]);
    const { id, key } = await tower.keys.add({ name: 'reader', scopes: ['members'] });
    await expect(createTower({ url: running.url, key }).events.post(message('0', 'x'))).rejects.toMatchObject({
      status: 403,
    });
    expect((await collect(tower.keys.all())).map((view) => view.id)).toContain(id);
    await tower.keys.revoke(id);
    expect((await tower.tenants.vapid(running.tenant)).publicKey).toMatch(/^[\w-]{87}$/);
    expect(await tower.members.exportAll('m/1')).toHaveProperty('follows');
    await tower.members.erase('m/1');
    expect(await tower.edges.audience('node ä')).toMatchObject({ size: 0 });
    expect(await collect(tower.deadLetters.all())).toEqual([]);
  });

  it('posts in bulk: good lines are taken, bad ones are told apart', async ({ expect }) => {
    const answer = await tower.events.postMany([
      message('1', 'bob'),
      { ...message('2', 'bob'), type: 'unknown' },
      message('1', 'bob'),
    ]);
    expect(answer.receipts).toHaveLength(2);
    expect(answer.receipts[1]).toEqual({ id: answer.receipts[0]?.id, duplicate: true });
    expect(answer.rejected).toMatchObject([{ index: 1, errors: [{ path: 'type' }] }]);
    await expect(tower.events.post({ ...message('1', 'cem') })).rejects.toMatchObject({
      name: 'TowerError',
      status: 409,
    });
  });

  it('follows an event to its end and says why a member got it', async ({ expect }) => {
    const { id } = await tower.events.post(message('10', 'dan'));
    await expect.poll(async () => (await tower.events.status(id)).state, { timeout: 10_000 }).toBe('done');
    expect((await tower.decisions.page('dan')).items[0]).toMatchObject({ event: id, outcome: 'send' });
    expect((await tower.stats.read({ source: 'client-test' })).events).toBeGreaterThan(0);
  });

  it('reads and marks a timeline, live', async ({ expect }) => {
    const eve = await memberClient('eve');
    const stop = new AbortController();
    const seen: LiveMessage[] = [];
    const reading = (async () => {
      for await (const change of eve.live({ signal: stop.signal })) seen.push(change);
    })();
    await expect.poll(() => seen[0], { timeout: 10_000 }).toEqual({ kind: 'counts', unseen: 0, unread: 0 });
    await tower.events.post(message('20', 'eve'));
    await expect
      .poll(() => seen.find((change) => change.kind === 'item'), { timeout: 10_000 })
      .toMatchObject({ item: { title: 'hello 20', seen: false }, unseen: 1, unread: 1 });

    await tower.events.post(message('21', 'eve'));
    const [newest] = await collect(eve.timeline.all());
    expect(newest?.title).toBe('hello 21');
    expect(await eve.timeline.seen(newest?.id ?? '')).toEqual({ unseen: 0, unread: 2 });
    expect(await eve.timeline.read({ all: true })).toEqual({ unseen: 0, unread: 0 });
    await eve.timeline.archive([newest?.id ?? '']);
    expect((await eve.timeline.page({ archived: 'exclude' })).items.map((item) => item.title)).toEqual(['hello 20']);
    await expect.poll(() => seen.at(-1), { timeout: 10_000 }).toMatchObject({ unseen: 0, unread: 0 });
    stop.abort();
    await reading;
  });

  it('keeps preferences and refuses a device of an unknown push service', async ({ expect }) => {
    const fay = await memberClient('fay');
    const before = await fay.preferences.get();
    await fay.preferences.put({ ...before, muted: [{ actor: 'ada' }] });
    expect((await fay.preferences.get()).muted).toEqual([{ actor: 'ada' }]);
    const subscription = { endpoint: 'https://push.example/1', keys: { p256dh: 'AA', auth: 'AA' } };
    await expect(fay.devices.put({ kind: 'web-push', subscription })).rejects.toMatchObject({ status: 400 });
    expect(await collect(fay.devices.all())).toEqual([]);
  });

  it('refuses a token that is none', async ({ expect }) => {
    const nobody = createMemberClient({ url: running.url, token: 'not-a-token' });
    await expect(nobody.timeline.page()).rejects.toMatchObject({ name: 'TowerError', status: 401 });
  });
});
