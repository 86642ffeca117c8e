import { unsubscribeToken } from '../../src/channels/unsubscribe-token.ts';
import { bindings, newTenant, type TestTenant, worker } from './world.ts';

/** What a browser asks for. */
export const HTML = { Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };
export const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };
export const TYPE = { class: 'content', channels: ['in-app', 'email'], template: { title: '{{actor}} posted' } };

/** A link of an email, and what is done with it. */
export interface Link {
  readonly tenant: TestTenant;
  readonly path: string;
  readonly open: () => Promise<Page>;
  /** As a form of the page posts. */
  readonly post: (fields: Readonly<Record<string, string>>) => Promise<Page>;
  readonly preferences: () => Promise<unknown>;
}
export interface Page {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export async function send(method: string, path: string, headers: HeadersInit = {}, body?: BodyInit): Promise<Page> {
  const init = { method, headers, redirect: 'manual' as const, ...(body === undefined ? {} : { body }) };
  const response = await worker().fetch(`https://tower.test${path}`, init);
  return { status: response.status, headers: response.headers, text: await response.text() };
}

export function pathOf(tenant: string, member = 'ada', type = 'news', channel = 'email'): string {
  return `/v1/unsubscribe/${unsubscribeToken({ tenant, member, type, channel }, bindings.TOWER_TOKEN_KEY)}`;
}

/** A tenant with a provider for email and some types, and the link of an email that Ada got. */
export async function linked({ settings, type = 'news', member = 'ada' }: Linking = {}): Promise<Link> {
  const tenant = await newTenant(settings);
  await tenant.of.tenant().putProvider({
    name: 'mail',
    definition: {
      kind: 'cloudflare-email',
      from: { email: 'a@example.com' },
      order: 0,
      weight: 1,
      enabled: true,
      parallel: 1,
    },
    sealed: {},
    updatedAt: 0,
  });
  await tenant.ask('PUT', '/v1/types/news', { body: { ...TYPE, label: 'Weekly news', category: 'reading' } });
  await tenant.ask('PUT', '/v1/types/likes', { body: { ...TYPE, class: 'transactional' } });
  await tenant.ask('PUT', '/v1/types/login', { body: { ...TYPE, class: 'transactional', mandatory: true } });
  await tenant.ask('PUT', `/v1/members/${member}`, { body: { email: 'ada@example.com' } });
  const path = pathOf(tenant.name, member, type);
  return {
    tenant,
    path,
    open: () => send('GET', path, HTML),
    post: (fields) => send('POST', path, { ...HTML, ...FORM }, new URLSearchParams(fields).toString()),
    preferences: async () => (await tenant.ask('GET', `/v1/members/${member}/export`)).json.preferences,
  };
}
interface Linking {
  readonly settings?: unknown;
  readonly type?: string;
  readonly member?: string;
}

/** Settings of a member who has left what the link is about. */
export const OFF = { types: { news: { email: 'off' } } };
