import fc from 'fast-check';
import { describe, test } from 'vitest';
import { fcmMessage } from '../../src/channels/mobile-push/fcm-message.ts';
import { MOST_FCM_BYTES } from '../../src/channels/mobile-push/fcm-texts.ts';
import type { Message } from '../../src/contract/delivery.ts';
import { aNotice, anAppDelivery, TOKEN } from './fcm-samples.ts';

const NOW = 1_795_000_060_000;
const of = (message: Message, parts: Partial<Parameters<typeof fcmMessage>[0]> = {}, report?: string) =>
  fcmMessage(anAppDelivery({ message, ...parts }), report, NOW);
const bytesOf = ({ notification, data, apns }: ReturnType<typeof of>) =>
  Buffer.byteLength(JSON.stringify({ notification, data, aps: apns.payload.aps }));

describe('a notification for an app', () => {
  test('happy: what is shown, what the app reads, and what Android and Apple do with it', ({ expect }) => {
    const actions = [{ id: 'reply', title: 'Reply', url: '/messages/7/reply' }];
    const image = 'https://cdn.example.com/7.png';
    const message = aNotice({ actions, image, icon: '/icon.png', badge: 3 });
    const sent = of(message, { urgent: true, expiresAt: NOW + 90_500 }, 'a-report-token');
    expect(sent).toEqual({
      token: TOKEN,
      notification: { title: 'Grace Hopper', body: 'The bug is in relay 70.', image },
      data: {
        ...{ id: message.id, type: 'message.received', url: '/messages/7', at: '1795000000000', badge: '3' },
        ...{ icon: '/icon.png', actions: JSON.stringify(actions), report: 'a-report-token' },
      },
      android: {
        priority: 'high',
        ttl: '90s',
        collapse_key: expect.stringMatching(/^[\w-]{32}$/),
        notification: { tag: message.id, event_time: '2026-11-18T11:06:40.000Z', default_sound: true },
      },
      apns: {
        headers: {
          'apns-priority': '10',
          'apns-expiration': '1795000150',
          'apns-collapse-id': sent.android.collapse_key,
        },
        payload: { aps: { sound: 'default', badge: 3, 'thread-id': 'message.received', 'mutable-content': 1 } },
      },
    });
  });

  test('happy: what is not urgent does not wake a device, and is kept for four weeks when it does not expire', ({
    expect,
  }) => {
    const { android, apns } = of(aNotice());
    expect(android).toMatchObject({ priority: 'normal', ttl: '2419200s' });
    expect(apns.headers).toMatchObject({ 'apns-priority': '5', 'apns-expiration': String(NOW / 1_000 + 2_419_200) });
  });

  test('edge: a time to live is whole seconds from none to four weeks', ({ expect }) => {
    const ttl = (expiresAt: number) => of(aNotice(), { expiresAt }).android.ttl;
    expect([NOW - 5_000, NOW + 999, NOW + 90_000_000_000].map(ttl)).toEqual(['0s', '0s', '2419200s']);
  });

  test('happy: a repeat and a change have one name everywhere, others have another', ({ expect }) => {
    const [one, again, other] = [of(aNotice()), of(aNotice({ again: true })), of(aNotice({ id: 'n-2' }))];
    expect(again.android.collapse_key).toBe(one.android.collapse_key);
    expect(again.data.again).toBe('1');
    expect(of(aNotice({ quiet: true })).apns.headers['apns-collapse-id']).toBe(one.android.collapse_key);
    expect(other.android.collapse_key).not.toBe(one.android.collapse_key);
  });

  test('happy: a quiet change does not ring: data for Android, a passive alert without sound for Apple', ({
    expect,
  }) => {
    const { notification, data, android, apns } = of(aNotice({ quiet: true, badge: 2 }), { urgent: true });
    expect(notification).toBeUndefined();
    expect(android).toEqual({ priority: 'normal', ttl: '2419200s' });
    expect(data).toMatchObject({ quiet: '1', title: 'Grace Hopper', body: 'The bug is in relay 70.' });
    expect(apns.headers['apns-priority']).toBe('5');
    expect(apns.payload.aps).toEqual({
      ...{ alert: { title: 'Grace Hopper', body: 'The bug is in relay 70.' }, 'interruption-level': 'passive' },
      ...{ badge: 2, 'thread-id': 'message.received', 'mutable-content': 1 },
    });
  });

  test('refusal: an image that a device may not fetch is left out', ({ expect }) => {
    for (const image of ['/a.png', 'http://cdn.example.com/a.png', 'javascript:alert(1)', 'data:image/png;base64,AA']) {
      expect(of(aNotice({ image })).notification).not.toHaveProperty('image');
    }
  });
});

