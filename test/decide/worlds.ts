import fc from 'fast-check';
import type { CandidateActivity } from '../../src/contract/activity.ts';
import { toInstant } from '../../src/contract/identifier.ts';
import type { DigestPolicy, Policy } from '../../src/contract/policy.ts';
import type { Preferences } from '../../src/contract/preferences.ts';
import type { QuietHours } from '../../src/contract/schedule.ts';
import type { Again, Case } from '../../src/decide/component.ts';
import type { MemberState, PastEngagement, PastNotification } from '../../src/decide/member-state.ts';
import { DAY, HOUR } from '../../src/decide/volume/rolling-cap.ts';
import { eventId } from '../../src/platform/event-id.ts';
import { activityOf, LAPTOP, memberOf, NOON, PHONE } from './cases.ts';

const who = fc.constantFrom('ada', 'bob', 'cleo', 'dan', 'eve');
const what = fc.constantFrom('post-1', 'post-2');
const type = fc.constantFrom('post.published', 'message.received', 'constructor');
const category = fc.constantFrom('social', 'work');
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
const rarely = fc.integer({ min: 0, max: 15 }).map((each) => each === 0);
const onOff = seldom.map((isOff) => (isOff ? 'off' : 'on')) satisfies fc.Arbitrary<'on' | 'off'>;
const setting = fc.constantFrom('on', 'on', 'on', 'on', 'off', 'digest') satisfies fc.Arbitrary<
  'on' | 'off' | 'digest'
>;
const ago = (most: number) => fc.integer({ min: 0, max: most });
/** There in one world of `one in`. */
const maybe = <Value>(value: fc.Arbitrary<Value>, oneIn = 4) =>
  fc.integer({ min: 1, max: oneIn }).chain((each) => (each === 1 ? value : fc.constant(undefined)));

const digest: fc.Arbitrary<DigestPolicy> = fc.record({
  key: fc.constant('type:post.published'),
  window: fc.oneof(
    fc.record({ fixed: fc.constant(HOUR) }),
    fc.record({ sliding: fc.constant(HOUR), most: fc.constant(3 * HOUR) }),
    fc.record({ schedule: fc.constantFrom('hourly', 'daily', 'weekly') }),
  ),
  minimum: fc.constant(1),
  title: fc.constant('{{count}} posts'),
  url: fc.constant(''),
}) as fc.Arbitrary<DigestPolicy>;

const policy: fc.Arbitrary<Policy> = fc
  .record({
    class: fc.constantFrom('content', 'content', 'transactional') satisfies fc.Arbitrary<'content' | 'transactional'>,
    channels,
    mandatory: rarely,
    dark: rarely,
    typeCaps: fc.record({ perHour: limit, perDay: limit, spacing: ago(2 * HOUR) }, { requiredKeys: [] }),
    memberPerDay: limit,
    category,
    spacing: maybe(ago(5 * HOUR)),
    channelCaps: maybe(fc.record({ 'web-push': limit })),
    candidatesPerHour: maybe(fc.integer({ min: 1, max: 4 })),
    ramp: maybe(fc.constant({ phaseDays: 3, awayDays: 30 })),
    fatigue: maybe(fc.constant({ quietDays: 7, reducedDays: 30, dismissals: 3 })),
    relevance: maybe(
      fc.record(
        {
          floor: fc.double({ min: -1, max: 1, noNaN: true }),
          pushBar: fc.double({ min: -1, max: 1, noNaN: true }),
          value: fc.constant(1),
          cost: fc.constant(20),
        },
        { requiredKeys: ['value', 'cost'] },
      ),
      2,
    ),
    collapse: maybe(fc.constant({ window: DAY }), 2),
    digest: maybe(digest, 6),
    timing: maybe(fc.constantFrom('now', 'best', { moment: 'morning' }, { moment: '18:30' }), 3),
    escalate: maybe(
      fc.constant([
        { channel: 'in-app', after: 0 },
        { channel: 'web-push', after: HOUR },
      ]),
      3,
    ),
    apps: maybe(fc.constant(['news'])),
    reach: maybe(fc.constant('best')),
    defaults: maybe(fc.record({ channels: fc.record({ 'web-push': setting }, { requiredKeys: [] }) })),
  })
  .map((given) => Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as never);

const activity: fc.Arbitrary<(now: number) => CandidateActivity> = fc
  .record({
    number: fc.integer({ min: 0, max: 5 }),
    happened: ago(HOUR),
    type,
    actor: maybe(who, 1),
    item: maybe(what, 2),
    thread: maybe(fc.constant('talk')),
    group: maybe(what, 2),
    unverified: rarely.map((isIt) => (isIt ? 'reputation' : undefined)),
    expiresIn: maybe(fc.integer({ min: -HOUR, max: DAY }), 2),
    policy,
  })
  .map(({ number, happened, type, actor, item, thread, group, unverified, expiresIn, policy }) => (now) => {
    const id = eventId(now - happened, String(number).padStart(16, '0'));
    const { actor: _, item: __, ...bare } = activityOf({ id, type, policy });
    return {
      ...bare,
      ...(actor === undefined ? {} : { actor }),
      ...(item === undefined ? {} : { item }),
      ...(thread === undefined ? {} : { thread }),
      ...(group === undefined ? {} : { group }),
      ...(unverified === undefined ? {} : { unverified }),
      ...(expiresIn === undefined ? {} : { expiresAt: now + expiresIn }),
    };
  });

