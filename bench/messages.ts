import { createMemberClient } from '../src/client/member-client.ts';
import { percentile } from './pairs.ts';
import type { Bench } from './section.ts';

/** The type of a message from one member to another. */
const TYPE = 'bench.message';

/** What a message says. */
export const TEXT = 'Are you coming to the picnic by the river?';

/** Members who can be rung: their type of message is registered, and each has a browser. */
export async function ringable(bench: Bench, members: readonly string[]): Promise<void> {
  await bench.tower.types.put(TYPE, {
    class: 'transactional',
    template: { title: '{{actor}} wrote to you', body: '{{payload.text}}', url: 'https://example.com/inbox' },
  });
  for (const member of members) await register(bench, member);
}

async function register({ tower, push: service }: Bench, member: string): Promise<void> {
  const { token } = await tower.tokens.issue(member);
  const { devices } = createMemberClient({ url: tower.url, token });
  await devices.put({ kind: 'web-push', subscription: service.subscription(member) });
}

/** Sends one message to a member. */
export type Post = (bench: Bench, member: string) => Promise<void>;

/** Times from just before the request to the arrival at the push service, ms. */
export async function latencies(
  bench: Bench,
  members: readonly string[],
  concurrency: number,
  count: number,
  post: Post,
): Promise<number[]> {
  const times: number[] = [];
  let started = 0;
  const poster = async (member: string) => {
    while (started < count) {
      started++;
      const arrival = bench.push.next(member);
      const startedAt = performance.now();
      const [moment] = await Promise.all([arrival, post(bench, member)]);
      times.push(moment - startedAt);
    }
  };
  await Promise.all(members.slice(0, concurrency).map(poster));
  return times;
}

/** By the product: an event posted to it. */
export async function postEvent({ load, key }: Bench, member: string): Promise<void> {
  const event = {
    id: crypto.randomUUID(),
    source: 'bench',
    type: TYPE,
    data: { actor: 'bob', recipients: [member], payload: { text: TEXT } },
  };
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
  const { status, body } = await load.post({ path: '/v1/events', headers, body: JSON.stringify(event) });
  if (status !== 202) throw new Error(`An event was not accepted: ${status} ${body.slice(0, 300)}`);
}

/** The median and the slowest of a hundred, in words. */
export function words(times: readonly number[]): string {
  return `${percentile(times, 0.5).toFixed(1)}, ${percentile(times, 0.99).toFixed(1)} ms`;
}
