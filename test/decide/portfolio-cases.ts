import type { Policy } from '../../src/contract/policy.ts';
import type { Case } from '../../src/decide/component.ts';
import { countsAsInterruption, type Decided } from '../../src/decide/decide.ts';
import { pipeline } from '../../src/decide/pipeline.ts';
import { compete } from '../../src/decide/selection/portfolio.ts';
import { activityOf, memberOf, NOON } from './cases.ts';

export type Held = Omit<Case, 'member'>;

interface Change extends Partial<Policy> {
  readonly type?: string;
  readonly actor?: string;
  readonly item?: string;
  readonly expiresAt?: number;
  readonly seen?: boolean;
}

/** A held candidate, like no other but for what is said. */
export function held(id: string, worth: number | undefined, change: Change = {}): Held {
  const {
    type = `type-${id}`,
    actor = `actor-${id}`,
    item = `item-${id}`,
    expiresAt,
    seen = false,
    ...policy
  } = change;
  const numbers = worth === undefined ? {} : { numbers: { pOpen: 0.5, utility: worth } };
  return {
    candidate: { activity: activityOf({ id, type, actor, item, ...(expiresAt ? { expiresAt } : {}) }, policy) },
    now: NOON,
    again: { for: 'slot', shown: true, seen, ...numbers },
  };
}

/** Limits with room for one. */
export const one: Partial<Policy> = { memberPerDay: 1 };

export function idOf({ of }: Decided): string {
  return of.candidate.activity.id;
}

export function rings({ of, decision }: Decided): boolean {
  return countsAsInterruption(of, decision);
}

/** Ids of those that ring. */
export function rang(decided: readonly Decided[]): string[] {
  return decided.filter(rings).map(idOf);
}

/** Ids of those that ring when they compete for a slot of a member. */
export function competeOne(cases: readonly Held[], member = memberOf()): string[] {
  return rang(compete(pipeline, member, cases));
}
