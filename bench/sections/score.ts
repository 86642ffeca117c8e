import { inPairs } from '../pairs.ts';
import { atMost, type Row } from '../report.ts';
import type { Bench, Section } from '../section.ts';
import { BENCH, type ScoreOrder } from '../worker/orders.ts';

/** Candidates scored by one request: enough that the request itself does not count. */
const SCORED = { product: 40_000, floor: 400_000 };
/** µs for a candidate. */
const MODELS = [
  { model: 'logistic', name: 'score, logistic of 50 features', aim: 5 },
  { model: 'trees', name: 'score, 100 trees of depth 6', aim: 40 },
] as const;

/** What scoring one candidate takes inside workerd, beside a bare loop over the same weights. */
export const score: Section = {
  name: 'score',
  run: async (bench) => {
    const result: Row[] = [];
    for (const { model, name, aim } of MODELS) {
      bench.say(name);
      const { product, floor, ratio } = await inPairs(
        bench.quick ? 3 : 15,
        () => scored(bench, { model, by: 'floor', count: SCORED.floor }),
        () => scored(bench, { model, by: 'product', count: SCORED.product }),
        bench.server.runtime,
      );
      result.push({
        name,
        product: micros(product),
        floor: micros(floor),
        ratio: ratio.toFixed(2),
        aim: atMost(1e6 / product, aim, ' µs'),
        note: 'of a candidate whose features are looked up by name; floor: the same weights in typed arrays, by place',
      });
    }
    return result;
  },
};

async function scored({ load }: Bench, order: ScoreOrder): Promise<number> {
  const { status, body } = await load.post({ path: `${BENCH}/score`, headers: {}, body: JSON.stringify(order) });
  if (status !== 200) throw new Error(`The candidates were not scored: ${body.slice(0, 500)}`);
  return order.count;
}

function micros(perSecond: number): string {
  return `${(1e6 / perSecond).toFixed(2)} µs`;
}
