import type { Candidate } from '../../contract/activity.ts';
import type { Reason } from '../../contract/decision.ts';
import type { Plan, Stop } from '../component.ts';
import { interrupts } from '../interrupts.ts';
import type { CapState } from './rolling-cap.ts';
import { silence } from './silence.ts';

/** Whether a cap applies: only content that would ring somewhere uses one up. */
export function isCapped(candidate: Candidate, plan: Plan): boolean {
  return candidate.activity.policy.class === 'content' && interrupts(plan.channels);
}

/** A cap of a member: its component's name, its reason, and how many interruptions it allows. */
export interface Cap {
  readonly by: string;
  readonly reason: Reason;
  readonly limit: number;
}

/**
 * Over a cap: hold for the next slot, never drop silently. With a cap of 0 there is never a slot, so what can go to
 * the timeline goes there and rings nowhere; what cannot is dropped with the cap as its reason.
 */
export function holdForSlot(
  { used, nextSlot }: CapState,
  { by, reason, limit }: Cap,
  plan: Plan,
  now: number,
): Plan | Stop {
  const numbers = { used, limit };
  if (nextSlot <= now) return plan;
  if (!Number.isFinite(nextSlot)) return silence(plan, { by, reason }, numbers);
  return { outcome: 'hold', reason, numbers, until: nextSlot };
}
