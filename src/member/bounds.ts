import type { BoundKey } from '../contract/activity.ts';
import type { Bound, Lift } from '../contract/bound.ts';
import { BOUND_FOR, type Opening, type Openings, openingsOf } from '../decide/features/openings.ts';
import type { LiftedBy, MemberBound } from '../decide/score/member-bound.ts';
import { limits } from './limits.ts';
import type { Room } from './room.ts';

/** A Worker that lifts bounds is done within this, ms; otherwise the alarm sees to it. */
const LIFT_LEASE = 30_000;
/** Between two times that the alarm sees to it: a queue may be long, ms. */
const SENT_AGAIN_AFTER = 600_000;
/** A bound that goes for at least this long is not renewed, ms. */
const GOES_ON = BOUND_FOR / 2;

/** What the object remembers of the bounds that audiences keep of its member. */
export interface BoundFacts {
  /** Of the last lift. */
  readonly sequence: number;
  /** Bounds that something may lift, by their key. */
  readonly published: Readonly<Record<string, Published>>;
  /** Bounds that do not hold any more, as long as their audiences may not know. */
  readonly lifting: Readonly<Record<string, Omit<Lift, 'key'>>>;
}

interface Published extends LiftedBy {
  readonly node: string;
  /** ms since the epoch */
  readonly until: number;
}

const NONE: BoundFacts = { sequence: 0, published: {}, lifting: {} };

/**
 * Gives out a bound, and remembers it when something may lift it: one row written when it is new or about to end, none
 * otherwise. A member of whom too many are kept has the oldest lifted.
 */
export function publish(room: Room, { node, key }: BoundKey, bound: MemberBound, now: number): Bound {
  const { liftedBy, ...told } = bound;
  const fresh: Published = { node, until: now + BOUND_FOR, ...liftedBy };
  if (Object.keys(liftedBy).length === 0) return { ...told, until: fresh.until };
  const facts = factsOf(room);
  const { published } = facts;
  const known = Object.hasOwn(published, key) ? published[key] : undefined;
  if (known && known.until >= now + GOES_ON) return { ...told, until: known.until };
  const living = Object.entries(published).filter(([each, { until }]) => each !== key && until > now);
  const beyond = Math.max(0, living.length + 1 - limits.bounds);
  write(
    room,
    { ...facts, published: { ...Object.fromEntries(living), [key]: fresh } },
    living.slice(0, beyond).map(([each]) => each),
    now,
  );
  return { ...told, until: fresh.until };
}

/**
 * Does some work that may make more count as opened than before, and lifts the bounds that this concerns. Whatever the
 * work is: what counts is told from the rows before and after it.
 */
export function liftingOpened<Answer>(room: Room, now: number, work: () => Answer): Answer {
  const openable = Object.entries(factsOf(room).published).filter(([, each]) => each.type ?? each.actor ?? each.any);
  if (openable.length === 0) return work();
  const before = openingsOf(room.state.past(), now);
  const answer = work();
  const isLifted = liftedSince(before, openingsOf(room.state.past(), now));
  lift(
    room,
    openable.filter(([, each]) => isLifted(each)).map(([key]) => key),
    now,
  );
  return answer;
}

/** Rows of a dataset are others now: lifts the bounds that were computed with it. */
export function featuresChanged(room: Room, dataset: string, now: number): void {
  const { published } = factsOf(room);
  lift(
    room,
    Object.keys(published).filter((key) => published[key]?.datasets?.includes(dataset)),
    now,
  );
}

/**
 * What audiences must hear before the caller may be told that something is done: also lifts of earlier calls whose caller
 * died. `lifted` says that they have heard.
 */
export function liftsOf(room: Room): Lift[] {
  return Object.entries(factsOf(room).lifting).map(([key, each]) => ({ key, ...each }));
}

/** Everything that audiences may keep of this member, for when nothing of them remains. */
export function allLifts(room: Room): Lift[] {
  const { published, lifting } = factsOf(room);
  return Object.entries({ ...published, ...lifting }).map(([key, { node }]) => ({ node, key, sequence: 0 }));
}

/** The audiences have heard of these lifts; one that has become due again meanwhile stays. */
export function lifted(room: Room, lifts: readonly Lift[]): void {
  const { lifting, ...rest } = factsOf(room);
  const done = new Set(lifts.filter(({ key, sequence }) => lifting[key]?.sequence === sequence).map(({ key }) => key));
  if (done.size === 0) return;
  room.facts.put('bounds', { ...rest, lifting: without(lifting, done) });
}

/** When the alarm has to see to lifts once more, ms since the epoch; null when there are none. */
export function liftsDue(room: Room, now: number): number | null {
  return Object.keys(factsOf(room).lifting).length === 0 ? null : now + SENT_AGAIN_AFTER;
}

function lift(room: Room, keys: readonly string[], now: number): void {
  if (keys.length > 0) write(room, factsOf(room), keys, now);
}

/**
 * Writes facts of which these bounds are lifted: in one row, so that each bound is published or lifting whatever happens,
 * and after the alarm, so that no lift waits without one.
 */
function write(room: Room, facts: BoundFacts, keys: readonly string[], now: number): void {
  if (keys.length > 0) room.alarm.wakeBy(now + LIFT_LEASE);
  room.facts.put('bounds', keys.length > 0 ? withLifts(facts, keys) : facts);
}

function withLifts({ sequence: last, published, lifting }: BoundFacts, keys: readonly string[]): BoundFacts {
  const sequence = last + 1;
  const more = keys.map((key) => [key, { node: published[key]?.node ?? '', sequence }] as const);
  return {
    sequence,
    published: without(published, new Set(keys)),
    lifting: { ...lifting, ...Object.fromEntries(more) },
  };
}

/** Whether a bound was computed with less than what counts as opened now. */
function liftedSince(before: Openings, after: Openings): (each: Published) => boolean {
  const grown = [...after.byId].flatMap(([id, opening]) => {
    const known = before.byId.get(id);
    return known && isAsBefore(known, opening) ? [] : [opening];
  });
  const isLater = (after.lastOpenAt ?? 0) > (before.lastOpenAt ?? 0);
  return ({ type, actor, any }) =>
    (any === true && isLater) ||
    grown.some((each) => {
      const isAnyones = each.type === undefined || any === true;
      return isAnyones || (type !== undefined && each.type === type) || (actor !== undefined && each.actor === actor);
    });
}

function isAsBefore(before: Opening, after: Opening): boolean {
  const { at, type, openedOn } = after;
  return before.at === at && before.type === type && before.openedOn.length >= openedOn.length;
}

function factsOf(room: Room): BoundFacts {
  return room.facts.get('bounds') ?? NONE;
}

function without<Value>(record: Readonly<Record<string, Value>>, keys: ReadonlySet<string>): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !keys.has(key)));
}
