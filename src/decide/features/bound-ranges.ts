import { ChannelName } from '../../contract/channel.ts';
import type { Case } from '../component.ts';
import type { PushedRows } from '../member-state.ts';
import { openRate } from '../score/rates.ts';
import type { Ranges, Values } from '../score/values.ts';
import { HOUR } from '../volume/rolling-cap.ts';
import { COUNTED, isOfMember, pushedName, RANGE_NAMES, SCOPES } from './feature-names.ts';
import { type Opening, type Openings, openingsOf } from './openings.ts';
import { RANGES } from './past-summary.ts';
import { edgeTargets } from './pushed-features.ts';

type Range = readonly [least: number, most: number];

/** Clocks of two Workers may differ by this much, ms: a later decision may be taken at an earlier moment. */
const SKEW = 10 * 60_000;
const ANYTHING_UP: Range = [0, Number.POSITIVE_INFINITY];
/** Of what is missing and stays so. */
const NOTHING: Range = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

/** What is told of features: exactly, or only within which range (or missing). */
export interface BoundRanges {
  readonly exact: Values;
  readonly ranges: Ranges;
}

/**
 * What the features of the member that a model uses can be for other events of the same type, actor, channels and node,
 * as long as the member opens nothing and no dataset is pushed. So counts of what was sent, shown, seen or dismissed may
 * grow, counts of what was opened only shrink, and what was pushed stays. `values` are what this case was scored by.
 */
export function boundRanges(names: readonly string[], of: Case, values: Values): BoundRanges {
  let openings: Openings | undefined;
  const asked: Asked = {
    of,
    values,
    openings: () => {
      openings ??= openingsOf(of.member.past, of.now);
      return openings;
    },
  };
  const told = names.filter(isOfMember).map((name) => [name, (READERS.get(name) ?? pushedRange)(asked, name)] as const);
  return {
    exact: Object.fromEntries(told.flatMap(([name, each]) => (typeof each === 'number' ? [[name, each]] : []))),
    ranges: Object.fromEntries(told.flatMap(([name, each]) => (typeof each === 'number' ? [] : [[name, each]]))),
  };
}

interface Asked {
  readonly of: Case;
  readonly values: Values;
  readonly openings: () => Openings;
}
/** A number is exactly that. */
type Reader = (asked: Asked, name: string) => Range | number;

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ...SCOPES.flatMap((scope) =>
    RANGE_NAMES.flatMap((range) =>
      COUNTED.map((what): [string, Reader] => [
        `${scope}.${what}.${range}`,
        what === 'opened' ? (asked) => [0, openedIn(asked, scope, range)] : () => ANYTHING_UP,
      ]),
    ),
  ),
  ...ChannelName.options.flatMap((channel): [string, Reader][] => [
    [`channel.${channel}.sent.30d`, () => ANYTHING_UP],
    [
      `channel.${channel}.opened.30d`,
      (asked) => [0, countOf(asked, '30d', ({ openedOn, type }) => type === undefined || openedOn.includes(channel))],
    ],
  ]),
  ['type.openRate', (asked) => [0, rateOf(openedIn(asked, 'type', '90d'))]],
  ['type.disableRate', () => [0, 1]],
  ['hoursSinceLastOpen', hoursRange],
  ['edge.strength', ({ values }) => exactly(values, 'edge.strength')],
]);

/** All of them are judged by then: what is judged besides only makes the rate less. */
function rateOf(opened: number): number {
  return openRate({ opened, judged: opened });
}

function openedIn(asked: Asked, scope: (typeof SCOPES)[number], range: keyof typeof RANGES): number {
  const { type, actor } = asked.of.candidate.activity;
  return countOf(asked, range, (each) => {
    if (each.type === undefined || scope === 'member') return true;
    return scope === 'type' ? each.type === type : each.actor === actor;
  });
}

function countOf({ of, openings }: Asked, range: keyof typeof RANGES, counts: (each: Opening) => boolean): number {
  const since = of.now - SKEW - RANGES[range];
  let count = 0;
  for (const each of openings().byId.values())
    if ((each.at ?? Number.POSITIVE_INFINITY) > since && counts(each)) count++;
  return count;
}

/** It grows by itself, and is missing again when the record of the last opening goes. */
function hoursRange({ of, openings }: Asked): Range {
  const { lastOpenAt } = openings();
  if (lastOpenAt === undefined) return NOTHING;
  return [Math.max(0, of.now - SKEW - lastOpenAt) / HOUR, Number.POSITIVE_INFINITY];
}

/**
 * What a dataset tells: exactly that, of the member and of the edge to the node or the actor. Where the member has rows
 * of neither, the row of another item or entity may be the one that counts for another event.
 */
function pushedRange({ of, values }: Asked, name: string): Range | number {
  const pushed = pushedName(name);
  const { policy } = of.candidate.activity;
  if (pushed?.side !== 'edge' || policy.stale?.includes(pushed.dataset)) return exactly(values, name);
  const edges: NonNullable<PushedRows['edges']> = of.member.pushed?.rows(pushed.dataset)?.edges ?? {};
  const others = Object.entries(edges).flatMap(([target, { features }]) => {
    const isOfEvent = target.startsWith('item:') || target.startsWith('entity:');
    return isOfEvent && Object.hasOwn(features, pushed.name) ? [features[pushed.name] as number] : [];
  });
  const { item: _, entities: __, ...activity } = of.candidate.activity;
  const always = edgeTargets({ candidate: { ...of.candidate, activity } });
  const first = always.find((target) => Object.hasOwn(edges, target));
  const isFixed = first !== undefined && Object.hasOwn(edges[first]?.features ?? {}, pushed.name);
  if (isFixed || others.length === 0) return exactly(values, name);
  const scored = exactly(values, name);
  const all = typeof scored === 'number' ? [...others, scored] : others;
  return [Math.min(...all), Math.max(...all)];
}

/** As it was scored by; what was missing then stays missing. */
function exactly(values: Values, name: string): Range | number {
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  return value === undefined || Number.isNaN(value) ? NOTHING : value;
}
