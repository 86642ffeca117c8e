import { createHash } from 'node:crypto';

/** What the choice between providers of a channel depends on. */
export interface Choice {
  readonly name: string;
  readonly order: number;
  readonly weight: number;
}

/**
 * In which order a delivery's providers are asked: groups by their `order`, and within a group by weighted rendezvous
 * hashing (Schindelhauer and Schomaker): each is first for its weight's share of deliveries, a delivery has the same order
 * at every try, and a provider that comes or goes moves no delivery between two others. Those of weight 0 are asked last.
 */
export function inOrder<Each extends Choice>(choices: readonly Each[], delivery: string): Each[][] {
  const groups = [...Map.groupBy(choices, ({ order }) => order)].sort(([one], [other]) => one - other);
  return groups.map(([, group]) => {
    const ranked = group.map((each) => ({ each, distance: distanceOf(each, delivery) }));
    ranked.sort((one, other) => one.distance - other.distance || (one.each.name < other.each.name ? -1 : 1));
    return ranked.map(({ each }) => each);
  });
}

/** The moment of an exponential clock that ticks at the rate of the weight: which is first is as likely as its weight. */
function distanceOf({ name, weight }: Choice, delivery: string): number {
  if (weight === 0) return Number.MAX_VALUE;
  const digest = createHash('sha256').update(`${delivery} ${name}`).digest();
  return -Math.log((digest.readUInt32BE(0) + 1) / (2 ** 32 + 1)) / weight;
}
