import { TenantSettings } from '../contract/tenant.ts';
import type { Environment } from '../platform/environment.ts';
import { stubs } from '../platform/stubs.ts';
import { settingsOf } from '../registry/registry.ts';
import type { Caller } from './context.ts';

/** The tenant of the demo page. */
export const DEMO_TENANT = 'demo';

/**
 * The caller of a development server's demo key; undefined for any other key, and always on a real deployment. The key
 * is shown to everybody at `/demo.json`, so how long comparing it takes tells nothing.
 */
export async function demoCaller(env: Environment, key: string, now: number): Promise<Caller | undefined> {
  if (!env.TOWER_DEMO_KEY || key !== env.TOWER_DEMO_KEY) return undefined;
  const settings = (await settingsOf(stubs(env, DEMO_TENANT), DEMO_TENANT, now)) ?? TenantSettings.parse({});
  return { tenant: DEMO_TENANT, producer: { keyId: 'demo', scopes: ['events', 'members', 'graph'], settings } };
}
