import { evictDurableObject } from 'cloudflare:test';
import { describe, test } from 'vitest';
import { toInstant } from '../../src/contract/identifier.ts';
import type { Preferences } from '../../src/contract/preferences.ts';
import { offerTo } from '../../src/member/offer-to.ts';
import { browser, candidateAt, freshMember, HOUR, idAt, NOON, rowsOf, TIMELINE_ONLY } from './world.ts';

const NOTHING: Preferences = { channels: {}, types: {}, muted: [] };

describe('preferences', () => {
  test('happy: what was put is what is read, also after eviction', async ({ expect }) => {
    const member = freshMember();
    const preferences: Preferences = {
      channels: { 'web-push': 'off' },
      types: { 'post.published': { 'in-app': 'on' } },
      quiet: { from: '22:00', to: '08:00', days: ['fri'] },
      timezone: 'Asia/Kathmandu',
      locale: 'ne',
      muted: [{ actor: 'eve' }],
    };
    await member.putPreferences(preferences, NOON);
    await evictDurableObject(member);
    expect(await member.preferences()).toEqual(preferences);
    await member.putPreferences(NOTHING, NOON);
    expect(await member.preferences()).toEqual({ ...NOTHING, timezone: 'UTC' });
  });

  test('edge: a zone that was only inherited and is sent back still follows the product; a choice does not', async ({
    expect,
  }) => {
    const member = freshMember();
    await member.putPreferences(await member.preferences(), NOON);
    await member.putProfile({ timezone: 'Europe/Berlin' }, NOON);
    expect((await member.preferences()).timezone).toBe('Europe/Berlin');
    await member.putPreferences({ ...NOTHING, timezone: 'Asia/Tokyo' }, NOON);
    await member.putProfile({ timezone: 'America/New_York' }, NOON);
    expect((await member.preferences()).timezone).toBe('Asia/Tokyo');
  });

  test('quiet hours are those of the zone in force', async ({ expect }) => {
    const member = freshMember();
    await member.registerDevice(browser(1));
    await member.putProfile({ timezone: 'Asia/Kathmandu' }, NOON);
    await member.putPreferences({ ...NOTHING, quiet: { from: '17:00', to: '18:00' } }, NOON);
    await offerTo(member, [candidateAt(NOON)], NOON, false);
    expect((await member.decisions(1)).items[0]?.until).toBe(new Date(NOON + HOUR / 4).toISOString());
  });

  test('what is off is off from the next candidate on', async ({ expect }) => {
    const member = freshMember();
    await member.registerDevice(browser(1));
    await offerTo(member, [candidateAt(NOON)], NOON, false);
    await member.putPreferences(
      { ...NOTHING, types: { 'post.published': { 'in-app': 'off', 'web-push': 'off' } } },
      NOON,
    );
    const { decisions } = await offerTo(member, [candidateAt(NOON + 1)], NOON, false);
    expect(decisions[0]?.reason).toBe('type-off');
  });

  test('the same again writes nothing', async ({ expect }) => {
    const member = freshMember();
    await member.putPreferences(NOTHING, NOON);
    await member.putProfile({ region: 'eu' }, NOON);
    await rowsOf(member, 'create table watched (key text)');
    await rowsOf(member, 'create trigger watch update on fact begin insert into watched values (new.key); end');
    await member.putPreferences(NOTHING, NOON);
    await member.putProfile({ region: 'eu' }, NOON);
    expect(await rowsOf(member, 'select * from watched')).toEqual([]);
    await member.putProfile({ region: 'us' }, NOON);
    expect(await rowsOf(member, 'select * from watched')).toEqual([{ key: 'profile' }]);
  });
});

