/// <reference types="@cloudflare/vitest-plugin/types" />
import { env, exports } from 'cloudflare:workers';
import type { Environment } from '../../src/platform/environment.ts';
import { type Stubs, stubs } from '../../src/platform/stubs.ts';

export const bindings = env as unknown as Environment;

/** What a request may say beyond its method and path. */
export interface Ask {
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; a string or bytes as they are. */
  readonly body?: unknown;
}

/** An answer, read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // A test says what it expects to find in an answer; the fields are whatever the Worker sent.
  readonly json: Json;
}
export interface Json {
  readonly [name: string]: Json;
  readonly [index: number]: Json;
}

/** Asks the Worker as a client does. */
export async function ask(method: string, path: string, { key, headers, body }: Ask = {}): Promise<Answer> {
  const isRaw = typeof body === 'string' || body instanceof Uint8Array || body instanceof ReadableStream;
  const response = await worker().fetch(`https://tower.test${path}`, {
    method,
    headers: {
      ...(key === undefined ? {} : { Authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: isRaw ? (body as BodyInit) : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, json: text === '' ? {} : JSON.parse(text) };
}

/** The Worker itself, for what `ask` cannot say. */
export function worker(): Fetcher {
  return (exports as unknown as { default: Fetcher }).default;
}

/** A tenant of a test's own. */
export interface TestTenant {
  readonly name: string;
  /** Its admin key. */
  readonly key: string;
  readonly of: Stubs;
  readonly ask: (method: string, path: string, ask?: Ask) => Promise<Answer>;
}

/** A tenant that no other test has touched, with the type `note` (transactional) and `post` (its actor's audience). */
export async function newTenant(settings?: unknown, name = `tenant-${crypto.randomUUID()}`): Promise<TestTenant> {
  const made = await ask('PUT', `/v1/tenants/${encodeURIComponent(name)}`, {
    key: bindings.TOWER_ROOT_KEY,
    body: settings === undefined ? {} : { settings },
  });
  if (made.status !== 200) throw new Error(`No tenant: ${JSON.stringify(made.json)}`);
  const key = String(made.json.key);
  const tenant: TestTenant = {
    name,
    key,
    of: stubs(bindings, name),
    ask: (method, path, more = {}) => ask(method, path, { key, ...more }),
  };
  await tenant.ask('PUT', '/v1/types/note', {
    body: { class: 'transactional', template: { title: '{{payload.text}}' } },
  });
  await tenant.ask('PUT', '/v1/types/post', {
    body: { class: 'content', audience: { of: 'actor' }, template: { title: '{{actor}} posted' } },
  });
  return tenant;
}

/** A token of a member. */
export async function tokenOf(tenant: TestTenant, member: string): Promise<string> {
  const { json } = await tenant.ask('POST', `/v1/members/${encodeURIComponent(member)}/tokens`);
  return String(json.token);
}

/** A key of the tenant with these scopes. */
export async function keyWith(tenant: TestTenant, ...scopes: string[]): Promise<string> {
  const { json } = await tenant.ask('POST', '/v1/keys', { body: { name: 'test', scopes } });
  return String(json.key);
}

/** An event of the type `note` to some members. */
export function note(recipients: readonly string[], more: Readonly<Record<string, unknown>> = {}) {
  return {
    id: crypto.randomUUID(),
    source: 'test',
    type: 'note',
    data: { recipients, payload: { text: 'Hello' } },
    ...more,
  };
}

/** Asks until it holds: what is written after an answer (`waitUntil`, queues) has no other sign. */
export async function until<T>(look: () => Promise<T>, holds: (value: T) => boolean, patience = 10_000): Promise<T> {
  const end = performance.now() + patience;
  for (;;) {
    const value = await look();
    if (holds(value)) return value;
    if (performance.now() > end) throw new Error(`It did not come to pass: ${JSON.stringify(value)}`);
    await scheduler.wait(20);
  }
}
