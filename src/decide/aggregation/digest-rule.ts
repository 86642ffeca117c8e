import type { DigestWindow } from '../../contract/aggregation.ts';
import type { Case } from '../component.ts';

/** How one digest of a member goes out. */
export interface DigestRule {
  /** What shares the digest. */
  readonly key: string;
  readonly window: DigestWindow;
  /** With fewer items it waits for the next window. */
  readonly minimum: number;
  /** Items at which it goes out at once. */
  readonly flushAt?: number;
}

/** The digest that the type itself asks for, if it does. Its lengths of time are ms. */
export function typeDigest({ candidate }: Pick<Case, 'candidate'>): DigestRule | undefined {
  const { digest } = candidate.activity.policy;
  if (!digest || digest.onRequest) return undefined;
  const { key, window, minimum, flushAt } = digest;
  return { key, window, minimum, ...(flushAt === undefined ? {} : { flushAt }) };
}

/**
 * The digest of a member who asked for one: all that they want as a digest comes in it, whatever its type, when they
 * said (else the tenant; every day when nobody did). No minimum: they asked for it.
 */
export function askedDigest({ candidate, member }: Pick<Case, 'candidate' | 'member'>): DigestRule {
  const window = member.preferences.digest ?? candidate.activity.policy.defaults?.digest ?? DAILY;
  return { key: `schedule:${window.schedule}`, window, minimum: 1 };
}

/** The rule of the digest that a row waits in: by the type it has, or by what its member asks for now. */
export function ruleOf(key: string, of: Pick<Case, 'candidate' | 'member'>): DigestRule {
  const ofType = typeDigest(of);
  return ofType?.key === key ? ofType : { ...askedDigest(of), key };
}

const DAILY = { schedule: 'daily' } as const;
