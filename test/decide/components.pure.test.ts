import { describe, test } from 'vitest';
import { reachableChannels } from '../../src/decide/channel/reachable-channels.ts';
import { reachability } from '../../src/decide/features/reachability.ts';
import { consent } from '../../src/decide/identity/consent.ts';
import { mutes } from '../../src/decide/identity/mutes.ts';
import { ownAction } from '../../src/decide/identity/own-action.ts';
import { typeSetting } from '../../src/decide/identity/type-setting.ts';
import { darkMode } from '../../src/decide/selection/dark-mode.ts';
import { alreadySeen } from '../../src/decide/validity/already-seen.ts';
import { beyondHistory } from '../../src/decide/validity/beyond-history.ts';
import { expired } from '../../src/decide/validity/expired.ts';
import { activityOf, caseOf, memberOf, NOON } from './cases.ts';

const nothing = { reachable: [], values: {}, numbers: {} };

describe('consent', () => {
  test('happy: one channel left on is enough', ({ expect }) => {
    const member = memberOf({ preferences: { channels: { 'in-app': 'off' } } });
    expect(consent.stop(caseOf(activityOf(), member))).toBeUndefined();
  });
  test('edge: account security goes on with every channel off', ({ expect }) => {
    const member = memberOf({ preferences: { channels: { 'in-app': 'off', 'web-push': 'off' } } });
    expect(consent.stop(caseOf(activityOf({}, { mandatory: true }), member))).toBeUndefined();
  });
  test('refusal: every channel of the type is off, whatever else is on', ({ expect }) => {
    const member = memberOf({ preferences: { channels: { 'web-push': 'off' } } });
    expect(consent.stop(caseOf(activityOf({}, { channels: ['web-push'] }), member))).toEqual({
      outcome: 'drop',
      reason: 'no-consent',
    });
  });
});

describe('own action', () => {
  test('happy: of somebody else, or of nobody', ({ expect }) => {
    expect(ownAction.remove(caseOf())).toBeUndefined();
    const { actor: _, ...nobody } = activityOf();
    expect(ownAction.remove(caseOf(nobody))).toBeUndefined();
  });
  test('refusal: their own', ({ expect }) => {
    expect(ownAction.remove(caseOf(activityOf({ actor: 'bob' })))).toBe('own-action');
  });
});

describe('mutes', () => {
  test('happy: others may be muted', ({ expect }) => {
    const member = memberOf({ preferences: { muted: [{ actor: 'eve' }, { item: 'post-2' }, { type: 'like' }] } });
    expect(mutes.remove(caseOf(activityOf(), member))).toBeUndefined();
  });
  test('edge: a mute is of its kind only: an item with the name of an actor is another thing', ({ expect }) => {
    const member = memberOf({ preferences: { muted: [{ item: 'ada' }, { actor: 'post-1' }, { type: 'ada' }] } });
    expect(mutes.remove(caseOf(activityOf(), member))).toBeUndefined();
  });
  test.for([
    [{ actor: 'ada' }, 'muted-actor'],
    [{ item: 'post-1' }, 'muted-item'],
    [{ type: 'post.published' }, 'muted-type'],
  ] as const)('refusal: %j is %s', ([muted, reason], { expect }) => {
    expect(mutes.remove(caseOf(activityOf(), memberOf({ preferences: { muted: [muted] } })))).toBe(reason);
  });
  test('a mandatory type cannot be muted, its actor can', ({ expect }) => {
    const security = activityOf({}, { mandatory: true });
    const ofType = memberOf({ preferences: { muted: [{ type: 'post.published' }] } });
    const ofActor = memberOf({ preferences: { muted: [{ actor: 'ada' }] } });
    expect(mutes.remove(caseOf(security, ofType))).toBeUndefined();
    expect(mutes.remove(caseOf(security, ofActor))).toBe('muted-actor');
  });
});

describe('type setting', () => {
  const settings = { 'in-app': 'off', 'web-push': 'off' } as const;

  test('happy: one channel of the type is left, or another type is off', ({ expect }) => {
    const half = memberOf({ preferences: { types: { 'post.published': { 'web-push': 'off' }, like: settings } } });
    expect(typeSetting.remove(caseOf(activityOf(), half))).toBeUndefined();
  });
  test('edge: a type that is named like a property of every object has no settings', ({ expect }) => {
    for (const type of ['constructor', 'toString', '__proto__']) {
      expect(typeSetting.remove(caseOf(activityOf({ type }), memberOf()))).toBeUndefined();
    }
  });
  test('edge: the type off on one channel and the other channel off for all is the type off', ({ expect }) => {
    const member = memberOf({
      preferences: { types: { 'post.published': { 'web-push': 'off' } }, channels: { 'in-app': 'off' } },
    });
    expect(typeSetting.remove(caseOf(activityOf(), member))).toBe('type-off');
  });
  test('refusal: every channel of the type is off; a mandatory one cannot be', ({ expect }) => {
    const member = memberOf({ preferences: { types: { 'post.published': settings } } });
    expect(typeSetting.remove(caseOf(activityOf(), member))).toBe('type-off');
    expect(typeSetting.remove(caseOf(activityOf({}, { mandatory: true }), member))).toBeUndefined();
  });
});

