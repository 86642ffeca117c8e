import type { Activity } from '../contract/activity.ts';
import type { CloudEvent } from '../contract/event.ts';
import type { TenantSettings } from '../contract/tenant.ts';
import { asksSubjects, subjectFeatures } from '../features/subject-features.ts';
import { bounded } from '../platform/bounded.ts';
import type { Stubs } from '../platform/stubs.ts';
import { enrich, enriching, type Facts } from './enrich.ts';
import type { Rules } from './rules.ts';
import type { Standardised } from './standardise.ts';
import { isBeyondRate } from './type-rate.ts';

/** Events enriched at once: a Worker has six connections that wait for an answer. */
const PARALLEL = 6;

/** Events of one request, and what they are judged by. */
export interface Decorating {
  readonly tenant: string;
  readonly settings: TenantSettings;
  readonly events: readonly CloudEvent[];
  /** By the name of the type. */
  readonly rules: ReadonlyMap<string, Rules | undefined>;
  /** TOWER_PUSH_ALLOW: see `checkEnricherUrl`. */
  readonly allow: string;
  /** The tenant's objects, of which datasets are asked; without them nothing is. */
  readonly of?: Stubs;
  /** ms since the epoch. */
  readonly now: number;
}

/**
 * Adds to standardised events, which are in the order of `events`, what their type asks for: facts of its enrichers,
 * what datasets tell of actor, item and entities as far as its model uses it, and the bulk lane for what is beyond its
 * rate. A request of types that ask for nothing comes back as it is, at once.
 */
export async function decorate(prepared: readonly Standardised[], by: Decorating): Promise<readonly Standardised[]> {
  const { tenant, settings, events, rules, allow, of, now } = by;
  const asks = (each: Standardised) => of !== undefined && 'entry' in each && asksSubjects(each.entry.activity.policy);
  const isPlain = ![...rules.values()].some((each) => each?.type.enrichers || each?.type.rate);
  if (isPlain && !prepared.some(asks)) return prepared;
  // In order and before anything is waited for: the first events of a request are within the rate.
  const slowed = events.map((event, index) => {
    const type = rules.get(event.type)?.type;
    return type !== undefined && 'entry' in (prepared[index] ?? {}) && isBeyondRate(tenant, type, now);
  });
  const request = enriching(tenant, settings, allow, now);
  const decorated = await bounded(prepared, PARALLEL, async (each, index): Promise<Standardised> => {
    const event = events[index];
    if (!event || !('entry' in each)) return each;
    const enrichers = rules.get(event.type)?.type.enrichers ?? [];
    const facts = enrichers.length === 0 ? undefined : await enrich(enrichers, event, request);
    const { entry } = each;
    const told = of && asks(each) ? await subjectFeatures(of, tenant, entry.activity, now) : {};
    const activity = withFeatures(slowed[index] ? slow(entry.activity) : entry.activity, told);
    return { entry: { ...entry, activity: withFacts(activity, facts) } };
  });
  return decorated.map((each) => {
    if (each.status === 'rejected') throw each.reason;
    return each.value;
  });
}

function slow(activity: Activity): Activity {
  return { ...activity, lane: 'bulk', slowed: true };
}

function withFeatures(activity: Activity, features: Readonly<Record<string, number>>): Activity {
  if (Object.keys(features).length === 0) return activity;
  return { ...activity, features: { ...activity.features, ...features } };
}

function withFacts(activity: Activity, facts: Facts | undefined): Activity {
  if (!facts) return activity;
  const features = { ...activity.features, ...facts.features };
  return {
    ...activity,
    ...(Object.keys(features).length === 0 ? {} : { features }),
    ...(facts.unverified === undefined ? {} : { unverified: facts.unverified }),
  };
}
