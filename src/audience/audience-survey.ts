import type { HashRange } from '../contract/queue-message.ts';
import { bounded } from '../platform/bounded.ts';
import type { Stubs } from '../platform/stubs.ts';
import type { ShardOutline, Unborn } from './audience.ts';
import { routeOf } from './route.ts';
import { childOf, FAN, ROOT, rangeOf, type ShardPlace, slotRange } from './trie.ts';

/** Calls to shards under way at once. */
const PARALLEL = 32;

/** A shard that holds a part of an audience. */
export interface SurveyedShard {
  readonly place: ShardPlace;
  readonly edges: number;
  /** The hashes it is the authority for, in order. */
  readonly ranges: readonly HashRange[];
}

/**
 * Every shard that holds a part of a node's audience, with its exact count. A shard tells what it holds and what has
 * moved in one look, so an edge that is there all the time is counted once, whatever splits meanwhile.
 */
export async function surveyAudience(stubs: Stubs, node: string): Promise<SurveyedShard[]> {
  const route = routeOf(stubs, node);
  const surveyed: SurveyedShard[] = [];
  let level: ShardPlace[] = [ROOT];
  while (level.length > 0) {
    const places = level;
    const answers = await bounded(
      places,
      PARALLEL,
      async ({ level, shard }): Promise<ShardOutline | Unborn> => await stubs.audience(node, level, shard).outline(),
    );
    level = [];
    for (const [index, answer] of answers.entries()) {
      const place = places[index] ?? ROOT;
      if (answer.status === 'rejected') throw answer.reason;
      if (answer.value.kind === 'unborn')
        throw new Error(`shard ${place.level}/${place.shard} is moved to but not there`);
      const { edges, moved } = answer.value;
      route.learn(place, moved);
      level.push(...moved.map((slot) => childOf(place, slot)));
      if (moved.length < FAN) surveyed.push({ place, edges, ranges: heldRanges(place, moved) });
    }
  }
  return surveyed;
}

/** What is left to a shard when these slots have moved, as few ranges as possible. */
function heldRanges(place: ShardPlace, moved: readonly number[]): HashRange[] {
  if (moved.length === 0) return [rangeOf(place)];
  const gone = new Set(moved);
  const ranges: HashRange[] = [];
  for (let slot = 0; slot < FAN; slot++) {
    if (gone.has(slot)) continue;
    const { from, to } = slotRange(place, slot);
    const before = ranges.at(-1);
    if (before && before.to === from - 1) ranges[ranges.length - 1] = { from: before.from, to };
    else ranges.push({ from, to });
  }
  return ranges;
}
