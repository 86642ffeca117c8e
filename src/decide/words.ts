import type { Decision } from '../contract/decision.ts';
import { toInstant } from '../contract/identifier.ts';
import { interrupts } from './interrupts.ts';

/** A decision in one line of words: the answer to "why did I (not) get this". */
export function inWords(decision: Decision): string {
  const why = because(decision);
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
      return `Merged${decision.into === undefined ? '' : ` into ${decision.into}`}: ${why}.`;
    case 'drop':
      return `Not sent: ${why}.`;
  }
}

function because({ outcome, reason, numbers, channels }: Decision): string {
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
    case 'muted-thread':
      return 'they muted the conversation it belongs to';
    case 'muted-category':
      return 'they muted the category of this type';
    case 'type-off':
      return 'they turned this type off';
    case 'expired':
      return 'it had expired';
    case 'beyond-history':
      return 'it is older than the history that is kept';
    case 'already-seen':
      return 'they had already seen it in the timeline';
    case 'interacted':
      return 'they had already done something with what it is about';
    case 'recalled':
      return 'it was withdrawn by its producer';
    case 'unverified':
      return 'what had to be checked before it goes out could not be checked';
    case 'flood':
      return `they were a candidate ${counted(numbers.used, 'time')} within the hour and ${allowed(numbers.limit)}`;
    case 'below-floor':
      return `its utility${exactly(numbers.utility)} is below the floor of its type${exactly(numbers.floor)}`;
    case 'below-push-bar':
      return `its utility${exactly(numbers.utility)} is too low for this type to ring${exactly(numbers.pushBar)}`;
    case 'no-channel':
      return 'no channel of this type reaches them';
    case 'collapsed':
      return `it is the same story as one they have not seen yet${isKnown(numbers.count) ? `, now of ${counted(numbers.count, 'actor')}` : ''}`;
    case 'digest':
      return inDigest(outcome, numbers.count);
    case 'fatigue':
      return `they asked for less or dismissed what came lately${isKnown(numbers.quietUntil) ? `, so nothing of the kind rings until ${toInstant(numbers.quietUntil)}` : ''}`;
    case 'type-cap':
      return `${counted(numbers.used, 'notification')} of this type rang lately and ${allowed(numbers.limit)}`;
    case 'channel-cap':
      return `its channel rang ${counted(numbers.used, 'time')} in 24 hours and ${allowed(numbers.limit)}`;
    case 'member-cap':
      return `they were interrupted ${counted(numbers.used, 'time')} in 24 hours and ${allowed(numbers.limit)}`;
    case 'ramp':
      return `they are new or back after a while: ${counted(numbers.used, 'interruption')} in 24 hours and ${allowed(numbers.limit)} so far`;
    case 'spacing':
      return 'something rang a short while ago, and the next one keeps its distance';
    case 'snoozed':
      return 'they snoozed everything';
    case 'quiet-hours':
      return 'these are their quiet hours';
    case 'moment':
      return 'it belongs to a certain moment of their day';
    case 'best-time':
      return isKnown(numbers.expected) && isKnown(numbers.now)
        ? `they respond at another time ${numbers.expected} times as much as on average, and now ${numbers.now} times`
        : 'they are likelier to respond at another time of the day';
    case 'portfolio':
      return `others that wait are worth more now than this one${exactly(numbers.marginal)} and go first`;
    case 'escalation':
      return interrupts(channels)
        ? 'they had not seen it on the channels before'
        : 'its channels ring one after the other, and none of them at once';
    case 'reminder':
      return 'they had not seen it when it rang before';
    case 'dark':
      return 'dark mode decides but sends nothing';
    case 'timeline':
      return 'no interrupting channel applies';
    case 'interrupt':
      return 'nothing spoke against it';
  }
}

function inDigest(outcome: Decision['outcome'], count: number | undefined): string {
  const items = isKnown(count) ? ` of ${counted(count, 'item')}` : '';
  switch (outcome) {
    case 'hold':
      return `it waits for a digest${items === '' ? '' : `${items} so far`}`;
    case 'merge':
      return `it comes with the others in a digest${items}`;
    default:
      return `it comes as a digest${items}`;
  }
}

function counted(count: number | undefined, noun: string): string {
  return `${isKnown(count) ? count : 'several'} ${noun}${count === 1 ? '' : 's'}`;
}

function allowed(limit: number | undefined): string {
  return limit === 1 ? '1 is allowed' : `${isKnown(limit) ? limit : 'fewer'} are allowed`;
}

/** In brackets, to three digits; nothing when it is not known. */
function exactly(value: number | undefined): string {
  return isKnown(value) ? ` (${Number(value.toPrecision(3))})` : '';
}

/** A number that can be said. */
function isKnown(value: number | undefined): value is number {
  return value !== undefined && Number.isFinite(value);
}
