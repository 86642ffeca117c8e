import { latencies, postEvent, ringable, TEXT, words } from '../messages.ts';
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
    const members = Array.from({ length: MEMBERS }, (_each, index) => `rung-${index}`);
    await ringable(bench, members);
    const result: Row[] = [];
    for (const concurrency of [1, MEMBERS]) {
      bench.say(`accept to push service, ${concurrency} at once`);
      result.push(await compare(bench, members, concurrency));
    }
    return result;
  },
};

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

async function postBare({ load, push: service }: Bench, member: string): Promise<void> {
  const url = `${service.origin}/push/${encodeURIComponent(member)}`;
  const order: BarePushOrder = { object: member, id: crypto.randomUUID(), body: TEXT, url };
  const { status, body } = await load.post({ path: `${BENCH}/push`, headers: {}, body: JSON.stringify(order) });
  if (status !== 202) throw new Error(`A bare push was not taken: ${status} ${body.slice(0, 300)}`);
}
