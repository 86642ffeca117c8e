import { ChannelName } from '../../contract/channel.ts';
import type { Case, Hydrator } from '../component.ts';
import { remembered } from '../remembered.ts';
import { modelOf } from '../score/model.ts';
import { disableRate, openRate } from '../score/rates.ts';
import { isComputed } from '../score/scored.ts';
import { HOUR } from '../volume/rolling-cap.ts';
import { type Counts, countsIn, type PastEntry, type PastSummary, pastSummary, RANGES } from './past-summary.ts';

/**
 * What the model of a candidate that is about to be scored uses; of any other nothing is read. By name:
 *
 * - `type.sent.24h`: how many of this type rang; also `shown`, `seen`, `opened`, `dismissed`, and `7d`, `30d`, `90d`
 * - `actor.…`: the same of what this actor did; `member.…`: of everything
 * - `channel.web-push.sent.30d`, `channel.web-push.opened.30d`: of a channel of this type, by whatever type
 * - `type.openRate`, `type.disableRate`: 0..1, with a prior, as it is scored without a model
 * - `hoursSinceLastOpen`: of anything; missing when nothing was ever opened
 * - `edge.strength`: 0..1, of the strongest edge that leads to the member; missing when none does
 * - `item.…`, `fact.…`: what the event and its enrichers say
 *
 * Seed: the interactions counted by range that LinkedIn's Concourse and Twitter's recommendations score by.
 */
export const historyFeatures: Hydrator = {
  kind: 'hydrator',
  name: 'history',
  hydrate(of, known) {
    const { features = {}, policy } = of.candidate.activity;
    if (!policy.model || !isComputed(of)) return known;
    const past = pastSummary(of.member.past);
    const asked: Asked = { of, past, counts: remembered((window) => countsOf(window, of, past)) };
    const named = modelOf(policy.model).features.flatMap((name): [string, number][] => {
      const value = READERS.get(name)?.(asked) ?? (Object.hasOwn(features, name) ? features[name] : undefined);
      return value === undefined ? [] : [[name, value]];
    });
    return { ...known, values: { ...known.values, ...Object.fromEntries(named) } };
  },
};

/** What a feature is read from. */
interface Asked {
  readonly of: Case;
  readonly past: PastSummary;
  /** Counted once for all the features that need it. */
  readonly counts: (window: Window) => Counts;
}

/** A part of the past that is counted. */
interface Window {
  readonly scope: keyof typeof SCOPES;
  readonly range: keyof typeof RANGES;
}

const COUNTED = ['sent', 'shown', 'seen', 'opened', 'dismissed'] as const;
const SCOPES = {
  type: (past, { candidate }) => past.ofType(candidate.activity.type),
  actor: (past, { candidate }) => past.ofActor(candidate.activity.actor ?? ''),
  member: (past) => past.all,
} as const satisfies Record<string, (past: PastSummary, of: Case) => readonly PastEntry[]>;
const QUARTER: Window = { scope: 'type', range: '90d' };

function countsOf({ scope, range }: Window, of: Case, past: PastSummary): Counts {
  return countsIn(SCOPES[scope](past, of), RANGES[range], of.now);
}

/** Every feature that is read from the past or from the way to the member. */
const READERS: ReadonlyMap<string, (asked: Asked) => number | undefined> = new Map([
  ...windows().flatMap((window) =>
    COUNTED.map((what) => named(`${window.scope}.${what}.${window.range}`, ({ counts }) => counts(window)[what])),
  ),
  ...ChannelName.options.flatMap((channel) => [
    named(`channel.${channel}.sent.30d`, (asked) => onChannel(channel, asked, (each) => each.channels)),
    named(`channel.${channel}.opened.30d`, (asked) => onChannel(channel, asked, (each) => each.openedOn)),
  ]),
  named('type.openRate', ({ counts }) => openRate(counts(QUARTER))),
  named('type.disableRate', ({ counts }) => disableRate(counts(QUARTER))),
  named('hoursSinceLastOpen', ({ of, past: { lastOpenAt } }) =>
    lastOpenAt === undefined ? undefined : Math.max(0, of.now - lastOpenAt) / HOUR,
  ),
  named('edge.strength', ({ of: { candidate } }) => candidate.edges && strongest(candidate.edges)),
]);

function named(name: string, read: (asked: Asked) => number | undefined) {
  return [name, read] as const;
}

function windows(): Window[] {
  const scopes = Object.keys(SCOPES) as (keyof typeof SCOPES)[];
  const ranges = Object.keys(RANGES) as (keyof typeof RANGES)[];
  return scopes.flatMap((scope) => ranges.map((range) => ({ scope, range })));
}

/** How many of the last 30 days; nothing of a channel that the type does not use. */
function onChannel(
  channel: ChannelName,
  { of, past }: Asked,
  channelsOf: (each: PastEntry) => readonly ChannelName[],
): number | undefined {
  if (!of.candidate.activity.policy.channels.includes(channel)) return undefined;
  const since = of.now - RANGES['30d'];
  return past.all.filter((each) => each.shown && each.at > since && channelsOf(each).includes(channel)).length;
}

function strongest(edges: readonly { readonly strength: number }[]): number | undefined {
  return edges.length === 0 ? undefined : Math.max(...edges.map(({ strength }) => strength));
}
