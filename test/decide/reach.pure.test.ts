import fc from 'fast-check';
import { describe, test } from 'vitest';
import type { InterruptingChannel } from '../../src/contract/channel.ts';
import { bestReach } from '../../src/decide/channel/best-reach.ts';
import { preferredApps } from '../../src/decide/channel/preferred-apps.ts';
import type { Case, Plan } from '../../src/decide/component.ts';
import type { DeviceState, PastEngagement } from '../../src/decide/member-state.ts';
import { HOUR } from '../../src/decide/volume/rolling-cap.ts';
import { activityOf, caseOf, LAPTOP, memberOf, NOON } from './cases.ts';

const both: Plan = { channels: ['in-app', 'web-push'], numbers: {} };
const known = { reachable: both.channels, values: {}, numbers: {} };
const PHONE: DeviceState = { id: 'phone', channel: 'web-push', form: 'phone' };
/** A channel of devices that is not there yet. */
const OTHER = 'other-push' as string as InterruptingChannel;
const OTHER_PHONE: DeviceState = { id: 'other', channel: OTHER, form: 'phone' };
/** Tuesday 2026-11-24, 10:00 UTC. */
const AT_WORK = Date.UTC(2026, 10, 24, 10);

const opened = (channel: PastEngagement['channel']): PastEngagement => ({
  at: NOON - HOUR,
  action: 'open',
  kind: 'notification',
  target: 'A',
  channel,
});
const unread = {
  get history(): never {
    throw new Error('read');
  },
  get engagements(): never {
    throw new Error('read');
  },
};

describe('preferred apps', () => {
  const app = (id: string, name?: string): DeviceState => ({
    ...LAPTOP,
    id,
    ...(name === undefined ? {} : { app: name }),
  });
  const devices = [app('one', 'reader'), app('two', 'main'), app('three'), app('four', 'main')];
  const select = (apps: readonly string[] | undefined, devices: readonly DeviceState[], plan = both) =>
    preferredApps.select(
      caseOf(activityOf({}, apps ? { apps } : {}), memberOf({ devices, past: unread })),
      known,
      plan,
    );

  test('happy: only the devices of the best app that they have', ({ expect }) => {
    expect(select(['main', 'reader'], devices)).toEqual({ ...both, devices: ['two', 'four'] });
    expect(select(['reader', 'main'], devices)).toEqual({ ...both, devices: ['one'] });
    expect(select(['studio', 'reader'], devices)).toEqual({ ...both, devices: ['one'] });
  });

  test('edge: only devices that are left of the plan count', ({ expect }) => {
    const plan: Plan = { ...both, devices: ['one', 'three'] };
    expect(select(['main', 'reader'], devices, plan)).toEqual({ ...both, devices: ['one'] });
    const silent: Plan = { ...both, channels: ['in-app'] };
    expect(select(['main'], devices, silent)).toBe(silent);
  });

  test('edge: an app says nothing of a channel that it is not on', ({ expect }) => {
    const plan: Plan = { ...both, channels: ['in-app', 'web-push', OTHER] };
    expect(select(['main'], [...devices, OTHER_PHONE], plan)).toEqual({ ...plan, devices: ['two', 'four', 'other'] });
  });

  test('refusal: with none of them, or nothing preferred, everything rings', ({ expect }) => {
    expect(select(['studio'], devices)).toBe(both);
    expect(select(undefined, devices)).toBe(both);
    expect(select(['main'], [app('two', 'main')])).toBe(both);
  });
});

