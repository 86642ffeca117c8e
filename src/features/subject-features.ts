import type { Activity } from '../contract/activity.ts';
import type { Policy, ScoringModel } from '../contract/policy.ts';
import { type PushedName, pushedName } from '../decide/features/feature-names.ts';
import { remembered } from '../decide/remembered.ts';
import { modelOf } from '../decide/score/model.ts';
import { bounded } from '../platform/bounded.ts';
import { objectName } from '../platform/names.ts';
import { featurePartition, type Stubs } from '../platform/stubs.ts';
import { isolateCache } from '../registry/isolate-cache.ts';
import type { Numbers } from './subject-rows.ts';

/** How long another isolate may go on with what it read, ms. */
const FRESH_FOR = 5_000;
/** Calls to partitions of one event under way at once. */
const PARALLEL = 6;
/** Entities of an item that are looked up; the others count as not known. */
const MOST_ENTITIES = 50;

/** What datasets tell of a target; nothing is remembered too. */
const known = isolateCache<Readonly<Record<string, Numbers>>>(FRESH_FOR, 20_000);

/**
 * What datasets tell of an event's actor, item and entities, as far as its model asks for it (and its challenger), by
 * feature: `actor.…`, `item.…`, `entity.…` (of several entities the greatest). One call for each of them, unless it is
 * remembered; none for a model that asks for nothing of the kind. Datasets that are stale tell nothing.
 * Throws when a partition cannot be asked.
 */
export async function subjectFeatures(
  stubs: Stubs,
  tenant: string,
  activity: Pick<Activity, 'actor' | 'item' | 'entities' | 'policy'>,
  now: number,
): Promise<Numbers> {
  const asked = askedBy(activity.policy);
  if (asked.length === 0) return {};
  const targets = targetsOf(activity, new Set(asked.map(({ side }) => side)));
  const answers = await bounded(targets, PARALLEL, async ({ side, id }) => {
    const datasets = [...new Set(asked.filter((each) => each.side === side).map(({ dataset }) => dataset))].sort();
    const target = `${side}:${id}`;
    const told = await known.get(objectName(tenant, target, datasets.join(',')), now, () =>
      stubs.features(featurePartition(target)).subject(target, datasets),
    );
    return { side, told: told ?? {} };
  });
  const values = new Map<string, number>();
  for (const answer of answers) {
    if (answer.status === 'rejected') throw answer.reason;
    for (const { feature, side, dataset, name } of asked) {
      if (side !== answer.value.side) continue;
      const value = own(own(answer.value.told, dataset), name);
      if (value !== undefined) values.set(feature, Math.max(values.get(feature) ?? value, value));
    }
  }
  return Object.fromEntries(values);
}

/** Whether the model of an activity asks for anything here; costs nothing without one. */
export function asksSubjects(policy: Policy): boolean {
  return askedBy(policy).length > 0;
}

/** A feature that is looked up for an event. */
interface AskedFeature extends PushedName {
  readonly feature: string;
  readonly side: 'actor' | 'item' | 'entity';
}

function askedBy({ model, challenger, stale = [] }: Policy): readonly AskedFeature[] {
  const asked = [model, challenger?.model].flatMap((each) => (each ? askedOf(each) : []));
  return stale.length === 0 ? asked : asked.filter(({ dataset }) => !stale.includes(dataset));
}

/** Told once for a model as long as it is kept: events of a type share it. */
const askedOf = remembered((model: ScoringModel): readonly AskedFeature[] =>
  modelOf(model).features.flatMap((feature) => {
    const pushed = pushedName(feature);
    if (!pushed || pushed.side === 'recipient' || pushed.side === 'edge') return [];
    return [{ ...pushed, side: pushed.side, feature }];
  }),
);

function targetsOf(
  { actor, item, entities = [] }: Pick<Activity, 'actor' | 'item' | 'entities'>,
  sides: ReadonlySet<string>,
) {
  return [
    ...(actor === undefined ? [] : [{ side: 'actor', id: actor } as const]),
    ...(item === undefined ? [] : [{ side: 'item', id: item } as const]),
    ...entities.slice(0, MOST_ENTITIES).map((id) => ({ side: 'entity', id }) as const),
  ].filter(({ side }) => sides.has(side));
}

function own<Value>(values: Readonly<Record<string, Value>> | undefined, name: string): Value | undefined {
  return values && Object.hasOwn(values, name) ? values[name] : undefined;
}