const byChannel = fc.record({ 'in-app': onOff, 'web-push': setting }, { requiredKeys: [] });
const quietHours = fc.record(
  { from: hour, to: hour, days: fc.uniqueArray(weekday, { minLength: 1 }) },
  { requiredKeys: ['from', 'to'] },
) as fc.Arbitrary<QuietHours>;

const preferences: fc.Arbitrary<(now: number) => Partial<Preferences>> = fc
  .record({
    settings: fc.record(
      {
        channels: fc.record({ 'in-app': onOff, 'web-push': onOff }, { requiredKeys: [] }),
        types: fc.dictionary(type, byChannel) as fc.Arbitrary<Preferences['types']>,
        categories: fc.dictionary(category, byChannel) as fc.Arbitrary<Preferences['types']>,
        quiet: fc.oneof(quietHours, fc.array(quietHours, { minLength: 1, maxLength: 3 })),
      },
      { requiredKeys: [] },
    ),
    muted: fc.array(
      fc.tuple(
        fc.oneof(
          fc.record({ actor: who }),
          fc.record({ item: what }),
          fc.record({ type }),
          fc.record({ thread: fc.constant('talk') }),
          fc.record({ category }),
        ),
        maybe(fc.integer({ min: -HOUR, max: HOUR })),
      ),
      { maxLength: 2 },
    ),
    mutedFor: maybe(fc.integer({ min: -HOUR, max: HOUR }), 2),
  })
  .map(({ settings, muted, mutedFor }) => (now) => ({
    ...settings,
    muted: muted.map(([what, until]) => ({
      ...what,
      ...(until === undefined ? {} : { until: toInstant(now + until) }),
    })),
    ...(mutedFor === undefined ? {} : { muteUntil: toInstant(now + mutedFor) }),
  })) as fc.Arbitrary<(now: number) => Partial<Preferences>>;

const notification: fc.Arbitrary<(now: number, index: number) => PastNotification> = fc
  .record({ ago: ago(2 * DAY), type, actor: who, item: what, group: fc.option(what), seen: fc.boolean(), read: seldom })
  .map(({ ago, seen, ...rest }) => (now, index) => ({
    ...rest,
    id: eventId(now - ago - 2 * HOUR, String(index).padStart(16, 'f')),
    at: now - ago,
    outcome: 'send',
    channels: ['in-app'],
    into: null,
    digest: null,
    dueAt: null,
    interruptedAt: null,
    shown: true,
    seen: seen || rest.read,
  }));

const engagement: fc.Arbitrary<(now: number) => PastEngagement> = fc
  .record({
    ago: ago(40 * DAY),
    action: fc.constantFrom('open', 'view', 'dismiss', 'see-less', 'like') satisfies fc.Arbitrary<
      PastEngagement['action']
    >,
    on: fc.oneof(
      fc.record({ kind: fc.constant('item' as const), target: what }),
      fc.record({ kind: fc.constant('actor' as const), target: who }),
    ),
  })
  .map(({ ago, action, on }) => (now) => ({ at: now - ago, action, ...on, channel: null }));

const again: fc.Arbitrary<Again> = fc
  .record({
    for: fc.constantFrom('slot', 'delivery', 'digest', 'reminder', 'escalation') satisfies fc.Arbitrary<Again['for']>,
    shown: fc.boolean(),
    seen: seldom,
  })
  .map((given) =>
    given.for === 'reminder' || given.for === 'escalation' ? { ...given, channels: ['web-push'] as const } : given,
  );

/** A member with any settings, devices and past, at any moment, and a stream of candidates for them. */
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
    devices: fc.constantFrom([LAPTOP], [LAPTOP, PHONE], [PHONE], []),
    rang: fc.array(fc.record({ ago: ago(DAY - 1), type }), { maxLength: 4 }),
    floor: maybe(ago(HOUR), 2),
    createdAgo: maybe(ago(20 * DAY), 2),
    history: fc.array(notification, { maxLength: 6 }),
    engagements: fc.array(engagement, { maxLength: 6 }),
    stream: fc.array(fc.record({ activity, again: maybe(again, 2) }), { maxLength: 6 }),
  })
  .map(({ now, zone, preferences, devices, rang, floor, createdAgo, history, engagements, stream }) => ({
    now,
    member: memberOf({
      timezone: zone,
      preferences: preferences(now),
      devices,
      interruptions: rang
        .map(({ ago, type }) => ({ at: now - ago, type, channels: ['web-push'] as const }))
        .sort((one, other) => one.at - other.at),
      historyFloor: floor === undefined ? undefined : eventId(now - floor, '0'.repeat(16)),
      ...(createdAgo === undefined ? {} : { createdAt: now - createdAgo }),
      past: {
        history: history.map((each, index) => each(now, index)).sort((one, other) => (one.id < other.id ? -1 : 1)),
        engagements: engagements.map((each) => each(now)).sort((one, other) => one.at - other.at),
      },
    }),
    cases: stream.map(({ activity, again }) => ({
      candidate: { activity: activity(now) },
      now,
      ...(again === undefined ? {} : { again }),
    })),
  }));
