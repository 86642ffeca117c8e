import { isProvided } from '../contract/channel.ts';
import type { StoredType } from '../contract/notification-type.ts';
import { encodeRhythm } from '../decide/timing/rhythm.ts';
import { staleDatasets } from '../features/freshness.ts';
import type { Stubs } from '../platform/stubs.ts';
import { modelOf } from '../registry/models.ts';
import { partialsOf } from '../registry/partials.ts';
import { providersOf } from '../registry/providers.ts';
import { typeOf } from '../registry/registry.ts';
import { rhythmOf } from '../registry/rhythm.ts';
import type { Known } from './policy.ts';
import { usesPartials } from './templates/sources.ts';

/**
 * What an event is judged by: the newest version of its type, the models that the type names, which of their datasets
 * are too old, the partials of its texts, and for one that rings at the best time when the tenant's members respond.
 */
export interface Rules extends Known {
  readonly type: StoredType;
}

/** The rules of a type, from the isolate's memory when they are there; undefined when it is not registered. */
export async function rulesOf(of: Stubs, tenant: string, name: string, now: number): Promise<Rules | undefined> {
  const type = await typeOf(of, tenant, name, now);
  if (!type) return undefined;
  const [model, challenger, responses, partials, providers] = await Promise.all([
    type.model === undefined ? undefined : modelOf(of, tenant, type.model, now),
    type.challenger === undefined ? undefined : modelOf(of, tenant, type.challenger.model, now),
    type.timing === 'best' ? rhythmOf(of, tenant, now) : undefined,
    usesPartials(type) ? partialsOf(of, tenant, now) : undefined,
    type.channels.some(isProvided) ? providersOf(of, tenant, now) : [],
  ]);
  // The model's word alone: what a challenger asks for must not change what the model is given.
  const stale = model?.maxAge ? await staleDatasets(of, tenant, model.maxAge, now) : [];
  return {
    type,
    ...(model ? { model } : {}),
    ...(challenger ? { challenger } : {}),
    ...(stale.length > 0 ? { stale } : {}),
    ...(partials ? { partials } : {}),
    ...(providers.length > 0 ? { served: providers.map(({ channel }) => channel) } : {}),
    ...(responses ? { rhythm: encodeRhythm(responses) } : {}),
  };
}
