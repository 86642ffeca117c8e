import type { FeatureLine } from '../contract/features.ts';
import { canonical } from '../platform/canonical.ts';
import { sha256Hex } from '../platform/hash.ts';

/** Of what a row of a member says, in 48 bits; that of a row whose content is not known is empty. */
export type RowHash = string;

/** The hash of each row of a member, by its target; that of their own row is empty. */
export type RowHashes = Readonly<Record<string, RowHash>>;

/** Such as `actor:ada`; empty when a line names a member alone. */
export function targetOf({ actor, entity, item }: FeatureLine): string {
  if (actor !== undefined) return `actor:${actor}`;
  if (entity !== undefined) return `entity:${entity}`;
  return item === undefined ? '' : `item:${item}`;
}

/** The same for the same numbers, in whatever order; null of a line that takes its row away. */
export function hashOf({ features, strength = 1 }: FeatureLine): RowHash | null {
  const text = textOf(features);
  return text === undefined ? null : sha256Hex(`${strength}${text}`).slice(0, 12);
}

/** JSON in the order of the names; undefined when there are none. */
export function textOf(features: Readonly<Record<string, number>>): string | undefined {
  return Object.keys(features).length === 0 ? undefined : canonical(features);
}
