import type { ChannelName } from '../../contract/channel.ts';
import type { Policy } from '../../contract/policy.ts';
import type { Selector } from '../component.ts';
import { interrupts } from '../interrupts.ts';

/**
 * Begins with the first step of the type's `escalate` that the member can be reached on; the later ones ring by
 * themselves when the member has not engaged by then. The timeline and channels that are no step stay in the plan.
 */
export const escalation: Selector = {
  kind: 'selector',
  name: 'escalation',
  select({ candidate, again }, _known, plan) {
    const { escalate } = candidate.activity.policy;
    // What is under way goes on: a later step, or a delivery of whichever step.
    if (!escalate || again?.channels || again?.for === 'delivery') return plan;
    const first = firstStep(escalate, plan.channels);
    if (!first) return plan;
    const begun = escalate.filter(({ after }) => after <= first.after).map(({ channel }) => channel);
    const isLater = (channel: ChannelName) =>
      escalate.some((step) => step.channel === channel) && !begun.includes(channel);
    const channels = plan.channels.filter((channel) => channel === 'in-app' || !isLater(channel));
    if (interrupts(channels) || !interrupts(plan.channels)) return { ...plan, channels };
    return { ...plan, channels, silenced: { by: 'escalation', reason: 'escalation' } };
  },
};

/** The step that begins: the first one on a channel that is left. */
export function firstStep(steps: NonNullable<Policy['escalate']>, channels: readonly ChannelName[]) {
  return steps.toSorted((one, other) => one.after - other.after).find(({ channel }) => channels.includes(channel));
}
