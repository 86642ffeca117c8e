import fc from 'fast-check';
import { describe, test } from 'vitest';
import { Digest } from '../../src/contract/aggregation.ts';
import type { StoredModel } from '../../src/contract/model.ts';
import { TenantSettings } from '../../src/contract/tenant.ts';
import { policyOf } from '../../src/ingest/policy.ts';
import { aType, settings } from './samples.ts';

const HOUR = 3_600_000;
const tenant = (more: object) => TenantSettings.parse(more);
const transactional = (more: object = {}) => aType({ class: 'transactional', ...more });

describe('policyOf', () => {
  test('happy: a type and a tenant who say nothing leave the caps, their spread over the day, and defaults', ({
    expect,
  }) => {
    expect(policyOf(aType(), settings)).toEqual({
      class: 'content',
      channels: ['in-app', 'web-push'],
      mandatory: false,
      dark: false,
      typeCaps: {},
      memberPerDay: 5,
      spacing: 4.8 * HOUR,
      ramp: { phaseDays: 3, awayDays: 30 },
      fatigue: { quietDays: 7, reducedDays: 30, dismissals: 3 },
      digest: {
        key: 'type:post',
        window: { schedule: 'daily' },
        minimum: 1,
        title: '{{count}} new notifications',
        url: '',
        onRequest: true,
      },
    });
  });

  test('happy: what is transactional carries none of what it passes', ({ expect }) => {
    const loud = tenant({
      spacing: 60,
      channelsPerDay: { 'web-push': 3 },
      candidatesPerHour: 9,
      ramp: {},
      fatigue: {},
      defaults: { quiet: { from: '22:00', to: '07:00' }, digest: { schedule: 'daily' } },
    });
    expect(
      policyOf(transactional({ floor: 0, timing: 'best' }), loud, { model: aModel, rhythm: '1'.repeat(168) }),
    ).toEqual({
      class: 'transactional',
      channels: ['in-app', 'web-push'],
      mandatory: false,
      dark: false,
      typeCaps: {},
      memberPerDay: 5,
    });
  });

  test('happy: all that a type declares, its seconds as ms', ({ expect }) => {
    const type = aType({
      category: 'social',
      caps: { perHour: 1, perDay: 2, spacing: 60 },
      collapse: { window: 600 },
      digest: { window: { sliding: 60, most: 300 }, minimum: 2, flushAt: 9, title: 'Posts', url: '/posts' },
      timing: { moment: 'evening' },
      remind: { after: 3_600, times: 2, channel: 'web-push' },
      escalate: [{ channel: 'in-app' }, { channel: 'web-push', after: 900 }],
      apps: ['feed'],
      reach: 'best',
      fatigue: { quietDays: 1, reducedDays: 2, dismissals: 9 },
      mandatory: true,
      dark: true,
    });
    expect(policyOf(type, tenant({ spacing: 30, candidatesPerHour: 7 }))).toMatchObject({
      category: 'social',
      mandatory: true,
      dark: true,
      typeCaps: { perHour: 1, perDay: 2, spacing: 60_000 },
      spacing: 30_000,
      candidatesPerHour: 7,
      fatigue: { quietDays: 1, reducedDays: 2, dismissals: 9 },
      collapse: { window: 600_000 },
      digest: {
        key: 'type:post',
        window: { sliding: 60_000, most: 300_000 },
        minimum: 2,
        flushAt: 9,
        title: 'Posts',
        url: '/posts',
      },
      timing: { moment: 'evening' },
      remind: { after: HOUR, times: 2, channel: 'web-push' },
      escalate: [
        { channel: 'in-app', after: 0 },
        { channel: 'web-push', after: 900_000 },
      ],
      apps: ['feed'],
      reach: 'best',
    });
    expect(policyOf(type, settings).digest).not.toHaveProperty('onRequest');
  });

  test('spacing: the tenant’s own, none for 0, none when nothing may ring', ({ expect }) => {
    const spacing = (more: object) => policyOf(aType(), tenant(more)).spacing;
    expect(spacing({ interruptionsPerDay: 24 })).toBe(HOUR);
    expect(spacing({ spacing: 1 })).toBe(1_000);
    expect(spacing({ spacing: 0 })).toBeUndefined();
    expect(spacing({ interruptionsPerDay: 0 })).toBeUndefined();
    expect(spacing({ interruptionsPerDay: 0, spacing: 5 })).toBe(5_000);
  });

  test('law: so many interruptions as a day may have fit in it at the default spacing', ({ expect }) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), (interruptionsPerDay) => {
        const { spacing = Number.NaN } = policyOf(aType(), tenant({ interruptionsPerDay }));
        expect(Number.isInteger(spacing)).toBe(true);
        expect((interruptionsPerDay - 1) * spacing).toBeLessThan(24 * HOUR);
        expect((interruptionsPerDay + 1) * (spacing + 1)).toBeGreaterThan(24 * HOUR);
      }),
    );
  });

  test('caps of a channel: of the type and of the tenant the smaller one', ({ expect }) => {
    const caps = (ofType?: number, ofTenant?: number) =>
      policyOf(
        aType(ofType === undefined ? {} : { caps: { channels: { 'web-push': ofType } } }),
        tenant(ofTenant === undefined ? {} : { channelsPerDay: { 'web-push': ofTenant } }),
      ).channelCaps;
    expect([caps(), caps(2), caps(undefined, 3), caps(2, 3), caps(3, 2), caps(0, 2)]).toEqual([
      undefined,
      { 'web-push': 2 },
      { 'web-push': 3 },
      { 'web-push': 2 },
      { 'web-push': 2 },
      { 'web-push': 0 },
    ]);
  });

  test('relevance is there with a floor, a push bar or a model, and values a response unless told', ({ expect }) => {
    const relevance = (more: Record<string, unknown>) => policyOf(aType(more), settings).relevance;
    expect(relevance({ value: 3, cost: 4 })).toBeUndefined();
    expect(relevance({ floor: 0 })).toEqual({ floor: 0, value: 1, cost: 20 });
    expect(relevance({ pushBar: 0.5, value: 2, cost: 0 })).toEqual({ pushBar: 0.5, value: 2, cost: 0 });
    expect(relevance({ model: 'opens' })).toEqual({ value: 1, cost: 20 });
  });

  test('a model goes along with its name and version, without what only its reader needs', ({ expect }) => {
    expect(policyOf(aType({ model: 'opens' }), settings, { model: aModel }).model).toEqual({
      kind: 'logistic',
      open: { intercept: -1, weights: { 'item.length': 0.5 } },
      defaults: {},
      name: 'opens',
      version: 4,
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  test('a model’s digest is of what scores: not of its name, its version, what it keeps and how fresh it is', ({
    expect,
  }) => {
    const digest = (more: Partial<StoredModel>) =>
      policyOf(aType({ model: 'opens' }), settings, { model: { ...aModel, ...more } as StoredModel }).model?.digest;
    expect(digest({ name: 'other', version: 5, maxAge: { likes: 60 }, record: 0.5 })).toBe(digest({}));
    expect(digest({ defaults: { 'item.length': 1 } })).not.toBe(digest({}));
    expect(digest({ disable: { intercept: -5, weights: {} } })).not.toBe(digest({}));
  });

  test('the share to record goes along with the model, and which datasets are too old; how old they may be does not', ({
    expect,
  }) => {
    const model: StoredModel = { ...aModel, maxAge: { likes: 60 }, record: 0.5 };
    const policy = policyOf(aType({ model: 'opens' }), settings, { model, stale: ['likes'] });
    expect(policy.model).toMatchObject({ record: 0.5 });
    expect(policy.model).not.toHaveProperty('maxAge');
    expect(policy.stale).toEqual(['likes']);
    expect(policyOf(aType({ model: 'opens' }), settings, { model, stale: [] })).not.toHaveProperty('stale');
  });

  test('everybody is asked when the tenant says so, or when a challenger is on trial', ({ expect }) => {
    const unbounded = (type: object, more: object = {}) =>
      policyOf(aType({ model: 'opens', ...type }), tenant(more), { model: aModel, challenger: aChallenger }).unbounded;
    expect(unbounded({})).toBeUndefined();
    expect(unbounded({}, { boundedFanout: false })).toBe(true);
    expect(unbounded({ challenger: { model: 'bolder', share: 0 } })).toBe(true);
  });

  test('a challenger goes along with its share, and only beside a model', ({ expect }) => {
    const type = aType({ model: 'opens', challenger: { model: 'bolder', share: 0.25 } });
    expect(policyOf(type, settings, { model: aModel, challenger: aChallenger }).challenger).toMatchObject({
      model: { name: 'bolder', version: 1, digest: expect.any(String) },
      share: 0.25,
    });
    expect(policyOf(type, settings, { challenger: aChallenger })).not.toHaveProperty('challenger');
    expect(policyOf({ ...type, class: 'transactional' }, settings, { model: aModel, challenger: aChallenger })).toEqual(
      policyOf(aType({ class: 'transactional' }), settings),
    );
  });

  test('a digest is shared by category where the type says so, else it is the type’s own', ({ expect }) => {
    const window = { fixed: 60 };
    const key = (more: Record<string, unknown>) => policyOf(aType(more), settings).digest?.key;
    expect(key({ digest: { by: 'category', window }, category: 'social' })).toBe('category:social');
    expect(key({ digest: { window }, category: 'social' })).toBe('type:post');
    expect(key({ category: 'social' })).toBe('type:post');
    expect(policyOf(aType({ digest: { window } }), settings).digest).toEqual({
      key: 'type:post',
      window: { fixed: 60_000 },
      minimum: 1,
      title: Digest.parse({ window }).title,
      url: '',
    });
    expect(policyOf(transactional(), settings).digest).toBeUndefined();
  });
});

describe('the defaults of members who have said nothing', () => {
  const defaults = {
    channels: { 'in-app': 'on', 'web-push': 'off' },
    categories: { social: { 'web-push': 'digest' } },
    types: { post: { 'web-push': 'on' } },
    quiet: { from: '22:00', to: '07:00' },
    digest: { schedule: 'weekly', day: 'fri' },
  };
  const policy = (type: Record<string, unknown>, more: object = defaults) =>
    policyOf(aType(type), tenant({ defaults: more })).defaults;

  test('happy: the type before the category before the channel, each channel by itself', ({ expect }) => {
    const times = { quiet: defaults.quiet, digest: defaults.digest };
    expect(policy({})).toEqual({ channels: { 'in-app': 'on', 'web-push': 'on' }, ...times });
    const { types: _, ...untyped } = defaults;
    expect(policy({ category: 'social' }, untyped)?.channels).toEqual({ 'in-app': 'on', 'web-push': 'digest' });
    expect(policy({ category: 'other' }, untyped)?.channels).toEqual({ 'in-app': 'on', 'web-push': 'off' });
    expect(policy({ channels: ['in-app'] }, untyped)?.channels).toEqual({ 'in-app': 'on' });
  });

  test('edge: names that objects have anyway are names like any other', ({ expect }) => {
    const type = { ...aType({ category: 'toString' }), name: 'constructor' };
    expect(policyOf(type, tenant({ defaults: { channels: { 'web-push': 'off' } } })).defaults).toEqual({
      channels: { 'web-push': 'off' },
    });
    const named = tenant({ defaults: { types: { constructor: { 'web-push': 'off' } } } });
    expect(policyOf(type, named).defaults).toEqual({ channels: { 'web-push': 'off' } });
  });

  test('edge: what is mandatory hears of no channel, what is transactional of no times, and nothing is nothing', ({
    expect,
  }) => {
    expect(policy({ mandatory: true })?.channels).toBeUndefined();
    expect(policy({ class: 'transactional' })).toEqual({ channels: { 'in-app': 'on', 'web-push': 'on' } });
    expect(policy({ class: 'transactional', mandatory: true })).toBeUndefined();
    expect(policy({}, {})).toBeUndefined();
    expect(policyOf(aType(), settings)).not.toHaveProperty('defaults');
  });
});

const aModel: StoredModel = {
  kind: 'logistic',
  open: { intercept: -1, weights: { 'item.length': 0.5 } },
  defaults: {},
  name: 'opens',
  version: 4,
  updatedAt: '2026-11-21T00:00:00.000Z',
};

const aChallenger: StoredModel = {
  kind: 'logistic',
  open: { intercept: -2, weights: { 'item.length': 0.25 } },
  defaults: {},
  name: 'bolder',
  version: 1,
  updatedAt: '2026-11-21T00:00:00.000Z',
};
