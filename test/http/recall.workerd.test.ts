import { describe, test } from 'vitest';
import { pushKeys } from '../support/push-keys.ts';
import { ask, keyWith, newTenant, note, type TestTenant, tokenOf, until } from './world.ts';

const recall = (tenant: TestTenant, id: unknown) => tenant.ask('POST', `/v1/events/${id}/recall`);

/** Ada, who has a browser; and what she sees. */
async function withAda() {
  const tenant = await newTenant();
  const key = await tokenOf(tenant, 'ada');
  const me = (method: string, path: string, body?: unknown) => ask(method, `/v1/me${path}`, { key, body });
  const { p256dh, auth } = pushKeys();
  const endpoint = `https://updates.push.services.mozilla.com/wpush/v2/${crypto.randomUUID()}`;
  await me('PUT', '/devices', { kind: 'web-push', subscription: { endpoint, keys: { p256dh, auth } } });
  const post = async (body: object) => String((await tenant.ask('POST', '/v1/events', { body })).json.id);
  const decision = async (event: string) => {
    const { items } = await tenant.of.member('ada').decisions(200);
    const found = items.find((item) => item.event === event);
    return found && [found.outcome, found.reason];
  };
  return { tenant, me, post, decision };
}

describe('POST /v1/events/{id}/recall', () => {
  test('happy: the entry is gone, the counts too, the trace says why; twice is as good as once', async ({ expect }) => {
    const tenant = await newTenant();
    const key = await tokenOf(tenant, 'bob');
    const stays = await tenant.ask('POST', '/v1/events', { body: note(['bob', 'eve']) });
    const { json } = await tenant.ask('POST', '/v1/events', { body: note(['bob', 'eve']) });
    for (const _time of [1, 2]) {
      const answer = await recall(tenant, json.id);
      expect([answer.status, answer.json]).toEqual([202, { id: json.id, state: 'done' }]);
    }
    const timeline = await ask('GET', '/v1/me/timeline', { key });
    expect(timeline.json).toMatchObject({ items: [{ id: stays.json.id }], unseen: 1, unread: 1 });
    const trace = await tenant.ask('GET', '/v1/members/eve/decisions');
    expect(trace.json.items).toMatchObject([{ event: json.id, outcome: 'drop', by: 'recall', reason: 'recalled' }, {}]);
  });

  test('happy: an audience gives it back through the real queues', async ({ expect }) => {
    const tenant = await newTenant();
    const followers = ['ada', 'bob', 'eve'];
    await tenant.ask('PUT', '/v1/edges', { body: followers.map((from) => ({ from, to: 'star' })) });
    const body = { id: '1', source: 's', type: 'post', data: { actor: 'star' } };
    const { json } = await tenant.ask('POST', '/v1/events', { body });
    const isDone = () =>
      until(
        () => tenant.ask('GET', `/v1/events/${json.id}`),
        (answer) => answer.json.state === ('done' as unknown),
      );
    await isDone();
    expect(await recall(tenant, json.id)).toMatchObject({ status: 202, json: { id: json.id, state: 'fanning-out' } });
    expect((await isDone()).json).toMatchObject({ offered: 3, decisions: { send: 3 } });
    for (const member of followers) {
      const timeline = await ask('GET', '/v1/me/timeline', { key: await tokenOf(tenant, member) });
      expect(timeline.json, member).toMatchObject({ items: [], unseen: 0, unread: 0 });
    }
    // The same event again is still the same event, and stays away.
    expect((await tenant.ask('POST', '/v1/events', { body })).json).toEqual({ id: json.id, duplicate: true });
    expect((await isDone()).json).toMatchObject({ offered: 3 });
  });

  test('edge: what is held until somebody is back does not ring', async ({ expect }) => {
    const { tenant, me, post, decision } = await withAda();
    await me('PUT', '/preferences', { muteUntil: new Date(Date.now() + 3_600_000).toISOString() });
    const [held, other] = [await post(note(['ada'])), await post(note(['ada']))];
    expect(await decision(held)).toEqual(['hold', 'snoozed']);
    expect(await recall(tenant, held)).toMatchObject({ status: 202, json: { state: 'done' } });
    expect(await decision(held)).toEqual(['drop', 'recalled']);
    expect(await decision(other)).toEqual(['hold', 'snoozed']);
    expect((await me('GET', '/timeline')).json).toMatchObject({ items: [{ id: other }], unseen: 1 });
  });

  test('edge: an item of a digest is not in it', async ({ expect }) => {
    const { tenant, me, post, decision } = await withAda();
    await tenant.ask('PUT', '/v1/types/news', {
      body: { class: 'content', template: { title: 'News' }, digest: { window: { fixed: 3_600 } } },
    });
    const news = { type: 'news', data: { recipients: ['ada'] } };
    const ids = [await post(note([], news)), await post(note([], news)), await post(note([], news))];
    expect(await Promise.all(ids.map(decision))).toEqual(ids.map(() => ['hold', 'digest']));
    const [first = '', ...rest] = ids;
    expect(await recall(tenant, first)).toMatchObject({ status: 202 });
    expect(await Promise.all(ids.map(decision))).toEqual([['drop', 'recalled'], ...rest.map(() => ['hold', 'digest'])]);
    const { json } = await me('GET', '/timeline');
    expect(json.unseen).toBe(2);
    for (const id of rest) await recall(tenant, id);
    expect((await me('GET', '/timeline')).json).toMatchObject({ items: [], unseen: 0, unread: 0 });
  });

  test('refusal: of another tenant, unknown, and not an id is 404, as its status is', async ({ expect }) => {
    const [one, other] = [await newTenant(), await newTenant()];
    const { json } = await one.ask('POST', '/v1/events', { body: note(['ada']) });
    for (const id of [String(json.id), '01KAJ5Q0M0000000000000000', 'x', '%00']) {
      const answer = await recall(other, id);
      expect(answer.status, id).toBe(id === '%00' ? 400 : 404);
      expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
    }
    const timeline = await ask('GET', '/v1/me/timeline', { key: await tokenOf(one, 'ada') });
    expect(timeline.json.items).toMatchObject([{ id: json.id }]);
  });

  test('refusal: a key of another scope, a token of a member, and nobody', async ({ expect }) => {
    const tenant = await newTenant();
    const { json } = await tenant.ask('POST', '/v1/events', { body: note(['ada']) });
    const path = `/v1/events/${json.id}/recall`;
    expect((await ask('POST', path, { key: await keyWith(tenant, 'members', 'graph') })).status).toBe(403);
    expect((await ask('POST', path, { key: await tokenOf(tenant, 'ada') })).status).toBe(401);
    expect((await ask('POST', path)).status).toBe(401);
    const timeline = await ask('GET', '/v1/me/timeline', { key: await tokenOf(tenant, 'ada') });
    expect(timeline.json.items).toMatchObject([{ id: json.id }]);
    expect((await ask('POST', path, { key: await keyWith(tenant, 'events') })).status).toBe(202);
  });

  test('refusal: a producer over its quota waits', async ({ expect }) => {
    const tenant = await newTenant({ quota: { rate: 1, burst: 1 } });
    const { json } = await tenant.ask('POST', '/v1/events', { body: note(['ada']) });
    const answer = await until(
      () => recall(tenant, json.id),
      ({ status }) => status === 429,
    );
    expect(answer.headers.get('Retry-After')).toMatch(/^\d+$/);
  });
});
