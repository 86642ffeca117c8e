import type { Lift } from '../contract/bound.ts';
import { memberHash } from '../platform/hash.ts';
import { log, messageOf } from '../platform/log.ts';
import type { Stubs } from '../platform/stubs.ts';
import { unpaced, writeShards } from './write-shards.ts';

/**
 * Has the audiences forget bounds of a member that can be worth more now, and tells the member's object that they have.
 * Awaited before anybody hears that what lifted them is done: an event that is posted after that finds the member asked.
 * Throws when an audience cannot be reached: then a repeat, or the alarm of the member, does it.
 */
export async function publishLifts(of: Stubs, member: string, lifts: readonly Lift[], now: number): Promise<void> {
  if (lifts.length === 0) return;
  const hash = memberHash(member);
  // The key stands where the kind of an edge does: both are written where the member's hash belongs.
  const lines = lifts.map(({ node, key }, index) => ({
    edge: { from: member, to: node, kind: key },
    hash,
    indexes: [index],
  }));
  const [failure] = await writeShards(
    of,
    lines,
    (shard, ofShard) => shard.lift(ofShard.map(({ edge }) => [hash, edge.from, edge.kind])),
    unpaced,
  );
  if (failure) throw new Error(`an audience could not be told of a member: ${failure.reason}`);
  const awaited = lifts.filter(({ sequence }) => sequence > 0);
  if (awaited.length === 0) return;
  try {
    await of.member(member).lifted(awaited, now);
  } catch (error) {
    // Their alarm will have it done once more, which changes nothing.
    log('warn', 'bounds.lifted.unheard', { reason: messageOf(error) });
  }
}
