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
};

const REASON_WORDS: Readonly<Record<Reason, string>> = {
  'own-action': 'their own action',
  'no-consent': 'no consent',
  'muted-actor': 'muted the actor',
  'muted-item': 'muted the item',
  'muted-type': 'muted the type',
  'type-off': 'turned the type off',
  expired: 'expired',
  'beyond-history': 'older than the history',
  'already-seen': 'already seen',
  'no-channel': 'no channel is on',
  'type-cap': 'cap of the type reached',
  'member-cap': 'daily cap reached',
  'quiet-hours': 'quiet hours',
  dark: 'dark run',
  timeline: 'to the timeline only',
  interrupt: 'to the timeline and a device',
};

/** The words of a reason; one that this page does not know yet is shown as it is. */
export function reasonWords(reason: string): string {
  return reason in REASON_WORDS ? REASON_WORDS[reason as Reason] : reason.replaceAll('-', ' ');
}
