/** Edges that are held in memory at once: about 100 MB. */
const WINDOW = 500_000;

/**
 * The same edges, those to the same node next to each other within each window. A node's audience is an object of its
 * own: to wake it once for all its edges, not once for each body they happen to be in, is most of a load's time.
 */
export async function* byNode<Edge extends { readonly to: string }>(
  edges: AsyncIterable<Edge>,
  window: number = WINDOW,
): AsyncGenerator<Edge, void, undefined> {
  let nodes = new Map<string, Edge[]>();
  let held = 0;
  for await (const edge of edges) {
    const same = nodes.get(edge.to);
    if (same) same.push(edge);
    else nodes.set(edge.to, [edge]);
    held++;
    if (held < window) continue;
    for (const group of nodes.values()) yield* group;
    nodes = new Map();
    held = 0;
  }
  for (const group of nodes.values()) yield* group;
}
