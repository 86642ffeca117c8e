import type { Edge } from '../contract/edge.ts';
import type { Stubs } from '../platform/stubs.ts';

/** Edges of one call. */
const EDGES_PER_CALL = 5_000;

/** Every edge of a member, in (node, kind) order: whom they follow. Nothing for a member nobody knows. */
export async function followsOf(stubs: Stubs, member: string): Promise<Edge[]> {
  const census = stubs.censusOf(member);
  const edges: Edge[] = [];
  for (;;) {
    const last = edges.at(-1);
    const after = last && { node: last.to, kind: last.kind };
    const found = await census.follows(member, after, EDGES_PER_CALL);
    for (const { node, kind, strength } of found) edges.push({ from: member, to: node, kind, strength });
    if (found.length < EDGES_PER_CALL) return edges;
  }
}
