import type { StoredModel } from '../contract/model.ts';
import { objectName } from '../platform/names.ts';
import type { Stubs } from '../platform/stubs.ts';
import { isolateCache } from './isolate-cache.ts';

/** How long another isolate may go on with what it read of a model, ms. */
const FRESH_FOR = 5_000;

const models = isolateCache<StoredModel>(FRESH_FOR, 1_000);

/** The newest version of a model, at most a few seconds old; undefined when it is not registered. */
export function modelOf(stubs: Stubs, tenant: string, name: string, now: number): Promise<StoredModel | undefined> {
  return models.get(objectName(tenant, name), now, () => stubs.tenant().model(name));
}

/** Forgets what this isolate holds of a tenant's models, so that its next event is scored by the new one. */
export function modelsChanged(tenant: string): void {
  models.forget(`${objectName(tenant)}/`);
}
