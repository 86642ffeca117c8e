import type { ChannelName } from '../../contract/channel.ts';
import type { Outcome, Reason } from '../../contract/decision.ts';

/** The words of an outcome, from the member's side. */
export const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  send: 'Sent',
  hold: 'Held',
  merge: 'Merged',
  drop: 'Dropped',
};

/** The words of a channel. */
export const CHANNEL_WORDS: Readonly<Record<ChannelName, string>> = {
  'in-app': 'In-app timeline',
  'web-push': 'Web push',
  'mobile-push': 'App push',
  email: 'Email',
  sms: 'Text message',
  slack: 'Slack',
  webhook: 'Webhook',
};

const REASON_WORDS: Readonly<Record<Reason, string>> = {
  'own-action': 'their own action',
  'no-consent': 'no consent',
  'muted-actor': 'muted the actor',
  'muted-item': 'muted the item',
  'muted-type': 'muted the type',
  'muted-thread': 'muted the conversation',
  'muted-category': 'muted the category',
  'type-off': 'turned the type off',
  expired: 'expired',
  'beyond-history': 'older than the history',
  'already-seen': 'already seen',
  interacted: 'already engaged with the item',
  recalled: 'withdrawn by the producer',
  unverified: 'could not be verified',
  flood: 'too many candidates in an hour',
  'below-floor': 'not relevant enough',
  'below-push-bar': 'not relevant enough to ring',
  'no-channel': 'no channel is on',
  collapsed: 'joined the same story',
  digest: 'in a digest',
  fatigue: 'asked for less',
  'type-cap': 'cap of the type reached',
  'channel-cap': 'cap of the channel reached',
  'member-cap': 'daily cap reached',
  ramp: 'new member, fewer at first',
  spacing: 'too soon after the last one',
  snoozed: 'snoozed',
  'quiet-hours': 'quiet hours',
  moment: 'at its moment of the day',
  'best-time': 'at a better time',
  portfolio: 'others go first',
  escalation: 'one channel after the other',
  reminder: 'reminder',
  dark: 'dark run',
  timeline: 'to the timeline only',
  interrupt: 'to the timeline and a device',
};

/** The words of a reason; one that this page does not know yet is shown as it is. */
export function reasonWords(reason: string): string {
  return Object.hasOwn(REASON_WORDS, reason) ? REASON_WORDS[reason as Reason] : reason.replaceAll('-', ' ');
}
