import { describe, test } from 'vitest';
import { toInstant } from '../../src/contract/identifier.ts';
import type { ChannelSetting, Policy } from '../../src/contract/policy.ts';
import { type Muted, Preferences } from '../../src/contract/preferences.ts';
import type { Plan } from '../../src/decide/component.ts';
import { reachability } from '../../src/decide/features/reachability.ts';
import { channelSetting } from '../../src/decide/identity/channel-setting.ts';
import { consent } from '../../src/decide/identity/consent.ts';
import { mutes } from '../../src/decide/identity/mutes.ts';
import { typeSetting } from '../../src/decide/identity/type-setting.ts';
import { quietHours, quietTimesOf } from '../../src/decide/timing/quiet-hours.ts';
import { snooze } from '../../src/decide/timing/snooze.ts';
import { activityOf, caseOf, MINUTE, memberOf, NOON } from './cases.ts';

const TYPE = 'post.published';
const SOCIAL = { category: 'social' };
const both = (setting: ChannelSetting) => ({ 'in-app': setting, 'web-push': setting });

/** A candidate of a category, for a member who said this, under a policy that says that. */
const given = (preferences: Partial<Preferences> = {}, policy: Partial<Policy> = SOCIAL, activity = {}) =>
  caseOf(activityOf(activity, policy), memberOf({ preferences }));

describe('the setting of a channel', () => {
  const setting = (...args: Parameters<typeof given>) => channelSetting(given(...args), 'web-push');

  test('happy: on, when nobody has said anything', ({ expect }) => {
    expect(setting()).toBe('on');
    expect(setting({}, {})).toBe('on');
  });

  test.for([
    ['the tenant', {}, 'digest'],
    ['the category before the tenant', { categories: { social: both('off') } }, 'off'],
    ['the type before the category', { categories: { social: both('off') }, types: { [TYPE]: both('on') } }, 'on'],
    ['everything off before the type', { types: { [TYPE]: both('on') }, channels: { 'web-push': 'off' } }, 'off'],
    ['everything on says nothing', { channels: { 'web-push': 'on' } }, 'digest'],
    ['another category says nothing', { categories: { sports: both('off') } }, 'digest'],
    ['another channel says nothing', { types: { [TYPE]: { 'in-app': 'off' } } }, 'digest'],
  ] as const)('precedence: %s', ([, preferences, expected], { expect }) => {
    const policy = { ...SOCIAL, defaults: { channels: { 'web-push': 'digest' } } } as const;
    expect(setting(preferences, policy)).toBe(expected);
  });

  test('edge: names of properties that every object has are names like others', ({ expect }) => {
    for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
      expect(setting({ categories: {} }, { category: name }, { type: name })).toBe('on');
    }
    const own = Preferences.parse({ types: { constructor: both('off') }, categories: { toString: both('digest') } });
    expect(setting(own, {}, { type: 'constructor' })).toBe('off');
    expect(setting(own, { category: 'toString' })).toBe('digest');
  });

  test('refusal: mandatory is on, whatever anybody says', ({ expect }) => {
    const off = { channels: both('off'), types: { [TYPE]: both('off') }, categories: { social: both('digest') } };
    const policy = { ...SOCIAL, mandatory: true, defaults: { channels: both('off') } };
    expect(setting(off as Partial<Preferences>, policy)).toBe('on');
  });
});