describe('best reach', () => {
  const best = activityOf({}, { reach: 'best' });
  const select = (of: Case, plan = both) => bestReach.select(of, known, plan);
  const two = memberOf({ devices: [LAPTOP, PHONE], past: unread });
  const chosen = (of: Case, plan = both) => {
    const decided = select(of, plan);
    return 'outcome' in decided ? undefined : decided.devices;
  };

  test('happy: the desktop at work, the phone at all other times', ({ expect }) => {
    expect(select(caseOf(best, two, { now: AT_WORK }))).toEqual({
      channels: both.channels,
      devices: ['laptop'],
      numbers: { predicted: 0.6 },
    });
    expect(chosen(caseOf(best, two, { now: AT_WORK + 8 * HOUR }))).toEqual(['phone']);
    expect(chosen(caseOf(best, two))).toEqual(['phone']);
  });

  test('happy: it is the time of their own clock', ({ expect }) => {
    const kiritimati = { ...two, timezone: 'Pacific/Kiritimati' };
    expect(chosen(caseOf(best, kiritimati, { now: AT_WORK }))).toEqual(['phone']);
    expect(chosen(caseOf(best, kiritimati, { now: Date.UTC(2026, 10, 23, 20) }))).toEqual(['laptop']);
  });

  test('edge: every device of the kind rings', ({ expect }) => {
    const member = { ...two, devices: [PHONE, LAPTOP, { ...PHONE, id: 'tablet' }] };
    expect(chosen(caseOf(best, member))).toEqual(['phone', 'tablet']);
  });

  test('edge: of several channels the one that they respond on, and the others do not ring', ({ expect }) => {
    const plan: Plan = { ...both, channels: ['in-app', 'web-push', OTHER] };
    const member = (...engagements: readonly PastEngagement[]) =>
      memberOf({ devices: [PHONE, OTHER_PHONE], past: { history: [], engagements } });
    const ofOther = caseOf(best, member(opened('web-push'), opened(OTHER), opened(OTHER), opened(null)));
    expect(select(ofOther, plan)).toMatchObject({ channels: ['in-app', OTHER], devices: ['other'] });
    const ofOne = caseOf(best, member(opened(OTHER)));
    expect(select(ofOne, plan)).toMatchObject({ numbers: { predicted: 0.5 } });
    const ofPush = caseOf(best, member(opened('web-push'), { ...opened(OTHER), action: 'dismiss' }, opened('in-app')));
    expect(select(ofPush, plan)).toMatchObject({ channels: ['in-app', 'web-push'], devices: ['phone'] });
  });

  test('refusal: with one kind of device, or when all are to ring, nothing changes', ({ expect }) => {
    expect(select(caseOf(best, { ...two, devices: [PHONE, { ...PHONE, id: 'tablet' }] }))).toBe(both);
    expect(select(caseOf(activityOf({}, { reach: 'all' }), two))).toBe(both);
    expect(select(caseOf(activityOf(), two))).toBe(both);
    const oneLeft: Plan = { ...both, devices: ['laptop'] };
    expect(select(caseOf(best, two), oneLeft)).toBe(oneLeft);
  });

  test('law: something that rang still rings, on devices of one kind that were in the plan', ({ expect }) => {
    const device = fc.record({
      id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
      channel: fc.constantFrom<InterruptingChannel>('web-push', OTHER),
      form: fc.constantFrom('desktop' as const, 'phone' as const),
    });
    const devices = fc.uniqueArray(device, { selector: ({ id }) => id });
    const past = fc.array(fc.constantFrom('web-push' as const, OTHER, null).map(opened), { maxLength: 5 });
    const channels = fc.subarray<Plan['channels'][number]>(['in-app', 'web-push', OTHER]);
    const now = fc.integer({ min: NOON, max: NOON + 200 * HOUR });
    fc.assert(
      fc.property(devices, past, channels, now, (devices, engagements, channels, now) => {
        const of = caseOf(best, memberOf({ devices, past: { history: [], engagements } }), { now });
        const before = devices.filter(({ channel }) => channels.includes(channel));
        const decided = select(of, { channels, numbers: {} });
        if ('outcome' in decided) throw new Error('stopped');
        expect(decided.channels.includes('in-app')).toBe(channels.includes('in-app'));
        const after = before.filter(({ id }) => decided.devices?.includes(id) ?? true);
        expect(after.length > 0).toBe(before.length > 0);
        expect(new Set(after.map(({ channel, form }) => `${channel} ${form}`)).size).toBeLessThanOrEqual(1);
        expect(after.every(({ channel }) => decided.channels.includes(channel))).toBe(true);
      }),
    );
  });
});
