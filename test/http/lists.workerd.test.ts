import { describe, test } from 'vitest';
import { ask, type Json, newTenant, note, type TestTenant, tokenOf } from './world.ts';

/** Every list of the API by its path; `me` is asked by a member. */
const LISTS = [
  '/v1/types',
  '/v1/types/note/versions',
  '/v1/templates',
  '/v1/templates/footer/versions',
  '/v1/models',
  '/v1/models/plain/versions',
  '/v1/features',
  '/v1/keys',
  '/v1/members',
  '/v1/members/ada/follows',
  '/v1/members/ada/decisions',
  '/v1/providers',
  '/v1/webhooks',
  '/v1/suppressions',
  '/v1/suppressions?channel=email&address=ada%40example.com',
  '/v1/dead-letters',
  '/v1/me/timeline',
  '/v1/me/devices',
];
/** Those that are read page by page. */
const PAGED = LISTS.slice(0, -1).filter((path) => !/versions|features|keys|follows|providers|webhooks/.test(path));

async function withLists(): Promise<{ tenant: TestTenant; get: (path: string) => ReturnType<typeof ask> }> {
  const tenant = await newTenant();
  for (const name of ['footer', 'header', 'salutation']) {
    await tenant.ask('PUT', `/v1/templates/${name}`, { body: { source: 'Hello' } });
  }
  for (const name of ['plain', 'plainer', 'plainest']) {
    await tenant.ask('PUT', `/v1/models/${name}`, { body: { kind: 'logistic', open: { intercept: 0, weights: {} } } });
  }
  for (let number = 0; number < 3; number++) await tenant.ask('POST', '/v1/events', { body: note(['ada', 'bob']) });
  await tenant.ask('PUT', '/v1/members', { body: [{ id: 'ada' }, { id: 'bob' }, { id: 'eve' }] });
  const addresses = ['a', 'b', 'c'].map((name) => ({ channel: 'email', address: `${name}@example.com` }));
  await tenant.ask('PUT', '/v1/suppressions', { body: addresses });
  const me = await tokenOf(tenant, 'ada');
  const get = (path: string) => ask('GET', path, { key: path.startsWith('/v1/me/') ? me : tenant.key });
  return { tenant, get };
}
const withQuery = (path: string, query: string) => `${path}${path.includes('?') ? '&' : '?'}${query}`;
const isNull = (json: Json | undefined) => (json as unknown) === null;

describe('lists', () => {
  test('happy: every `next` leads to what follows, until all has been read once', async ({ expect }) => {
    const { get } = await withLists();
    for (const path of PAGED) {
      const whole = (await get(path)).json.items as unknown as unknown[];
      const read: unknown[] = [];
      let query = 'limit=1';
      for (let pages = 0; pages <= whole.length; pages++) {
        const { status, json } = await get(withQuery(path, query));
        expect(status, `${path} ${query}`).toBe(200);
        read.push(...(json.items as unknown as unknown[]));
        if (isNull(json.next)) break;
        query = `limit=1&cursor=${encodeURIComponent(String(json.next))}`;
      }
      expect(read, path).toEqual(whole);
    }
  });

  test('edge: a partial that is removed while one pages does not end the list', async ({ expect }) => {
    const { tenant, get } = await withLists();
    const first = await get('/v1/templates?limit=1');
    expect(first.json.items).toMatchObject([{ name: 'footer' }]);
    await tenant.ask('DELETE', '/v1/templates/footer');
    const second = await get(`/v1/templates?cursor=${encodeURIComponent(String(first.json.next))}`);
    expect(second.json).toMatchObject({ items: [{ name: 'header' }, { name: 'salutation' }], next: null });
  });

  test.for(LISTS)('refusal: GET %s takes no cursor that it has not given', async (path, { expect }) => {
    const { get } = await withLists();
    for (const cursor of [
      'xyz',
      'note',
      'header',
      'plainer',
      '%00',
      '',
      'after%2F',
      '9999999999999.',
      '000000000000000.zzz',
    ]) {
      const { status, json } = await get(withQuery(path, `cursor=${cursor}`));
      expect([status, json.errors], cursor).toEqual([
        400,
        [{ path: 'cursor', message: 'is not a `next` of this list' }],
      ]);
    }
  });

  test.for(PAGED.filter((path) => !path.includes('address')))(
    'refusal: GET %s says what a limit is',
    async (path, { expect }) => {
      const { get } = await withLists();
      for (const limit of ['abc', '', '0', '201', '-1', '1.5', '1e1', '0x2', '+5', '%205', '99999999999999999999']) {
        const { status, json } = await get(`${path}?limit=${limit}`);
        expect([status, json.errors], limit).toEqual([
          400,
          [{ path: 'limit', message: 'must be a whole number from 1 to 200' }],
        ]);
      }
      for (const limit of ['1', '200']) expect((await get(`${path}?limit=${limit}`)).status, limit).toBe(200);
    },
  );
});
