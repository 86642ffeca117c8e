import { ChannelName } from '../../contract/channel.ts';
import type { Case, Features, Hydrator } from '../component.ts';
import { remembered } from '../remembered.ts';
import { isInShare } from '../score/is-in-share.ts';
import { modelOf } from '../score/model.ts';
import { disableRate, openRate } from '../score/rates.ts';
import { isComputed } from '../score/scored.ts';
import { HOUR } from '../volume/rolling-cap.ts';
import { COUNTED, isOfMember, isRecorded, RANGE_NAMES, SCOPES } from './feature-names.ts';
import { type Counts, countsIn, type PastEntry, type PastSummary, pastSummary, RANGES } from './past-summary.ts';
import { pushedFeatures } from './pushed-features.ts';

/**
 * What the model of a candidate that is about to be scored uses; of any other nothing is read. By name:
 *
 * - `type.sent.24h`: how many of this type rang; also `shown`, `seen`, `opened`, `dismissed`, and `7d`, `30d`, `90d`
 * - `actor.…`: the same of what this actor did; `member.…`: of everything
 * - `channel.web-push.sent.30d`, `channel.web-push.opened.30d`: of a channel of this type, by whatever type
 * - `type.openRate`, `type.disableRate`: 0..1, with a prior, as it is scored without a model
 * - `hoursSinceLastOpen`: of anything; missing when nothing was ever opened
 * - `edge.strength`: 0..1, of the strongest edge that leads to the member; missing when none does
 * - `recipient.…`, `edge.…` otherwise: what datasets tell of the member and of their edges (`pushedFeatures`)
 * - `item.…`, `event.…`, `fact.…`, `actor.…`, `entity.…` otherwise: what is known before anybody is asked
 *
 * Of a share of the candidates all of them are recorded with the decision: rows to train the next model on.
 *
 * Seed: the interactions counted by range that LinkedIn's Concourse and Twitter's recommendations score by.
 */
export const historyFeatures: Hydrator = {
  kind: 'hydrator',
  name: 'history',
  hydrate(of, known) {
    const { id, features = {}, policy } = of.candidate.activity;
    if (!policy.model || !isComputed(of)) return recordedBefore(of, known);
    const past = pastSummary(of.member.past);
    const asked: Asked = { of, past, counts: remembered((window) => countsOf(window, of, past)) };
    const pushed = pushedFeatures(of);
    const models = [policy.model, ...(policy.challenger ? [policy.challenger.model] : [])];
    const names = new Set(models.flatMap((model) => modelOf(model).features));
    const named = [...names].flatMap((name): [string, number][] => {
      const ofEvent = isOfMember(name) || !Object.hasOwn(features, name) ? undefined : features[name];
      const value = READERS.get(name)?.(asked) ?? pushed(name) ?? ofEvent;
      return value === undefined ? [] : [[name, value]];
    });
    const values = { ...known.values, ...Object.fromEntries(named) };
    const { record = 0 } = policy.model;
    if (record === 0 || !isInShare(`${id}/${of.member.id}`, record)) return { ...known, values };
    return { ...known, values, numbers: { ...known.numbers, ...values } };
  },
};

/** What was recorded when it was first decided stays with it. */
function recordedBefore({ again }: Case, known: Features): Features {
  const recorded = Object.entries(again?.numbers ?? {}).filter(([name]) => isRecorded(name));
  if (recorded.length === 0) return known;
  return { ...known, numbers: { ...known.numbers, ...Object.fromEntries(recorded) } };
}

/** What a feature is read from. */
interface Asked {
  readonly of: Case;
  readonly past: PastSummary;
  /** Counted once for all the features that need it. */
  readonly counts: (window: Window) => Counts;
}

/** A part of the past that is counted. */
interface Window {
  readonly scope: (typeof SCOPES)[number];
  readonly range: (typeof RANGE_NAMES)[number];
}

const ENTRIES = {
  type: (past, { candidate }) => past.ofType(candidate.activity.type),
  actor: (past, { candidate }) => past.ofActor(candidate.activity.actor ?? ''),
  member: (past) => past.all,
} as const satisfies Record<Window['scope'], (past: PastSummary, of: Case) => readonly PastEntry[]>;
const QUARTER: Window = { scope: 'type', range: '90d' };

function countsOf({ scope, range }: Window, of: Case, past: PastSummary): Counts {
  return countsIn(ENTRIES[scope](past, of), RANGES[range], of.now);
}

/** Every feature that is read from the past or from the way to the member. */
export const READERS: ReadonlyMap<string, (asked: Asked) => number | undefined> = new Map([
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
  return SCOPES.flatMap((scope) => RANGE_NAMES.map((range) => ({ scope, range })));
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
