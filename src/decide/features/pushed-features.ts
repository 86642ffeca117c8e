import type { CandidateActivity } from '../../contract/activity.ts';
import type { Case } from '../component.ts';
import { rememberedByName } from '../remembered.ts';
import { pushedName } from './feature-names.ts';

/** The numbers of one row of a push. */
type Numbers = Readonly<Record<string, number>>;

/**
 * Reads what datasets tell of the member of a case, by feature: `recipient.<dataset>.<name>` of the member themselves,
 * `edge.<dataset>.<name>` of one of their edges. Of several edges it is the strongest that led the activity to the
 * member and that the dataset has a row of; then its actor, its item, its entities, in this order. Undefined when there
 * is no such row or number, when the dataset is older than the model allows, and of all other features.
 *
 * Seed: the edge features that LinkedIn's Concourse re-keys by recipient.
 */
export function pushedFeatures(of: Case): (feature: string) => number | undefined {
  const edgeOf = rememberedByName((dataset) => strongestRow(of, dataset));
  return (feature) => {
    const pushed = pushedName(feature);
    if (!pushed || of.candidate.activity.policy.stale?.includes(pushed.dataset)) return undefined;
    const { side, dataset, name } = pushed;
    if (side === 'recipient') return own(of.member.pushed?.rows(dataset)?.recipient, name);
    return side === 'edge' ? own(edgeOf(dataset), name) : undefined;
  };
}

/** Edges that a dataset may have a row of, the first ones first; such as `actor:ada`. */
export function edgeTargets({ candidate }: Pick<Case, 'candidate'>): string[] {
  const { activity, edges = [] } = candidate;
  // Sorting is stable: of equals the first one stays the first.
  const nodes = edges.toSorted((one, other) => other.strength - one.strength).map(({ node }) => node);
  return [...new Set([...nodes.flatMap((node) => [`actor:${node}`, `entity:${node}`]), ...ofActivity(activity)])];
}

function ofActivity({ actor, item, entities = [] }: CandidateActivity): string[] {
  return [
    ...(actor === undefined ? [] : [`actor:${actor}`]),
    ...(item === undefined ? [] : [`item:${item}`]),
    ...entities.map((entity) => `entity:${entity}`),
  ];
}

function strongestRow(of: Case, dataset: string): Numbers | undefined {
  const edges = of.member.pushed?.rows(dataset)?.edges;
  if (!edges) return undefined;
  const target = edgeTargets(of).find((each) => Object.hasOwn(edges, each));
  return target === undefined ? undefined : edges[target]?.features;
}

function own(numbers: Numbers | undefined, name: string): number | undefined {
  return numbers && Object.hasOwn(numbers, name) ? numbers[name] : undefined;
}