describe('engagements', () => {
  const reasonOf = async (member: ReturnType<typeof freshMember>, at: number, change = {}) =>
    (await offerTo(member, [candidateAt(at, TIMELINE_ONLY, change)], at, false)).decisions[0]?.reason;

  test('happy: muting an actor or an item by name silences it', async ({ expect }) => {
    const member = freshMember();
    await member.engage(
      [
        { action: 'mute', actor: 'ada' },
        { action: 'mute', item: 'post-9' },
      ],
      NOON,
    );
    expect(await reasonOf(member, NOON)).toBe('muted-actor');
    expect(await reasonOf(member, NOON + 1, { actor: 'eve', item: 'post-9' })).toBe('muted-item');
    expect(await reasonOf(member, NOON + 2, { actor: 'eve' })).toBe('timeline');
  });

  test('muting a notification silences its actor, disabling it its type; once each', async ({ expect }) => {
    const member = freshMember();
    await offerTo(member, [candidateAt(NOON, TIMELINE_ONLY)], NOON, false);
    for (const _ of [1, 2]) {
      await member.engage(
        [
          { action: 'mute', notification: idAt(NOON) },
          { action: 'disable', notification: idAt(NOON) },
        ],
        NOON,
      );
    }
    expect((await member.preferences()).muted).toEqual([{ actor: 'ada' }, { type: 'post.published' }]);
    expect(await reasonOf(member, NOON + 1, { actor: 'eve' })).toBe('muted-type');
  });

  test('opening, clicking, liking and dismissing read; having seen it sees', async ({ expect }) => {
    const member = freshMember();
    await offerTo(
      member,
      [0, 1, 2, 3, 4].map((ms) => candidateAt(NOON + ms, TIMELINE_ONLY)),
      NOON,
      false,
    );
    await member.engage([{ action: 'seen', notification: idAt(NOON) }], NOON);
    expect(await member.archive(['none'], NOON)).toEqual({ unseen: 4, unread: 5 });
    const reading = ['open', 'click', 'like', 'dismiss'] as const;
    await member.engage(
      reading.map((action, index) => ({ action, notification: idAt(NOON + index) })),
      NOON,
    );
    expect(await member.archive(['none'], NOON)).toEqual({ unseen: 1, unread: 1 });
  });

  test('edge: the same act at the same time is recorded once, another time is another act', async ({ expect }) => {
    const member = freshMember();
    const view = { action: 'view', item: 'post-1', time: '2050-06-15T11:00:00Z' } as const;
    await member.engage([view, view], NOON);
    await member.engage([{ ...view, time: '2050-06-15T13:00:00+02:00' }], NOON);
    expect((await member.export()).engagements).toHaveLength(1);
    await member.engage(
      [
        { ...view, time: '2050-06-15T11:00:01Z' },
        { ...view, action: 'like' },
      ],
      NOON,
    );
    expect((await member.export()).engagements.map(({ action, target, at }) => [action, target, at])).toEqual([
      ['like', 'post-1', NOON - HOUR],
      ['view', 'post-1', NOON - HOUR + 1_000],
      ['view', 'post-1', NOON - HOUR],
    ]);
  });

  test('edge: the ring keeps the 1,000 newest', async ({ expect }) => {
    const member = freshMember();
    await member.engage(
      Array.from({ length: 1_002 }, (_, index) => ({ action: 'view' as const, item: `post-${index}` })),
      NOON,
    );
    const { engagements } = await member.export();
    expect(engagements).toHaveLength(1_000);
    expect(engagements.at(-1)?.target).toBe('post-2');
  });

  test('refusal: acts on a notification that is not there change nothing', async ({ expect }) => {
    const member = freshMember();
    await offerTo(member, [candidateAt(NOON, TIMELINE_ONLY)], NOON, false);
    const unknown = '~beyond everything';
    await member.engage(
      (['open', 'seen', 'mute', 'disable'] as const).map((action) => ({ action, notification: unknown })),
      NOON,
    );
    expect((await member.preferences()).muted).toEqual([]);
    expect(await member.archive(['none'], NOON)).toEqual({ unseen: 1, unread: 1 });
  });
});

describe('devices', () => {
  test('happy: registered again it is the same device with its new keys, and a list has no secrets', async ({
    expect,
  }) => {
    const member = freshMember();
    expect(await member.registerDevice(browser(1))).toBe('browser-1');
    const rotated = { ...browser(1, NOON + 5), address: { ...browser(1).address, p256dh: 'another' } };
    await member.registerDevice(rotated);
    expect(await member.devices()).toEqual([
      {
        id: 'browser-1',
        kind: 'web-push',
        host: 'push.example.com',
        form: 'desktop',
        createdAt: new Date(NOON).toISOString(),
      },
    ]);
    const { due } = await offerTo(member, [candidateAt(NOON)], NOON, false);
    expect(due[0]?.address).toMatchObject({ p256dh: 'another' });
  });

  test('edge: back at its first endpoint after another one it is still the same device', async ({ expect }) => {
    const member = freshMember();
    await member.registerDevice(browser(1));
    await member.renewDevice('browser-1', { address: browser(9).address, host: 'push.example.com' });
    await member.registerDevice(browser(2, NOON + 1));
    expect(await member.registerDevice(browser(1, NOON + 5))).toBe('browser-1');
    const devices = await member.devices();
    expect(devices.map(({ id, createdAt }) => [id, createdAt])).toEqual([
      ['browser-1', toInstant(NOON)],
      ['browser-2', toInstant(NOON + 1)],
    ]);
    const { due } = await offerTo(member, [candidateAt(NOON)], NOON, false);
    expect(due.map(({ address }) => address.endpoint)).toEqual(
      [1, 2].map((number) => browser(number).address.endpoint),
    );
  });

  test('edge: a 21st replaces the oldest', async ({ expect }) => {
    const member = freshMember();
    for (let number = 0; number < 20; number++) await member.registerDevice(browser(number, NOON + number));
    await member.registerDevice(browser(5, NOON + 50));
    expect(await member.devices()).toHaveLength(20);
    await member.registerDevice(browser(20, NOON + 60));
    const ids = (await member.devices()).map((each) => each.id);
    expect(ids).toHaveLength(20);
    expect(ids).not.toContain('browser-0');
    expect(ids).toContain('browser-20');
  });

  test('refusal: one that is not there is not removed, one that is does not ring any more', async ({ expect }) => {
    const member = freshMember();
    await member.registerDevice(browser(1));
    expect(await member.removeDevice('browser-2')).toBe(false);
    expect(await member.removeDevice('browser-1')).toBe(true);
    expect(await member.removeDevice('browser-1')).toBe(false);
    expect((await offerTo(member, [candidateAt(NOON)], NOON, false)).due).toEqual([]);
  });
});

test('the profile and the counts are the view of a member', async ({ expect }) => {
  const member = freshMember();
  await member.putProfile({ locale: 'de', attributes: { plan: 'pro' } }, NOON);
  await member.registerDevice(browser(1));
  await offerTo(member, [candidateAt(NOON)], NOON, false);
  expect(await member.view()).toEqual({
    id: 'bob',
    locale: 'de',
    attributes: { plan: 'pro' },
    devices: 1,
    unseen: 1,
    unread: 1,
    kept: { notifications: 1_000, days: 90, dropped: 200 },
  });
});
