import type { Decision, Reason } from '../contract/decision.ts';
import { toInstant } from '../contract/identifier.ts';
import { interrupts } from './interrupts.ts';

/** A decision in one line of words: the answer to "why did I (not) get this". */
export function inWords(decision: Decision): string {
  const why = because(decision.reason, decision.numbers);
  switch (decision.outcome) {
    case 'send':
      return interrupts(decision.channels)
        ? `Sent by ${decision.channels.join(' and ')}: ${why}.`
        : `Put in the timeline: ${why}.`;
    case 'hold': {
      const until = decision.until === undefined ? '' : ` until ${toInstant(decision.until)}`;
      return `Held${until}: ${why}.`;
    }
    case 'merge':
      return `Merged: ${why}.`;
    case 'drop':
      return `Not sent: ${why}.`;
  }
}

function because(reason: Reason, numbers: Decision['numbers']): string {
  switch (reason) {
    case 'own-action':
      return 'it was their own action';
    case 'no-consent':
      return 'they turned off every channel it could use';
    case 'muted-actor':
      return 'they muted who did it';
    case 'muted-item':
      return 'they muted what it is about';
    case 'muted-type':
      return 'they muted this type';
    case 'type-off':
      return 'they turned this type off';
    case 'expired':
      return 'it had expired';
    case 'beyond-history':
      return 'it is older than the history that is kept';
    case 'already-seen':
      return 'they had already seen it in the timeline';
    case 'no-channel':
      return 'no channel of this type reaches them';
    case 'type-cap':
      return `${counted(numbers.used, 'notification')} of this type rang lately and ${allowed(numbers.limit)}`;
    case 'member-cap':
      return `they were interrupted ${counted(numbers.used, 'time')} in 24 hours and ${allowed(numbers.limit)}`;
    case 'quiet-hours':
      return 'these are their quiet hours';
    case 'dark':
      return 'dark mode decides but sends nothing';
    case 'timeline':
      return 'no interrupting channel applies';
    case 'interrupt':
      return 'nothing spoke against it';
  }
}

function counted(count: number | undefined, noun: string): string {
  return `${count ?? 'several'} ${noun}${count === 1 ? '' : 's'}`;
}

function allowed(limit: number | undefined): string {
  return limit === 1 ? '1 is allowed' : `${limit ?? 'fewer'} are allowed`;
}
