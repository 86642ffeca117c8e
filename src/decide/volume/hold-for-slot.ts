import type { Reason } from '../../contract/decision.ts';
import type { Case, Plan, Stop } from '../component.ts';
import type { CapState } from './rolling-cap.ts';

/** Whether a cap applies: only content that would ring somewhere uses one up. */
export function isCapped({ candidate }: Case, plan: Plan): boolean {
  return candidate.activity.policy.class === 'content' && plan.channels.some((channel) => channel !== 'in-app');
}

/**
 * Over a cap: hold for the next slot, never drop silently. With a cap of 0 there is never a slot, so what can go to
 * the timeline goes there and rings nowhere; what cannot is dropped with the cap as its reason.
 */
export function holdForSlot(state: CapState, limit: number, reason: Reason, plan: Plan, now: number): Plan | Stop {
  const numbers = { used: state.used, limit };
  if (state.nextSlot <= now) return plan;
  if (Number.isFinite(state.nextSlot)) return { outcome: 'hold', reason, numbers, until: state.nextSlot };
  if (!plan.channels.includes('in-app')) return { outcome: 'drop', reason, numbers };
  return { channels: ['in-app'], numbers: { ...plan.numbers, ...numbers } };
}
