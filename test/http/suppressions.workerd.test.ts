import { describe, test } from 'vitest';
import { keyWith, newTenant, type TestTenant } from './world.ts';

const PHONE = '+15005550006';
const line = (channel: string, address: string, more: object = {}) => ({ channel, address, ...more });
const put = (tenant: TestTenant, body: unknown) => tenant.ask('PUT', '/v1/suppressions', { body });
const remove = (tenant: TestTenant, body: unknown) => tenant.ask('DELETE', '/v1/suppressions', { body });
const list = async (tenant: TestTenant, query = '') => (await tenant.ask('GET', `/v1/suppressions${query}`)).json;

describe('suppressions', () => {
  test('happy: put, listed, found, taken away, in bulk', async ({ expect }) => {
    const tenant = await newTenant();
    const lines = [line('email', 'Ada@Example.com', { reason: 'bounce' }), line('sms', PHONE)];
    expect((await put(tenant, lines)).json).toEqual({ accepted: 2, rejected: [] });
    const all = (await list(tenant)).items as unknown as { channel: string; address: string; reason: string }[];
    expect(all.map(({ channel, address, reason }) => [channel, address, reason]).sort()).toEqual([
      ['email', 'ada@example.com', 'bounce'],
      ['sms', PHONE, 'manual'],
    ]);
    expect(await list(tenant, '?channel=email&address=ADA@example.com')).toEqual({
      items: [{ ...line('email', 'ada@example.com', { reason: 'bounce' }), at: expect.any(String), members: [] }],
      next: null,
    });
    expect(await list(tenant, '?channel=sms&address=%2B15005550007')).toEqual({ items: [], next: null });
    expect((await list(tenant, '?channel=sms')).items).toMatchObject([{ address: PHONE }]);
    const gone = [line('email', 'ada@example.com'), line('sms', '+15005550009')];
    expect((await remove(tenant, gone)).json).toEqual({ accepted: 2, rejected: [] });
    expect((await list(tenant)).items).toMatchObject([{ address: PHONE }]);
  });

  test('edge: NDJSON of another provider’s list; a bad line never fails the others', async ({ expect }) => {
    const tenant = await newTenant();
    const lines = [
      line('email', 'a@example.com', { reason: 'complaint' }),
      line('sms', '0049 123'),
      line('email', 'no address'),
      line('slack', 'https://hooks.slack.com/x'),
      line('email', 'b@example.com', { reason: 'whim' }),
      line('email', 'c@example.com', { since: 'ever' }),
      line('email', 'd@example.com'),
    ];
    const answer = await tenant.ask('PUT', '/v1/suppressions', {
      headers: { 'Content-Type': 'application/x-ndjson' },
      body: `${lines.map((each) => JSON.stringify(each)).join('\n')}\nno json`,
    });
    expect(answer.json).toMatchObject({
      accepted: 2,
      rejected: [
        { index: 1, errors: [{ path: 'address', message: 'must be an E.164 number such as +15551234567' }] },
        { index: 2, errors: [{ path: 'address', message: 'must be an email address' }] },
        { index: 3, errors: [{ path: 'channel' }] },
        { index: 4, errors: [{ path: 'reason' }] },
        { index: 5, errors: [{ path: 'since' }] },
        { index: 7 },
      ],
    });
  });

  test('edge: page by page, each once', async ({ expect }) => {
    const tenant = await newTenant();
    const addresses = Array.from({ length: 45 }, (_none, number) => `m${number}@example.com`);
    await put(
      tenant,
      addresses.map((address) => line('email', address)),
    );
    const read: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: { items: { address: string }[]; next: string | null } = (await list(
        tenant,
        `?limit=7${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
      )) as never;
      expect(page.items.length).toBeLessThanOrEqual(7);
      read.push(...page.items.map(({ address }) => address));
      cursor = page.next;
    }
    expect(read.sort()).toEqual(addresses.sort());
  });

  test('refusal: a query that cannot be meant', async ({ expect }) => {
    const tenant = await newTenant();
    for (const query of ['?address=a@example.com', '?channel=slack', '?cursor=x', '?cursor=99/', '?limit=0']) {
      expect((await tenant.ask('GET', `/v1/suppressions${query}`)).status, query).toBe(400);
    }
  });

  test('security: only by an admin key, and of the key’s own tenant', async ({ expect }) => {
    const [tenant, other] = [await newTenant(), await newTenant()];
    const key = await keyWith(tenant, 'events', 'members', 'graph');
    for (const method of ['PUT', 'DELETE'] as const) {
      const body = [line('sms', PHONE)];
      expect((await tenant.ask(method, '/v1/suppressions', { key, body })).status).toBe(403);
    }
    expect((await tenant.ask('GET', '/v1/suppressions', { key })).status).toBe(403);
    await put(tenant, [line('sms', PHONE)]);
    expect((await list(other)).items).toEqual([]);
    expect((await remove(other, [line('sms', PHONE)])).status).toBe(200);
    expect((await list(tenant)).items).toMatchObject([{ address: PHONE }]);
  });
});
