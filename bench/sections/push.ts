import { createMemberClient } from '../../src/client/member-client.ts';
import { percentile } from '../pairs.ts';
import { atMost, type Row } from '../report.ts';
import type { Bench, Section } from '../section.ts';
import { type BarePushOrder, BENCH } from '../worker/orders.ts';

/** Members in turn; each has one browser. */
const MEMBERS = 16;
/** Sub-second is what a member-to-member message is promised, ms. */
const AIM = 1_000;

/** From posting an event to the arrival of its push at a push service on this machine. */
export const push: Section = {
  name: 'push',
  run: async (bench) => {
    await bench.tower.types.put('bench.message', {
      class: 'transactional',
      template: { title: '{{actor}} wrote to you', body: '{{payload.text}}', url: 'https://example.com/inbox' },
    });
    const members = Array.from({ length: MEMBERS }, (_each, index) => `rung-${index}`);
    for (const member of members) await register(bench, member);
    const result: Row[] = [];
    for (const concurrency of [1, MEMBERS]) {
      bench.say(`accept to push service, ${concurrency} at once`);
      result.push(await compare(bench, members, concurrency));
    }
    return result;
  },
};

async function register({ tower, push: service }: Bench, member: string): Promise<void> {
  const { token } = await tower.tokens.issue(member);
  const { devices } = createMemberClient({ url: tower.url, token });
  await devices.put({ kind: 'web-push', subscription: service.subscription(member) });
}

async function compare(bench: Bench, members: readonly string[], concurrency: number): Promise<Row> {
  const rounds = bench.quick ? 2 : 5;
  const each = bench.quick ? 30 : 100;
  const floor: number[] = [];
  const product: number[] = [];
  await latencies(bench, members, concurrency, 20, postBare);
  await latencies(bench, members, concurrency, 20, postEvent);
  for (let round = 0; round < rounds; round++) {
    floor.push(...(await latencies(bench, members, concurrency, each, postBare)));
    product.push(...(await latencies(bench, members, concurrency, each, postEvent)));
  }
  const p99 = percentile(product, 0.99);
  return {
    name: `POST to push service, ${concurrency} at once`,
    product: words(product),
    floor: words(floor),
    ratio: `${(percentile(product, 0.5) / percentile(floor, 0.5)).toFixed(1)}×`,
    aim: { ...atMost(p99, AIM, ' ms'), words: `p99 ≤ ${AIM} ms` },
    note: `${product.length} messages; p50, p99; ratio of p50`,
  };
}

type Post = (bench: Bench, member: string) => Promise<void>;

/** Times from just before the request to the arrival at the push service, ms. */
async function latencies(
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

async function postEvent({ load, key }: Bench, member: string): Promise<void> {
  const event = {
    id: crypto.randomUUID(),
    source: 'bench',
    type: 'bench.message',
    data: { actor: 'bob', recipients: [member], payload: { text: TEXT } },
  };
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
  const { status, body } = await load.post({ path: '/v1/events', headers, body: JSON.stringify(event) });
  if (status !== 202) throw new Error(`An event was not accepted: ${status} ${body.slice(0, 300)}`);
}

async function postBare({ load, push: service }: Bench, member: string): Promise<void> {
  const url = `${service.origin}/push/${encodeURIComponent(member)}`;
  const order: BarePushOrder = { object: member, id: crypto.randomUUID(), body: TEXT, url };
  const { status, body } = await load.post({ path: `${BENCH}/push`, headers: {}, body: JSON.stringify(order) });
  if (status !== 202) throw new Error(`A bare push was not taken: ${status} ${body.slice(0, 300)}`);
}

const TEXT = 'Are you coming to the picnic by the river?';

function words(times: readonly number[]): string {
  return `${percentile(times, 0.5).toFixed(1)}, ${percentile(times, 0.99).toFixed(1)} ms`;
}
