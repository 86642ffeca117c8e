import fc from 'fast-check';
import type { Delivery, Settlement } from '../../src/contract/delivery.ts';
import type { EngagementAction } from '../../src/contract/engagement.ts';
import { toInstant } from '../../src/contract/identifier.ts';
import type { Policy } from '../../src/contract/policy.ts';
import type { Preferences } from '../../src/contract/preferences.ts';
import { type EventShape, MINUTE, type TypeName } from './simulation-types.ts';
import { DAY, HOUR } from './world.ts';

/** What is to become of deliveries that somebody has got: settled like this, or forgotten in a crash. */
export type Fate = 'sent' | 'later' | 'gone' | 'dead' | 'crash';

/** What happens next. `of` numbers an event of the world. */
export type Act =
  | { readonly kind: 'offer'; readonly of: readonly number[]; readonly lease: boolean }
  | { readonly kind: 'try' | 'consume'; readonly fate: Fate; readonly wait: number }
  | { readonly kind: 'serve'; readonly span: number }
  | { readonly kind: 'lose-message' | 'evict' }
  | { readonly kind: 'alarm'; readonly late: number | 'early'; readonly queue: 'works' | 'fails' }
  | { readonly kind: 'engage'; readonly action: EngagementAction; readonly of: number }
  | { readonly kind: 'see' | 'read' | 'archive' | 'recall'; readonly of: number }
  | { readonly kind: 'prefer'; readonly settings: Settings }
  | { readonly kind: 'plug' | 'unplug'; readonly device: number };

/** Settings whose moments are counted from when they are made, ms. */
export interface Settings {
  readonly preferences: Preferences;
  readonly muteFor?: number;
}

export interface Step {
  readonly act: Act;
  /** ms since the step before. */
  readonly after: number;
  /** How far the clock of the Worker that calls is off, ms. */
  readonly skew: number;
  /** Whether it is done twice. */
  readonly isRepeated: boolean;
}

/** A member, what happens in their product, and what happens to them. */
export interface World {
  readonly tenant: Partial<Policy>;
  readonly settings: Settings;
  /** How many the member has at first. */
  readonly devices: number;
  readonly events: readonly EventShape[];
  readonly steps: readonly Step[];
}

/** Worlds of these types; `steps` at the most. */
export function worlds(types: readonly TypeName[], steps: number): fc.Arbitrary<World> {
  return record({
    tenant,
    settings,
    devices: fc.constantFrom(1, 2),
    events: fc.array(eventShape(types), { minLength: 3, maxLength: EVENTS }),
    steps: fc.array(step, { minLength: 5, maxLength: steps, size: 'max' }),
  });
}

/** Plain objects, as a counterexample shows them best. */
const record = <Of>(of: { [Key in keyof Of]: fc.Arbitrary<Of[Key]> }) => fc.record(of, { noNullPrototype: true });
const EVENTS = 14;
const of = fc.nat({ max: EVENTS - 1 });
const oneIn = (times: number) => fc.nat({ max: times - 1 }).map((each) => each === times - 1);
/** There in one world of so many. */
const maybe = <Name extends string, Value>(name: Name, value: fc.Arbitrary<Value>, times: number) =>
  fc
    .tuple(oneIn(times), value)
    .map(([isThere, each]) => (isThere ? { [name]: each } : {}) as { readonly [Key in Name]?: Value });

const tenant: fc.Arbitrary<Partial<Policy>> = fc
  .tuple(
    record({ memberPerDay: fc.constantFrom(0, 1, 1, 2, 3, 5) }),
    maybe('spacing', fc.constant(30 * MINUTE), 3),
    maybe('fatigue', fc.constant({ quietDays: 1, reducedDays: 1, dismissals: 2 }), 4),
    maybe('ramp', fc.constant({ phaseDays: 1, awayDays: 7 }), 6),
    maybe('defaults', fc.constant({ quiet: { from: '22:00', to: '07:00' } }), 4),
  )
  .map((parts) => Object.assign({}, ...parts) as Partial<Policy>);

const eventShape = (types: readonly TypeName[]): fc.Arbitrary<EventShape> =>
  record({
    type: fc.constantFrom(...types),
    minute: fc.integer({ min: -120, max: 120 }),
    actor: fc.nat({ max: 3 }),
    item: fc.nat({ max: 20 }),
    lives: fc.constantFrom(null, null, null, null, null, 5 * HOUR, 2 * DAY, 4 * DAY),
  });

