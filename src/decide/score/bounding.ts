import type { CandidateActivity } from '../../contract/activity.ts';
import type { Bounding } from '../../contract/bound.ts';
import { isOfMember, pushedName } from '../features/feature-names.ts';
import { leastLogOdds } from './log-odds.ts';
import { modelOf } from './model.ts';

/**
 * How an event may leave out members by what is known of them; undefined when everybody has to be asked: of what is not
 * judged by relevance, has no floor above nothing, or is scored by anything else than one model. The key is text of any
 * length.
 *
 * It is lossless: utility is `pOpen · value − pDisable · cost`, of which the cost is never negative, so what has too low
 * log-odds of being opened is below the floor whatever else there is to it.
 *
 * Seed: the superactors of LinkedIn's Concourse, whose followers are read by what they can be worth.
 */
export function boundingOf(activity: CandidateActivity, node: string): Pick<Bounding, 'key' | 'least'> | undefined {
  const { class: itsClass, mandatory, model: definition, relevance, challenger, unbounded } = activity.policy;
  if (itsClass !== 'content' || mandatory || challenger || unbounded || !definition?.digest || !relevance)
    return undefined;
  const { floor = 0, value, cost } = relevance;
  if (!(floor > 0 && value > 0 && cost >= 0)) return undefined;
  const model = modelOf(definition);
  const features = activity.features ?? {};
  if (model.openFeatures.some((name) => isDoubtful(name, activity))) return undefined;
  const least = leastLogOdds(floor, value) - model.known(features);
  if (!(least > Number.NEGATIVE_INFINITY)) return undefined;
  return { key: keyOf(activity, node, definition.digest, model), least };
}

/** What the event says in the place of the member, or of a dataset that does not count now. */
function isDoubtful(name: string, { features = {}, policy }: CandidateActivity): boolean {
  if (!Object.hasOwn(features, name)) return false;
  return isOfMember(name) || (policy.stale?.includes(pushedName(name)?.dataset ?? '') ?? false);
}

function keyOf(
  { type, actor, policy, features = {} }: CandidateActivity,
  node: string,
  digest: string,
  { openFeatures, crossed }: { readonly openFeatures: readonly string[]; readonly crossed: readonly string[] },
): string {
  const datasets = new Set(openFeatures.flatMap((name) => pushedName(name)?.dataset ?? []));
  const usesActor = openFeatures.some((name) => isOfMember(name) && /^(actor|edge)\..*\./.test(name));
  return JSON.stringify([
    node,
    digest,
    type,
    [...policy.channels].sort(),
    usesActor ? (actor ?? null) : null,
    (policy.stale ?? []).filter((dataset) => datasets.has(dataset)).sort(),
    crossed.map((name) => (Object.hasOwn(features, name) ? features[name] : null)),
  ]);
}
