import { toMillis } from '../../contract/identifier.ts';
import type { Selector } from '../component.ts';
import { interrupts } from '../interrupts.ts';

/**
 * Holds what would ring while the member has asked for silence, whatever its class, until then: messages and account
 * security too, as in quiet hours of their own. The timeline is silent and goes on.
 */
export const snooze: Selector = {
  kind: 'selector',
  name: 'snooze',
  select({ member, now }, _known, plan) {
    const { muteUntil } = member.preferences;
    if (!muteUntil || !interrupts(plan.channels)) return plan;
    const until = toMillis(muteUntil);
    return until > now ? { outcome: 'hold', reason: 'snoozed', until } : plan;
  },
};
