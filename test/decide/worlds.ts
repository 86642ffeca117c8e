import fc from 'fast-check';
import type { CandidateActivity } from '../../src/contract/activity.ts';
import type { Preferences, QuietHours } from '../../src/contract/preferences.ts';
import type { Case } from '../../src/decide/component.ts';
import type { MemberState } from '../../src/decide/member-state.ts';
import { DAY, HOUR } from '../../src/decide/volume/rolling-cap.ts';
import { activityOf, memberOf, NOON } from './cases.ts';

const who = fc.constantFrom('ada', 'bob', 'cleo', 'dan', 'eve');
const what = fc.constantFrom('post-1', 'post-2');
const type = fc.constantFrom('post.published', 'message.received', 'constructor');
const channels = fc.constantFrom(
  ['in-app'],
  ['web-push'],
  ['in-app', 'web-push'],
  ['web-push', 'in-app'],
) as fc.Arbitrary<('in-app' | 'web-push')[]>;
const limit = fc.integer({ min: 0, max: 4 });
const hour = fc.integer({ min: 0, max: 23 }).map((each) => `${String(each).padStart(2, '0')}:00`);
const weekday = fc.constantFrom('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun') satisfies fc.Arbitrary<
  NonNullable<QuietHours['days']>[number]
>;
const zone = fc.constantFrom('UTC', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Kiritimati');
const clock = fc.integer({ min: NOON - 400 * DAY, max: NOON + 400 * DAY });
/** Seldom enough that most candidates get to the end of the pipeline. */
const seldom = fc.integer({ min: 0, max: 5 }).map((each) => each === 0);
const onOff = seldom.map((isOff) => (isOff ? 'off' : 'on')) satisfies fc.Arbitrary<'on' | 'off'>;

const activity: fc.Arbitrary<(now: number) => CandidateActivity> = fc
  .record({
    id: fc.constantFrom('A', 'B', 'C', 'D', 'E', 'F'),
    type,
    actor: fc.option(who, { nil: undefined }),
    item: fc.option(what, { nil: undefined }),
    expiresIn: fc.option(fc.integer({ min: -HOUR, max: DAY }), { nil: undefined, freq: 2 }),
    policy: fc.record({
      class: fc.constantFrom('content', 'transactional') satisfies fc.Arbitrary<'content' | 'transactional'>,
      channels,
      mandatory: seldom,
      dark: seldom,
      typeCaps: fc.record({ perHour: limit, perDay: limit }, { requiredKeys: [] }),
      memberPerDay: limit,
    }),
  })
  .map(({ id, type, actor, item, expiresIn, policy }) => (now) => {
    const { actor: _, item: __, ...bare } = activityOf({ id, type, policy });
    return {
      ...bare,
      ...(actor === undefined ? {} : { actor }),
      ...(item === undefined ? {} : { item }),
      ...(expiresIn === undefined ? {} : { expiresAt: now + expiresIn }),
    };
  });

const preferences: fc.Arbitrary<Partial<Preferences>> = fc.record(
  {
    channels: fc.record({ 'in-app': onOff, 'web-push': onOff }, { requiredKeys: [] }),
    types: fc.dictionary(type, fc.record({ 'in-app': onOff, 'web-push': onOff }, { requiredKeys: [] })) as fc.Arbitrary<
      Preferences['types']
    >,
    quiet: fc.record(
      { from: hour, to: hour, days: fc.uniqueArray(weekday, { minLength: 1 }) },
      { requiredKeys: ['from', 'to'] },
    ) as fc.Arbitrary<QuietHours>,
    muted: fc.array(fc.oneof(fc.record({ actor: who }), fc.record({ item: what }), fc.record({ type })), {
      maxLength: 2,
    }),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Partial<Preferences>>;

/** A member with any settings and devices, at any moment, and a stream of candidates for them. */
export interface World {
  readonly member: MemberState;
  readonly cases: readonly Omit<Case, 'member'>[];
  readonly now: number;
}

export const world: fc.Arbitrary<World> = fc
  .record({
    now: clock,
    zone,
    preferences,
    hasDevice: seldom.map((isIt) => !isIt),
    rang: fc.array(fc.record({ ago: fc.integer({ min: 0, max: DAY - 1 }), type }), { maxLength: 4 }),
    floor: fc.option(fc.constantFrom('B', 'D'), { nil: undefined, freq: 2 }),
    stream: fc.array(
      fc.record({
        activity,
        again: fc.option(fc.record({ shown: fc.boolean(), seen: seldom }), { nil: undefined, freq: 2 }),
      }),
      { maxLength: 6 },
    ),
  })
  .map(({ now, zone, preferences, hasDevice, rang, floor, stream }) => ({
    now,
    member: memberOf({
      timezone: zone,
      preferences,
      reachable: new Set(hasDevice ? (['web-push'] as const) : []),
      interruptions: rang.map(({ ago, type }) => ({ at: now - ago, type })).sort((one, other) => one.at - other.at),
      historyFloor: floor,
    }),
    cases: stream.map(({ activity, again }) => ({
      candidate: { activity: activity(now) },
      now,
      ...(again === undefined ? {} : { again }),
    })),
  }));
