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
  /** Posts to one member, by a type that is never held back unless another is named; gives the event's id. */
  readonly post: (post: DemoPost) => Promise<string>;
  readonly counts: (member: string) => Promise<TimelineCounts>;
  readonly preferences: (member: string) => Promise<Preferences>;
}

/** What a test posts: by `tester` and about something new when it does not say. */
export interface DemoPost {
  readonly to: string;
  readonly text: string;
  readonly type?: string;
  readonly actor?: string;
  readonly item?: string;
}

/** Reads the demo's key and types, as the page does. */
export async function demoOf(url: string): Promise<Demo> {
  const { key } = await call<{ key: string }>(`${url}/demo.json`);
  const { items: types } = await call<{ items: readonly StoredType[] }>(`${url}/v1/types`, { bearer: key });
  const ofClass = (wanted: StoredType['class']) => {
    const type = types.find((candidate) => candidate.class === wanted && !candidate.escalate);
    if (!type) throw new Error(`The demo has no type of class ${wanted} that rings at once`);
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
    post: async ({ to, text, type = transactional, actor = 'tester', item }) => {
      const id = randomBytes(8).toString('hex');
      const data = { actor, item: { id: item ?? id }, recipients: [to], payload: { text } };
      const body = { id, source: '/test', type, data };
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
