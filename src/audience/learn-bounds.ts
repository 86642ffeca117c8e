import type { Bound } from '../contract/bound.ts';
import type { EdgeKey } from '../contract/edge.ts';
import type { LearnBounds } from '../fanout/learn-bounds.ts';
import { memberHash } from '../platform/hash.ts';
import { log } from '../platform/log.ts';
import { unpaced, writeShards } from './write-shards.ts';

/** The key stands where the kind of an edge does: both are written where the member's hash belongs. */
interface BoundLine extends EdgeKey {
  readonly bound: Bound;
}

/** Brings bounds to the shards that hold their members. What does not get there is only learnt at the next fan-out. */
export const learnBounds: LearnBounds = async (of, { node, key }, tickets, learnt) => {
  const lines = learnt.map(({ member, bound, strength, until }, index) => {
    const edge: BoundLine = { from: member, to: node, kind: key, bound: { bound, strength, until } };
    return { edge, hash: memberHash(member), indexes: [index] };
  });
  const failures = await writeShards(
    of,
    lines,
    (shard, ofShard) =>
      shard.learn(
        key,
        tickets,
        ofShard.map(({ hash, edge }) => [hash, edge.from, edge.bound]),
      ),
    unpaced,
  );
  const [failure] = failures;
  if (failure) log('warn', 'bounds.unlearnt', { bounds: failures.length, reason: failure.reason });
};
