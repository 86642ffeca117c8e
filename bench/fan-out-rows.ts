import type { Bench } from './section.ts';
import { BENCH, type FanoutRowsAnswer } from './worker/orders.ts';

/** Takes the counts of all audience shards and ledgers: they begin anew. */
export async function takeFanoutRows({ load }: Pick<Bench, 'load'>): Promise<FanoutRowsAnswer> {
  const { status, body } = await load.post({ path: `${BENCH}/fan-out-rows`, headers: {}, body: '{}' });
  if (status !== 200) throw new Error(`The rows could not be counted: ${body.slice(0, 300)}`);
  return JSON.parse(body) as FanoutRowsAnswer;
}
