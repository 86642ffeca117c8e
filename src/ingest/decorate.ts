import type { Activity } from '../contract/activity.ts';
import type { CloudEvent } from '../contract/event.ts';
import type { TenantSettings } from '../contract/tenant.ts';
import { bounded } from '../platform/bounded.ts';
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
  /** ms since the epoch. */
  readonly now: number;
}

/**
 * Adds to standardised events, which are in the order of `events`, what their type asks for: facts of its enrichers,
 * and the bulk lane for what is beyond its rate. A request of types that ask for neither comes back as it is, at once.
 */
export async function decorate(prepared: readonly Standardised[], by: Decorating): Promise<readonly Standardised[]> {
  if (![...by.rules.values()].some((rules) => rules?.type.enrichers || rules?.type.rate)) return prepared;
  const { tenant, settings, events, rules, allow, now } = by;
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
    return { entry: { ...entry, activity: withFacts(slowed[index] ? slow(entry.activity) : entry.activity, facts) } };
  });
  return decorated.map((each) => {
    if (each.status === 'rejected') throw each.reason;
    return each.value;
  });
}

function slow(activity: Activity): Activity {
  return { ...activity, lane: 'bulk', slowed: true };
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