describe('what fits into 4,096 bytes', () => {
  const image = `https://cdn.example.com/${'i'.repeat(1_200)}`;
  const icon = `/${'c'.repeat(700)}`;
  const actions = [{ id: 'a', title: 'Act', url: `/${'u'.repeat(700)}` }];

  test.for([
    ['nothing is given up', 100, { image, icon, actions }],
    ['the image first', 1_200, { icon, actions }],
    ['then the icon', 2_200, { actions }],
    ['then the actions', 2_900, {}],
  ] as const)('%s: a body of %d bytes', ([, length, kept], { expect }) => {
    const sent = of(aNotice({ body: 'b'.repeat(length), image, icon, actions }));
    expect(sent.notification).toEqual({
      title: 'Grace Hopper',
      body: 'b'.repeat(length),
      ...('image' in kept ? { image } : {}),
    });
    expect('icon' in sent.data).toBe('icon' in kept);
    expect('actions' in sent.data).toBe('actions' in kept);
  });

  test('then the end of the body, between characters, then that of the title; a link only when it leaves no room', ({
    expect,
  }) => {
    const body = of(aNotice({ body: '👩‍👩‍👧'.repeat(1_000) })).notification?.body ?? '';
    expect(body).toMatch(/^(👩‍👩‍👧){100,}…$/u);
    const long = of(aNotice({ title: 't'.repeat(5_000), url: `/${'u'.repeat(2_000)}` }));
    expect(long.notification).toEqual({ title: expect.stringMatching(/^t{1000,}…$/), body: '' });
    expect(long.data.url).toHaveLength(2_001);
    expect(of(aNotice({ url: `/${'u'.repeat(4_000)}` }))).toMatchObject({
      ...{ notification: { body: 'The bug is in relay 70.' }, data: { url: '' } },
    });
  });

  test('law: it fits, whatever there is to say, and never loses who, what, when and the report token', ({ expect }) => {
    const text = (most: number) =>
      fc
        .tuple(fc.constantFrom('a', '"', '\n', 'ß', '👋', '\\', '\u2028'), fc.integer({ min: 0, max: most }))
        .map(([unit, times]) => unit.repeat(times));
    const messages = fc.record({
      ...{
        title: text(3_000),
        body: text(6_000),
        url: text(4_000),
        image: text(100).map((path) => `https://a/${path}`),
      },
      ...{
        type: fc.constantFrom('note', '👋'.repeat(128)),
        quiet: fc.boolean(),
        report: fc.constantFrom(0, 300, 1_150),
      },
    });
    fc.assert(
      fc.property(messages, ({ quiet, report, ...parts }) => {
        const message = aNotice({ ...parts, badge: 99_999, ...(quiet ? { quiet } : {}) });
        const sent = of(message, {}, 'r'.repeat(report));
        expect(bytesOf(sent)).toBeLessThanOrEqual(MOST_FCM_BYTES);
        expect(sent.data).toMatchObject({
          id: message.id,
          type: parts.type,
          badge: '99999',
          report: 'r'.repeat(report),
        });
      }),
    );
  });
});
