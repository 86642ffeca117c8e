import { randomBytes } from 'node:crypto';
import type { EventReceipt } from '../../src/contract/event.ts';
import type { StoredType } from '../../src/contract/notification-type.ts';
import type { Preferences } from '../../src/contract/preferences.ts';
import type { Timeline, TimelineCounts } from '../../src/contract/timeline.ts';

/** The demo tenant as a test drives it, past the page. */
export interface Demo {
  /** A member that nobody else knows, so that counts are this test's alone. */
  readonly newMember: () => string;
  /** A type of class `content`. */
  readonly contentType: string;
  /** Posts to one member, by a type that is never held back; gives the event's id. */
  readonly post: (post: { readonly to: string; readonly text: string }) => Promise<string>;
  readonly counts: (member: string) => Promise<TimelineCounts>;
  readonly preferences: (member: string) => Promise<Preferences>;
}

/** Reads the demo's key and types, as the page does. */
export async function demoOf(url: string): Promise<Demo> {
  const { key } = await call<{ key: string }>(`${url}/demo.json`);
  const { items: types } = await call<{ items: readonly StoredType[] }>(`${url}/v1/types`, { bearer: key });
  const ofClass = (wanted: StoredType['class']) => {
    const type = types.find((candidate) => candidate.class === wanted);
    if (!type) throw new Error(`The demo has no type of class ${wanted}`);
    return type.name;
  };
  const mine = async <Value>(member: string, path: string) => {
    const tokens = `${url}/v1/members/${encodeURIComponent(member)}/tokens`;
    const { token } = await call<{ token: string }>(tokens, { bearer: key, method: 'POST' });
    return call<Value>(`${url}/v1/me/${path}`, { bearer: token });
  };
  const transactional = ofClass('transactional');
  return {
    newMember: () => `visitor-${randomBytes(6).toString('hex')}`,
    contentType: ofClass('content'),
    post: async ({ to, text }) => {
      const id = randomBytes(8).toString('hex');
      const data = { actor: 'tester', item: { id }, recipients: [to], payload: { text } };
      const body = { id, source: '/test', type: transactional, data };
      return (await call<EventReceipt>(`${url}/v1/events`, { bearer: key, method: 'POST', body })).id;
    },
    counts: async (member) => {
      const { unseen, unread } = await mine<Timeline>(member, 'timeline?limit=1');
      return { unseen, unread };
    },
    preferences: (member) => mine(member, 'preferences'),
  };
}

interface Options {
  readonly bearer?: string;
  readonly method?: 'GET' | 'POST';
  readonly body?: unknown;
}

async function call<Value>(url: string, { bearer, method = 'GET', body }: Options = {}): Promise<Value> {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', ...(bearer ? { authorization: `Bearer ${bearer}` } : {}) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Value;
}
