import { beforeAll, describe, test } from 'vitest';
import { type Checked, checked } from './open-api-checked.ts';
import type { Route } from './open-api-document.ts';
import { house } from './open-api-house.ts';
import { bindings, newTenant, note } from './world.ts';

let api: Checked;
let keys: Readonly<Record<string, string>>;

const pathOf = ({ path }: Route) => path.replaceAll(/\{\w+\}/g, 'x');
const schemeOf = ({ operation }: Route) => Object.keys(operation.security[0] ?? {})[0] ?? '';

/** Asks an operation with what its security asks for, unless another key is given. */
function askRoute(
  route: Route,
  key = keys[schemeOf(route)],
  more: { body?: string; headers?: Record<string, string> } = {},
) {
  return api.ask(route.method.toUpperCase(), pathOf(route), { ...(key === undefined ? {} : { key }), ...more });
}

/** Every problem is one by the document: see `open-api-checked.ts`. */
describe('what is refused is refused as /openapi.json says', () => {
  beforeAll(async () => {
    api = await checked();
    const { key, token } = await house(api);
    keys = { key, member: token, root: bindings.TOWER_ROOT_KEY };
  });

  test('whoever is unknown, or has a key for something else', async ({ expect }) => {
    const tenant = await newTenant();
    const made = async (scope: string) =>
      String((await tenant.ask('POST', '/v1/keys', { body: { name: scope, scopes: [scope] } })).json.key);
    const [events, graph] = [await made('events'), await made('graph')];
    for (const route of api.routes.filter(({ operation }) => operation.security.length > 0)) {
      expect((await askRoute(route, 'nobody')).status, route.at).toBe(401);
      const [scopes = []] = Object.values(route.operation.security[0] ?? {}) as string[][];
      if (schemeOf(route) !== 'key') continue;
      expect((await askRoute(route, scopes.includes('events') ? graph : events)).status, route.at).toBe(403);
    }
  });

  test('a body of another kind, one that cannot be read, and one that is too large', async ({ expect }) => {
    // What the path names is looked at before the body.
    const looksFirst = ({ at, path }: Route) => path.endsWith('/{token}') || at === 'POST /v1/providers/{name}/test';
    const routes = api.routes.filter((route) => route.operation.requestBody && !looksFirst(route));
    expect(routes.length).toBeGreaterThan(25);
    for (const route of routes) {
      const picture = { body: 'x', headers: { 'Content-Type': 'image/png' } };
      expect((await askRoute(route, undefined, picture)).status, route.at).toBe(415);
      expect((await askRoute(route, undefined, { body: '{' })).status, route.at).toBe(400);
    }
    const large = ' '.repeat(4 * 1_024 * 1_024 + 1);
    for (const route of routes.slice(0, 3)) {
      expect((await askRoute(route, undefined, { body: large })).status, route.at).toBe(413);
    }
    for (const route of api.routes.filter((each) => each.method === 'post' && looksFirst(each))) {
      expect((await askRoute(route, undefined, { body: '{' })).status, route.at).toBeOneOf([401, 404]);
    }
  });

  test('what is not there', async ({ expect }) => {
    const bodies: Readonly<Record<string, object>> = {
      'POST /v1/types/{name}/preview': {},
      'POST /v1/providers/{name}/test': { to: 'ada@example.com' },
    };
    const routes = api.routes.filter(
      ({ path, operation }) => '404' in operation.responses && path.startsWith('/v1/') && !path.startsWith('/v1/push/'),
    );
    expect(routes.length).toBeGreaterThan(25);
    for (const route of routes) {
      const body = bodies[route.at];
      const { status } = await askRoute(route, undefined, body ? { body: JSON.stringify(body) } : {});
      expect(status, route.at).toBe(404);
    }
  });

  test('queries, conflicts, upgrades and quotas', async ({ expect }) => {
    const { key, token } = await house(api);
    const ask = (method: string, path: string, body?: object) =>
      api.ask(method, path, { key, ...(body ? { body } : {}) });
    for (const route of api.routes.filter(({ operation }) =>
      operation.parameters?.some(({ name }) => name === 'limit'),
    )) {
      const { status } = await api.ask('GET', `${pathOf(route)}?limit=0`, { key: keys[schemeOf(route)] ?? '' });
      expect(status, route.at).toBe(400);
    }
    const event = note(['ada']);
    const { id } = (await ask('POST', '/v1/events', event)).json;
    expect((await ask('POST', `/v1/events/${id}/pause`)).status).toBe(409);
    expect((await ask('POST', '/v1/events', { ...event, data: { recipients: ['bob'] } })).status).toBe(409);
    expect((await api.ask('GET', '/v1/me/live', { key: token })).status).toBe(426);
    const slow = await house(api, { quota: { rate: 1, burst: 1 } });
    const posts = [1, 2, 3].map(() => api.ask('POST', '/v1/events', { key: slow.key, body: note(['ada']) }));
    expect((await Promise.all(posts)).map(({ status }) => status)).toContain(429);
  });

  test('and what the document does not describe does fail here', async ({ expect }) => {
    await expect(api.ask('GET', '/v1/nothing')).rejects.toThrow('is not in the document');
    await expect(api.ask('GET', '/health?x=1')).rejects.toThrow('the query x is not described');
    await expect(api.ask('GET', '/docs')).rejects.toThrow('404: the status is not described');
  });
});
