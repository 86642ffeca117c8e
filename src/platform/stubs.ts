import type { Environment } from './environment.ts';
import { memberHash } from './hash.ts';
import { objectName } from './names.ts';

/** Event log objects of a tenant. Fixed: an event is found again by the hash in its id. */
export const EVENT_LOG_PARTITIONS = 16;
/** Census objects of a tenant. Fixed, and more than needed at first, so that each stays far below 10 GB. */
export const CENSUS_PARTITIONS = 32;

/** The stub of each object, by the words of the domain. */
export function stubs(env: Environment, tenant: string) {
  return {
    member: (member: string) => env.MEMBER.getByName(objectName(tenant, member)),
    audience: (node: string, level: number, shard: number) =>
      env.AUDIENCE.getByName(objectName(tenant, node, level, shard)),
    census: (partition: number) => env.CENSUS.getByName(objectName(tenant, partition)),
    censusOf: (member: string) => env.CENSUS.getByName(objectName(tenant, censusPartition(member))),
    fanout: (event: string) => env.FANOUT.getByName(objectName(tenant, event)),
    eventLog: (partition: number) => env.EVENT_LOG.getByName(objectName(tenant, partition)),
    tenant: () => env.TENANT.getByName(objectName(tenant)),
    deadLetters: () => env.DEAD_LETTERS.getByName(objectName(tenant)),
  };
}
export type Stubs = ReturnType<typeof stubs>;

/** Which census object holds a member. */
export function censusPartition(member: string): number {
  return memberHash(member) % CENSUS_PARTITIONS;
}
