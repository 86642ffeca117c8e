import type { HashRange } from '../contract/queue-message.ts';
import type { Stubs } from '../platform/stubs.ts';
import { surveyAudience } from './audience-survey.ts';

/**
 * The hash ranges in which a fan-out pages the audience of a node in parallel: disjoint, in order, together every
 * hash. One while the audience is in one shard, one a shard after it has split; they stay right when it splits later.
 * `size` counts edges, as `audienceSize` does.
 */
export async function audienceSlices(stubs: Stubs, node: string): Promise<{ size: number; slices: HashRange[] }> {
  const shards = await surveyAudience(stubs, node);
  return {
    size: shards.reduce((sum, { edges }) => sum + edges, 0),
    slices: shards.flatMap(({ ranges }) => ranges).sort((a, b) => a.from - b.from),
  };
}
