import { runInDurableObject } from 'cloudflare:test';
import type { FeatureLine } from '../../src/contract/features.ts';
import type { PushedRows } from '../../src/decide/member-state.ts';
import type { Features } from '../../src/features/features.ts';
import { type FullPush, type PushAnswer, pushFeatures } from '../../src/features/push-features.ts';
import { hashOf } from '../../src/features/row-hash.ts';
import { featurePartition, type Stubs, stubs } from '../../src/platform/stubs.ts';
import { bindings } from '../http/world.ts';

/** Saturday 2026-11-21, 12:00 UTC. */
export const NOON = Date.UTC(2026, 10, 21, 12);

/** The objects of a tenant that no other test has touched. */
export function freshTenant(): { readonly tenant: string; readonly of: Stubs } {
  const tenant = `tenant-${crypto.randomUUID()}`;
  return { tenant, of: stubs(bindings, tenant) };
}

const unpaced = async () => {};

/** Pushes lines to the dataset `affinity`, and fails when the push is refused. */
export async function push(of: Stubs, lines: readonly FeatureLine[], full?: FullPush, now = NOON): Promise<PushAnswer> {
  const answer = await pushFeatures(of, { dataset: 'affinity', lines, now, ...(full ? { full } : {}) }, unpaced);
  if (answer.kind !== 'pushed') throw new Error(`the push was refused: ${answer.kind}`);
  return answer;
}

/** Numbers of what one member has to do with one actor. */
export function edge(member: string, actor: string, likes: number): FeatureLine {
  return { member, actor, features: { likes } };
}

/** What a member holds of `affinity`. */
export async function heldBy(of: Stubs, member: string): Promise<PushedRows | undefined> {
  return (await of.member(member).export()).features.find(({ dataset }) => dataset === 'affinity');
}

/** The hashes that a partition has of a member's rows of `affinity`. */
export function knownOf(of: Stubs, member: string): Promise<Record<string, string> | undefined> {
  return runInDurableObject(of.features(featurePartition(member)), (_instance: Features, { storage }) => {
    const [row] = storage.sql
      .exec<{ hashes: string }>("select hashes from member_row where dataset = 'affinity' and member = ?", member)
      .toArray();
    return row && (JSON.parse(row.hashes) as Record<string, string>);
  });
}

/** The hashes of rows, as they would be known. */
export function hashesOf(rows: PushedRows | undefined): Record<string, string> {
  const edges = Object.entries(rows?.edges ?? {}).map(([target, { features, strength }]) => [
    target,
    hashOf({ features: { ...features }, strength }),
  ]);
  const own = rows?.recipient ? [['', hashOf({ features: { ...rows.recipient } })]] : [];
  return Object.fromEntries([...own, ...edges]);
}