describe('no channel left', () => {
  const silent: Partial<Policy> = { ...SOCIAL, defaults: { channels: both('off') } };

  test.for([
    ['the type', { types: { [TYPE]: both('off') } }, SOCIAL],
    ['the category', { categories: { social: both('off') } }, SOCIAL],
    ['the tenant', {}, silent],
    [
      'one channel by the type, the other by the category',
      {
        types: { [TYPE]: { 'in-app': 'off' } },
        categories: { social: { 'web-push': 'off' } },
      },
      SOCIAL,
    ],
    [
      'one channel for everything, the other by the tenant',
      { channels: { 'in-app': 'off' } },
      {
        defaults: { channels: { 'web-push': 'off' } },
      },
    ],
  ] as const)(
    'by %s: type-off, though they have not withdrawn their consent',
    ([, preferences, policy], { expect }) => {
      const of = given(preferences, policy);
      expect(consent.stop(of)).toBeUndefined();
      expect(typeSetting.remove(of)).toBe('type-off');
      expect(reachability.hydrate(of, { reachable: [], values: {}, numbers: {} }).reachable).toEqual([]);
    },
  );

  test('happy: a member who turns on what the tenant left off hears of it', ({ expect }) => {
    const of = given({ types: { [TYPE]: { 'in-app': 'on' } } }, silent);
    expect(typeSetting.remove(of)).toBeUndefined();
    expect(reachability.hydrate(of, { reachable: [], values: {}, numbers: {} }).reachable).toEqual(['in-app']);
  });

  test('edge: digests are a way to be reached', ({ expect }) => {
    const of = given({ types: { [TYPE]: { 'in-app': 'off', 'web-push': 'digest' } } });
    expect(typeSetting.remove(of)).toBeUndefined();
    expect(reachability.hydrate(of, { reachable: [], values: {}, numbers: {} }).reachable).toEqual(['web-push']);
  });

  test('refusal: every channel off for everything is no consent, and mandatory goes on', ({ expect }) => {
    expect(consent.stop(given({ channels: { 'in-app': 'off', 'web-push': 'off' } }))?.reason).toBe('no-consent');
    const security = given({ types: { [TYPE]: both('off') } }, { ...silent, mandatory: true });
    expect([consent.stop(security), typeSetting.remove(security)]).toEqual([undefined, undefined]);
  });
});

describe('mutes', () => {
  const muted = (mute: Muted | readonly Muted[], policy: Partial<Policy> = SOCIAL) =>
    mutes.remove(given({ muted: [mute].flat() }, policy, { thread: 'talk-1' }));

  test.for([
    [{ thread: 'talk-1' }, 'muted-thread'],
    [{ category: 'social' }, 'muted-category'],
    [{ thread: 'social' }, undefined],
    [{ category: 'talk-1' }, undefined],
  ] as const)('%j is %s', ([mute, reason], { expect }) => {
    expect(muted(mute)).toBe(reason);
  });

  test('edge: what has no thread and no category is in none', ({ expect }) => {
    const of = given({ muted: [{ thread: 'undefined' }, { category: 'undefined' }] }, {});
    expect(mutes.remove(of)).toBeUndefined();
  });

  test.for([{ actor: 'ada' }, { item: 'post-1' }, { type: TYPE }, { thread: 'talk-1' }, { category: 'social' }])(
    'edge: %j ends at its moment, not before',
    (mute, { expect }) => {
      expect(muted({ ...mute, until: toInstant(NOON + 1) })).toMatch(/^muted-/);
      expect(muted({ ...mute, until: toInstant(NOON) })).toBeUndefined();
      expect(muted({ ...mute, until: '2026-11-21T13:00:01+01:00' })).toMatch(/^muted-/);
      expect(muted({ ...mute, until: '2026-11-21T13:00:00+01:00' })).toBeUndefined();
    },
  );

  test('edge: one that has ended does not lift one that has not', ({ expect }) => {
    const ended = { actor: 'ada', until: toInstant(NOON - MINUTE) };
    expect(muted([ended, { actor: 'ada' }])).toBe('muted-actor');
    expect(muted([ended, { thread: 'talk-1' }])).toBe('muted-thread');
  });

  test('refusal: account security is muted by actor, item and thread, not by type and category', ({ expect }) => {
    const security = { ...SOCIAL, mandatory: true };
    expect(muted([{ type: TYPE }, { category: 'social' }], security)).toBeUndefined();
    expect(muted({ actor: 'ada' }, security)).toBe('muted-actor');
    expect(muted({ item: 'post-1' }, security)).toBe('muted-item');
    expect(muted({ thread: 'talk-1' }, security)).toBe('muted-thread');
  });
});

