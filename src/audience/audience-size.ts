import type { AudienceSize } from '../contract/edge.ts';
import type { Stubs } from '../platform/stubs.ts';
import { surveyAudience } from './audience-survey.ts';

/**
 * How large the audience of a node is: `size` counts its edges exactly (a member with two kinds of edge counts twice),
 * `shards` the objects that hold them (1 until it splits). A node nobody follows has size 0 in 1 shard.
 */
export async function audienceSize(stubs: Stubs, node: string): Promise<AudienceSize> {
  const shards = await surveyAudience(stubs, node);
  return { size: shards.reduce((sum, { edges }) => sum + edges, 0), shards: shards.length };
}