const quiet = fc.constantFrom(
  { from: '11:30', to: '13:00' },
  { from: '22:00', to: '07:30' },
  { from: '12:10', to: '12:20' },
);
const settings: fc.Arbitrary<Settings> = fc
  .tuple(
    maybe('quiet', fc.oneof(quiet, fc.constant(null)), 2),
    maybe('timezone', fc.constantFrom('UTC', 'Asia/Kathmandu', 'America/New_York'), 2),
    maybe('digest', fc.constantFrom({ schedule: 'hourly' as const }, { schedule: 'daily' as const, at: '18:00' }), 2),
    maybe('muteFor', fc.constantFrom(5 * MINUTE, 3 * HOUR, 2 * DAY), 5),
    maybe('post', fc.constantFrom('digest' as const, 'off' as const), 3),
    maybe('webPush', fc.constant('off' as const), 10),
    maybe('muted', fc.nat({ max: 3 }), 6),
  )
  .map((parts) => {
    const { muteFor, post, webPush, muted, ...rest } = Object.assign({}, ...parts);
    return {
      preferences: {
        channels: webPush === undefined ? {} : { 'web-push': webPush },
        types: post === undefined ? {} : { post: { 'web-push': post } },
        muted: muted === undefined ? [] : [{ actor: `actor-${muted}` }],
        ...rest,
      },
      ...(muteFor === undefined ? {} : { muteFor }),
    };
  });

const fate = fc.constantFrom<Fate>('sent', 'sent', 'sent', 'sent', 'later', 'gone', 'dead', 'crash');
const wait = fc.constantFrom(MINUTE, 20 * MINUTE, 5 * HOUR);
const action = fc.constantFrom<EngagementAction>('seen', 'open', 'dismiss', 'mute', 'see-less', 'disable');

const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 8,
    arbitrary: record({
      kind: fc.constant('offer' as const),
      of: fc.array(of, { minLength: 1, maxLength: 8 }),
      lease: fc.boolean(),
    }),
  },
  { weight: 6, arbitrary: record({ kind: fc.constantFrom('try' as const, 'consume' as const), fate, wait }) },
  {
    weight: 7,
    arbitrary: record({
      kind: fc.constant('alarm' as const),
      late: fc.constantFrom(0, 0, 0, 10 * MINUTE, 3 * DAY, 'early' as const),
      queue: fc.constantFrom('works' as const, 'works' as const, 'works' as const, 'fails' as const),
    }),
  },
  {
    weight: 4,
    arbitrary: record({ kind: fc.constant('serve' as const), span: fc.constantFrom(0, 10 * MINUTE, 5 * HOUR, DAY) }),
  },
  { weight: 3, arbitrary: fc.constant<Act>({ kind: 'evict' }) },
  { weight: 1, arbitrary: fc.constant<Act>({ kind: 'lose-message' }) },
  { weight: 2, arbitrary: record({ kind: fc.constant('engage' as const), action, of }) },
  {
    weight: 3,
    arbitrary: record({
      kind: fc.constantFrom('see' as const, 'read' as const, 'archive' as const, 'recall' as const, 'recall' as const),
      of,
    }),
  },
  { weight: 3, arbitrary: settings.map((each): Act => ({ kind: 'prefer', settings: each })) },
  {
    weight: 1,
    arbitrary: record({ kind: fc.constantFrom('plug' as const, 'unplug' as const), device: fc.nat({ max: 2 }) }),
  },
);

const step: fc.Arbitrary<Step> = record({
  act,
  after: fc.constantFrom(0, 0, 1_000, 30_000, 61_000, 10 * MINUTE, HOUR, 7 * HOUR, DAY),
  skew: fc.integer({ min: -30, max: 30 }),
  isRepeated: oneIn(3),
});

/** Settings as they are at a moment. */
export function preferencesAt({ preferences, muteFor }: Settings, now: number): Preferences {
  return muteFor === undefined ? preferences : { ...preferences, muteUntil: toInstant(now + muteFor) };
}

/** What is reported of a delivery that has met its fate; nothing after a crash. */
export function settlementOf({ fate, wait }: { readonly fate: Fate; readonly wait: number }, now: number) {
  return ({ notification, device }: Delivery): Settlement | undefined => {
    const reason = 'the push service said so';
    switch (fate) {
      case 'crash':
        return undefined;
      case 'later':
        return { notification, device, outcome: { kind: fate, at: now + wait, reason } };
      case 'dead':
        return { notification, device, outcome: { kind: fate, reason } };
      default:
        return { notification, device, outcome: { kind: fate } };
    }
  };
}
