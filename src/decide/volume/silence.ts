import type { Plan, Silenced, Stop } from '../component.ts';

/**
 * Takes away what rings: what can go to the timeline goes there and says why it rings nowhere; what cannot is dropped for
 * the same reason.
 */
export function silence(plan: Plan, why: Silenced, numbers: Plan['numbers']): Plan | Stop {
  if (!plan.channels.includes('in-app')) return { outcome: 'drop', reason: why.reason, numbers };
  return { channels: ['in-app'], numbers: { ...plan.numbers, ...numbers }, silenced: why };
}
