import type { Lane } from '../contract/lane.ts';
import type { Environment } from './environment.ts';
import { memberHash } from './hash.ts';
import { objectName } from './names.ts';
import { near, within } from './placement.ts';

/** Census objects of a tenant. Fixed, and more than needed at first, so that each stays far below 10 GB. */
export const CENSUS_PARTITIONS = 32;
/** Objects of a tenant that know who holds which pushed features. Fixed, as those of the census. */
export const FEATURE_PARTITIONS = 32;

/**
 * The stub of each object, by the words of the domain, in the jurisdiction of the tenant. `region` says where a member's
 * object is made when this is its first touch.
 */
export function stubs(env: Environment, tenant: string) {
  return {
    tenantId: tenant,
    member: (member: string, region?: string) =>
      within(env.MEMBER, tenant).getByName(objectName(tenant, member), near(region)),
    audience: (node: string, level: number, shard: number) =>
      within(env.AUDIENCE, tenant).getByName(objectName(tenant, node, level, shard)),
    census: (partition: number) => within(env.CENSUS, tenant).getByName(objectName(tenant, partition)),
    censusOf: (member: string) => within(env.CENSUS, tenant).getByName(objectName(tenant, censusPartition(member))),
    features: (partition: number) => within(env.FEATURES, tenant).getByName(objectName(tenant, partition)),
    share: (lane: Lane) => within(env.SHARE, tenant).getByName(objectName(tenant, lane)),
    fanout: (event: string) => within(env.FANOUT, tenant).getByName(objectName(tenant, event)),
    eventLog: (partition: number) => within(env.EVENT_LOG, tenant).getByName(objectName(tenant, partition)),
    tenant: () => within(env.TENANT, tenant).getByName(objectName(tenant)),
    provider: (name: string) => within(env.PROVIDER, tenant).getByName(objectName(tenant, name)),
    deadLetters: () => within(env.DEAD_LETTERS, tenant).getByName(objectName(tenant)),
  };
}
export type Stubs = ReturnType<typeof stubs>;

/** Which census object holds a member. */
export function censusPartition(member: string): number {
  return memberHash(member) % CENSUS_PARTITIONS;
}

/** Which features object knows a member, or an actor, entity or item (`actor:ada`). */
export function featurePartition(name: string): number {
  return memberHash(name) % FEATURE_PARTITIONS;
}