const rings: Plan = { channels: ['in-app', 'web-push'], numbers: { kept: 1 } };
const shows: Plan = { channels: ['in-app'], numbers: {} };
const nothing = { reachable: [], values: {}, numbers: {} };
/** Whatever the class, and account security too. */
const classes = [
  { class: 'content' },
  { class: 'transactional' },
  { class: 'transactional', mandatory: true },
] as const;

describe('snooze', () => {
  test.for(classes)('refusal: holds %j until its moment', (policy, { expect }) => {
    const of = given({ muteUntil: toInstant(NOON + MINUTE) }, policy);
    expect(snooze.select(of, nothing, rings)).toEqual({ outcome: 'hold', reason: 'snoozed', until: NOON + MINUTE });
  });

  test('happy: without one nothing is held, and neither is what is silent', ({ expect }) => {
    expect(snooze.select(given(), nothing, rings)).toBe(rings);
    expect(snooze.select(given({ muteUntil: null }), nothing, rings)).toBe(rings);
    expect(snooze.select(given({ muteUntil: toInstant(NOON + MINUTE) }), nothing, shows)).toBe(shows);
  });

  test('edge: at its moment it is over', ({ expect }) => {
    expect(snooze.select(given({ muteUntil: toInstant(NOON) }), nothing, rings)).toBe(rings);
  });
});

describe('quiet hours', () => {
  const lunch = { from: '11:30', to: '13:00' };
  const toOne = { outcome: 'hold', reason: 'quiet-hours', until: NOON + 60 * MINUTE };
  const ofTenant = { defaults: { quiet: lunch } };

  test.for(classes)("refusal: the member's own hold %j", (policy, { expect }) => {
    expect(quietHours.select(given({ quiet: lunch }, policy), nothing, rings)).toEqual(toOne);
  });

  test("refusal: the tenant's hold content of a member who said nothing", ({ expect }) => {
    expect(quietHours.select(given({}, ofTenant), nothing, rings)).toEqual(toOne);
    expect(quietHours.select(given({}, { ...ofTenant, mandatory: true }), nothing, rings)).toEqual(toOne);
  });

  test("edge: the tenant's hold no message, nor a member who wants none or has their own", ({ expect }) => {
    const message = { ...ofTenant, class: 'transactional' } as const;
    expect(quietHours.select(given({}, message), nothing, rings)).toBe(rings);
    expect(quietHours.select(given({ quiet: null }, ofTenant), nothing, rings)).toBe(rings);
    const own = given({ quiet: { from: '22:00', to: '08:00' } }, ofTenant);
    expect(quietHours.select(own, nothing, rings)).toBe(rings);
  });

  test('edge: several windows, and in the zone of the member', ({ expect }) => {
    const quiet = [{ from: '22:00', to: '08:00' }, lunch];
    expect(quietHours.select(given({ quiet }), nothing, rings)).toEqual(toOne);
    const tokyo = caseOf(activityOf(), memberOf({ timezone: 'Asia/Tokyo', preferences: { quiet } }));
    expect(quietHours.select(tokyo, nothing, rings)).toBe(rings);
  });

  test('happy: none, or nothing that rings', ({ expect }) => {
    expect(quietHours.select(given(), nothing, rings)).toBe(rings);
    expect(quietHours.select(given({ quiet: lunch }), nothing, shows)).toBe(shows);
  });

  test('which ones a candidate respects can be asked', ({ expect }) => {
    expect(quietTimesOf(given({ quiet: lunch }))).toBe(lunch);
    expect(quietTimesOf(given({}, ofTenant))).toBe(lunch);
    expect(quietTimesOf(given({ quiet: null }, ofTenant))).toBeUndefined();
    expect(quietTimesOf(given())).toBeUndefined();
  });
});