describe('validity', () => {
  test('expiry: happy without one and before it, refusal at the very moment', ({ expect }) => {
    expect(expired.remove(caseOf())).toBeUndefined();
    expect(expired.remove(caseOf(activityOf({ expiresAt: NOON + 1 })))).toBeUndefined();
    expect(expired.remove(caseOf(activityOf({ expiresAt: NOON })))).toBe('expired');
  });

  test('history: happy while there is room and at its end, refusal beyond it', ({ expect }) => {
    const floor = memberOf({ historyFloor: 'B' });
    expect(beyondHistory.remove(caseOf(activityOf({ id: 'A' })))).toBeUndefined();
    expect(beyondHistory.remove(caseOf(activityOf({ id: 'B' }), floor))).toBeUndefined();
    expect(beyondHistory.remove(caseOf(activityOf({ id: 'A' }), floor))).toBe('beyond-history');
  });

  test('history: edge, what is decided again is in it already', ({ expect }) => {
    const again = { for: 'slot', shown: true, seen: false } as const;
    const old = caseOf(activityOf({ id: 'A' }), memberOf({ historyFloor: 'B' }), { again });
    expect(beyondHistory.remove(old)).toBeUndefined();
  });

  test('seen: happy the first time and when not seen meanwhile, refusal when it was', ({ expect }) => {
    expect(alreadySeen.remove(caseOf())).toBeUndefined();
    const again = (seen: boolean) => caseOf(activityOf(), memberOf(), { again: { for: 'slot', shown: true, seen } });
    expect(alreadySeen.remove(again(false))).toBeUndefined();
    expect(alreadySeen.remove(again(true))).toBe('already-seen');
  });
});

describe('reachability', () => {
  const reach = (activity = activityOf(), member = memberOf()) =>
    reachability.hydrate(caseOf(activity, member), nothing).reachable;

  test('happy: the timeline, and devices when there are any', ({ expect }) => {
    expect(reach()).toEqual(['in-app', 'web-push']);
    expect(reach(activityOf(), memberOf({ devices: [] }))).toEqual(['in-app']);
  });
  test('edge: mandatory ignores settings, but needs a device all the same', ({ expect }) => {
    const security = activityOf({}, { mandatory: true });
    const preferences = { channels: { 'in-app': 'off', 'web-push': 'off' } } as const;
    expect(reach(security, memberOf({ preferences }))).toEqual(['in-app', 'web-push']);
    expect(reach(security, memberOf({ preferences, devices: [] }))).toEqual(['in-app']);
  });
  test('refusal: channels of other types, and those off for all or for the type', ({ expect }) => {
    expect(reach(activityOf({}, { channels: ['web-push'] }))).toEqual(['web-push']);
    expect(reach(activityOf(), memberOf({ preferences: { channels: { 'web-push': 'off' } } }))).toEqual(['in-app']);
    const types = { 'post.published': { 'in-app': 'off' } } as const;
    expect(reach(activityOf(), memberOf({ preferences: { types } }))).toEqual(['web-push']);
  });

  test('channels: narrows to what is reachable, and drops when nothing is', ({ expect }) => {
    const plan = { channels: ['in-app', 'web-push'], numbers: { kept: 1 } } as const;
    const narrow = (reachable: ('in-app' | 'web-push')[]) =>
      reachableChannels.select(caseOf(), { reachable, values: {}, numbers: {} }, plan);
    expect(narrow(['web-push'])).toEqual({ channels: ['web-push'], numbers: { kept: 1 } });
    expect(narrow([])).toEqual({ outcome: 'drop', reason: 'no-channel' });
  });
});

describe('dark mode', () => {
  const sends = { outcome: 'send', by: 'delivery', reason: 'interrupt', numbers: {}, channels: ['in-app'] } as const;

  test('happy: what is not dark is left alone', ({ expect }) => {
    expect(darkMode.close(caseOf(), sends)).toBeUndefined();
  });
  test('refusal: a send and a hold come to nothing, and the numbers say what they would have been', ({ expect }) => {
    const dark = caseOf(activityOf({}, { dark: true }));
    expect(darkMode.close(dark, sends)).toEqual({ outcome: 'drop', reason: 'dark', numbers: { channels: 1 } });
    expect(darkMode.close(dark, { ...sends, outcome: 'hold', until: NOON + 5 })?.numbers).toEqual({
      channels: 1,
      until: NOON + 5,
    });
  });
});
