import { ChannelName } from '../../contract/channel.ts';
import { RANGES } from './past-summary.ts';

/** Whose past is counted. */
export const SCOPES = ['type', 'actor', 'member'] as const;
/** What of a past is counted. */
export const COUNTED = ['sent', 'shown', 'seen', 'opened', 'dismissed'] as const;
/** The ranges that are counted over, by name. */
export const RANGE_NAMES = Object.keys(RANGES) as (keyof typeof RANGES)[];

/** Names of all that is read from the past, or from the way that led to the member. */
const OF_HISTORY: ReadonlySet<string> = new Set([
  ...SCOPES.flatMap((scope) => COUNTED.flatMap((what) => RANGE_NAMES.map((range) => `${scope}.${what}.${range}`))),
  ...ChannelName.options.flatMap((channel) => [`channel.${channel}.sent.30d`, `channel.${channel}.opened.30d`]),
  'type.openRate',
  'type.disableRate',
  'hoursSinceLastOpen',
  'edge.strength',
]);

/** Sides of a push that are known in the member's object alone. */
export const MEMBER_SIDES = ['recipient', 'edge'] as const;
/** Sides of a push that are known before anybody is asked. */
export const EVENT_SIDES = ['actor', 'item', 'entity'] as const;

/** A feature that a dataset tells. */
export interface PushedName {
  readonly side: (typeof MEMBER_SIDES)[number] | (typeof EVENT_SIDES)[number];
  readonly dataset: string;
  /** As the rows of the dataset call it. */
  readonly name: string;
}

/**
 * Whether a feature belongs to the member: their history, what datasets tell of them (`recipient.…`) and of their edges
 * (`edge.…`). Every other one belongs to the event and is known before the fan-out.
 */
export function isOfMember(name: string): boolean {
  return OF_HISTORY.has(name) || /^(recipient|edge)\./.test(name);
}

/** Whether a number of a decision is a feature that was recorded with it: all but one of their names have a dot. */
export function isRecorded(name: string): boolean {
  return name.includes('.') || name === 'hoursSinceLastOpen';
}

/**
 * The dataset that tells a feature, by its name `<side>.<dataset>.<name>`; undefined when none does. (An `item.…` of
 * three parts may also be the event's own number: what a dataset tells comes first.)
 */
export function pushedName(feature: string): PushedName | undefined {
  if (OF_HISTORY.has(feature)) return undefined;
  const [, side, dataset, name] =
    /^(recipient|edge|actor|item|entity)\.([a-z][a-z0-9-]{0,63})\.(.+)$/s.exec(feature) ?? [];
  if (side === undefined || dataset === undefined || name === undefined) return undefined;
  return { side: side as PushedName['side'], dataset, name };
}
