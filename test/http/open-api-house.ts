import type { Checked, Request } from './open-api-checked.ts';
import { FILES } from './open-api-document.ts';
import { newTenant } from './world.ts';

/** Where the tenants of these tests may send to. */
export const HOST = 'hooks.example.com';
export const NDJSON = { 'Content-Type': 'application/x-ndjson' };
export const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };
export const AT = '2026-11-21T09:30:00Z';

/** What a backend asks with its key: the first half of a whole run; the second is everything else. */
const OF_BACKENDS = ['Tenants', 'Keys', 'Types', 'Templates', 'Models', 'Events', 'Graph', 'Members', 'Operators'];

/** Asks with a key or token of its own what is answered well; fails when it is not. */
export type Own = (method: string, path: string, body?: unknown, more?: Request) => ReturnType<Checked['ask']>;

export function by({ ask }: Checked, key: string): Own {
  return async (method, path, body, more) => {
    const answer = await ask(method, path, { key, ...(body === undefined ? {} : { body }), ...more });
    if (answer.status >= 400) throw new Error(`${method} ${path} ${answer.status}: ${answer.text}`);
    return answer;
  };
}

/** A tenant, asked by its admin key, and one of its members. */
export async function house(api: Checked, settings: object = {}) {
  const { name, key, of } = await newTenant({ providerHosts: [HOST], enricherHosts: [HOST], ...settings });
  const tenant = by(api, key);
  const { json } = await tenant('POST', '/v1/members/ada/tokens');
  const token = String(json.token);
  return { name, of, key, token, tenant, me: by(api, token) };
}

/** The operations of one half that were not answered well yet. */
export function unanswered({ routes, answered }: Checked, half: 'backends' | 'others'): string[] {
  return routes.flatMap(({ at, path, operation }) => {
    const isOfBackends = operation.tags.some((tag) => OF_BACKENDS.includes(tag));
    if (FILES.includes(path) || isOfBackends !== (half === 'backends')) return [];
    const good = Object.keys(operation.responses).filter((status) => Number(status) < 400);
    return good.some((status) => answered.has(`${at} ${status}`)) ? [] : [at];
  });
}
