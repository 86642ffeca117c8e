import { describe, test } from 'vitest';
import { pushHeaders } from '../../src/channels/web-push/headers.ts';
import { aDelivery } from './web-push-samples.ts';

const ADDRESS = { endpoint: 'https://fcm.googleapis.com/fcm/send/a', p256dh: '', auth: '' };
const NOW = 1_795_000_000_000;
const DAY = 86_400_000;

describe('the headers of a push request (RFC 8030)', () => {
  test.for([
    ['no expiry: four weeks', undefined, '2419200'],
    ['the seconds that are left', NOW + 90_000, '90'],
    ['part of a second is not promised', NOW + 90_999, '90'],
    ['less than a second: now or never', NOW + 999, '0'],
    ['already expired: never negative', NOW - DAY, '0'],
    ['beyond four weeks: four weeks', NOW + 60 * DAY, '2419200'],
  ] as const)('TTL, %s', ([, expiresAt, ttl], { expect }) => {
    const delivery = aDelivery(ADDRESS, expiresAt === undefined ? {} : { expiresAt });
    expect(pushHeaders(delivery, 'vapid', NOW).TTL).toBe(ttl);
  });

  test('urgency is high for urgent deliveries and normal for others', ({ expect }) => {
    expect(pushHeaders(aDelivery(ADDRESS, { urgent: true }), 'vapid', NOW).Urgency).toBe('high');
    expect(pushHeaders(aDelivery(ADDRESS, { urgent: false }), 'vapid', NOW).Urgency).toBe('normal');
  });

  test('the topic is the same for a repeat, another for another notification, and always legal', ({ expect }) => {
    const topicOf = (notification: string) =>
      pushHeaders(aDelivery(ADDRESS, { notification, attempt: notification.length }), 'vapid', NOW).Topic;
    expect(topicOf('a')).toBe(topicOf('a'));
    expect(pushHeaders(aDelivery(ADDRESS, { notification: 'a', attempt: 9, device: 'b' }), 'v', NOW + 1).Topic).toBe(
      topicOf('a'),
    );
    expect(topicOf('a')).not.toBe(topicOf('b'));
    for (const notification of ['a', 'é'.repeat(128), '日本', 'a/b+c=']) {
      expect(topicOf(notification)).toMatch(/^[A-Za-z0-9_-]{32}$/);
    }
  });

  test('the body is declared as aes128gcm octets, and the VAPID header is passed on', ({ expect }) => {
    expect(pushHeaders(aDelivery(ADDRESS), 'vapid t=a, k=b', NOW)).toMatchObject({
      Authorization: 'vapid t=a, k=b',
      'Content-Encoding': 'aes128gcm',
      'Content-Type': 'application/octet-stream',
    });
  });
});
