import type { Stubs } from '../platform/stubs.ts';
import { releaseEndpoints } from './hold-endpoint.ts';
import { removeEdges } from './remove-edges.ts';

/** Times it starts over when edges of the member are put meanwhile. */
const ATTEMPTS = 5;
/** Edges taken away at a time. */
const EDGES_PER_ROUND = 5_000;

/**
 * Removes a member from every audience, from the census's edges, from the roll and from the books of endpoints. Idempotent. Throws when an object
 * could not be reached, or when edges of theirs keep being put: then it may be called again, and takes up where it was.
 */
export async function forgetMember(stubs: Stubs, member: string): Promise<void> {
  await releaseEndpoints(stubs, member);
  const census = stubs.censusOf(member);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    await removeAll(stubs, member);
    if (await census.strike(member)) return;
  }
  throw new Error('the member could not be forgotten: edges of theirs keep being put');
}

async function removeAll(stubs: Stubs, member: string): Promise<void> {
  for (;;) {
    // What was found is gone from the census when the next are read, so every read starts at the beginning.
    const found = await stubs.censusOf(member).follows(member, undefined, EDGES_PER_ROUND);
    if (found.length === 0) return;
    const keys = found.map(({ node, kind }) => ({ from: member, to: node, kind }));
    const [failure] = await removeEdges(stubs, keys);
    if (failure) throw new Error(`an edge of the member could not be removed: ${failure.reason}`);
  }
}
