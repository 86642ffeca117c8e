import type { Case } from '../component.ts';
import { boundRanges } from '../features/bound-ranges.ts';
import { isOfMember, pushedName } from '../features/feature-names.ts';
import { historyFeatures } from '../features/history-features.ts';
import { roundedUp } from './log-odds.ts';
import { modelOf } from './model.ts';

/** What a member's part of a score is at the most, and what can make it more. */
export interface MemberBound {
  /** Log-odds. */
  readonly bound: number;
  /** The strength of the edge that it is right for, 0..1; null when any is. */
  readonly strength: number | null;
  readonly liftedBy: LiftedBy;
}

/** What a member may do, or what may be told of them, that makes a bound too low. */
export interface LiftedBy {
  /** Opening what is of this type, or by this actor. */
  readonly type?: string;
  readonly actor?: string;
  /** Opening anything. */
  readonly any?: true;
  /** A push of one of these datasets. */
  readonly datasets?: readonly string[];
}

/**
 * The bound of a member for other events like this one: whatever happens, their part of the log-odds is not above it
 * until something that lifts it does. Undefined when there is none.
 */
export function memberBound(of: Case): MemberBound | undefined {
  const { model: definition, stale = [] } = of.candidate.activity.policy;
  if (!definition) return undefined;
  const { openFeatures, bound: most } = modelOf(definition);
  const { values } = historyFeatures.hydrate(of, { reachable: [], values: {}, numbers: {} });
  const own = openFeatures.filter(isOfMember);
  const { exact, ranges } = boundRanges(own, of, values);
  const bound = roundedUp(most({ ...ofEvent(values), ...exact }, ranges));
  if (bound === Number.POSITIVE_INFINITY) return undefined;
  const strength = own.includes('edge.strength') ? exact['edge.strength'] : null;
  return strength === undefined ? undefined : { bound, strength, liftedBy: liftedBy(own, of, stale) };
}

function ofEvent(values: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !isOfMember(name)));
}

function liftedBy(names: readonly string[], of: Case, stale: readonly string[]): LiftedBy {
  const { type, actor } = of.candidate.activity;
  const isUsed = (pattern: RegExp) => names.some((name) => pattern.test(name));
  const datasets = new Set(names.flatMap((name) => pushedName(name)?.dataset ?? []));
  for (const dataset of stale) datasets.delete(dataset);
  return {
    ...(isUsed(/^type\.open/) ? { type } : {}),
    ...(actor !== undefined && isUsed(/^actor\.opened\./) ? { actor } : {}),
    ...(isUsed(/^(member\.opened|channel\..*\.opened)\.|^hoursSinceLastOpen$/) ? { any: true } : {}),
    ...(datasets.size > 0 ? { datasets: [...datasets] } : {}),
  };
}
