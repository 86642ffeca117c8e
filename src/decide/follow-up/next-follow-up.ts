import type { ChannelName } from '../../contract/channel.ts';
import type { Policy } from '../../contract/policy.ts';
import { firstStep } from '../channel/escalation.ts';
import type { Again } from '../component.ts';
import { interrupts } from '../interrupts.ts';

/** A moment at which something rings once more, unless the member has engaged by then. */
export interface FollowUp {
  /** ms since the epoch */
  readonly at: number;
  readonly for: Extract<Again['for'], 'escalation' | 'reminder'>;
  readonly channels: readonly ChannelName[];
}

/**
 * The next follow-up of what went out at `sentAt` (ms since the epoch) and of which `done` were done: the steps of its
 * escalation, then its reminders, counted from the last step. Undefined when there is none left. Whether it still rings
 * then is for the pipeline to say.
 */
export function nextFollowUp(policy: Policy, sentAt: number, done: number): FollowUp | undefined {
  return followUps(policy, sentAt)[done];
}

/**
 * How many follow-ups are done by going out on `channels`: none, unless the escalation began with a later step because
 * those before it could not be reached.
 */
export function doneAtOnce(policy: Policy, channels: readonly ChannelName[]): number {
  const first = firstStep(policy.escalate ?? [], channels);
  return first ? steps(policy, 0).filter(({ at }) => at <= first.after).length : 0;
}

function followUps(policy: Policy, sentAt: number): FollowUp[] {
  const escalation = steps(policy, sentAt);
  const { remind } = policy;
  if (!remind) return escalation;
  const channels = remind.channel ? [remind.channel] : policy.channels;
  const since = escalation.at(-1)?.at ?? sentAt;
  const reminders = Array.from({ length: remind.times }, (_, index) => ({
    at: since + (index + 1) * remind.after,
    for: 'reminder' as const,
    channels: channels.filter((channel) => channel !== 'in-app'),
  }));
  return [...escalation, ...reminders.filter((each) => interrupts(each.channels))];
}

/** Later steps that ring, those of one moment as one. */
function steps({ escalate = [] }: Policy, sentAt: number): FollowUp[] {
  const later = escalate.filter(({ channel, after }) => after > 0 && channel !== 'in-app');
  return [...Map.groupBy(later, ({ after }) => after)]
    .sort(([one], [other]) => one - other)
    .map(([after, together]) => ({
      at: sentAt + after,
      for: 'escalation',
      channels: [...new Set(together.map(({ channel }) => channel))],
    }));
}
