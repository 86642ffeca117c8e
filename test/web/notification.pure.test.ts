import fc from 'fast-check';
import { describe, test } from 'vitest';
import type { PushMessage } from '../../src/contract/delivery.ts';
import { notificationOf, sameOrigin } from '../../src/web/push/notification.ts';

const ORIGIN = 'https://app.example.com';
const MESSAGE: PushMessage = {
  id: '01JABCDEF',
  type: 'post',
  title: 'ada posted',
  body: 'Notes on the analytical engine',
  url: '/posts/7',
  at: Date.UTC(2026, 10, 21),
};
const shownFor = (changes: Partial<Record<keyof PushMessage, unknown>>) =>
  notificationOf(JSON.stringify({ ...MESSAGE, ...changes }), ORIGIN);

describe('a readable payload', () => {
  test('is shown with its texts and its time, and its id as tag', ({ expect }) => {
    expect(shownFor({})).toEqual({
      title: 'ada posted',
      options: {
        body: 'Notes on the analytical engine',
        tag: '01JABCDEF',
        icon: `${ORIGIN}/icon-192.png`,
        timestamp: MESSAGE.at,
        data: { id: '01JABCDEF', url: `${ORIGIN}/posts/7` },
      },
    });
  });

  test('is shown without a sound when it only changes what is shown already', ({ expect }) => {
    expect(shownFor({ quiet: true }).options.silent).toBe(true);
    expect(shownFor({ quiet: 'yes' }).options.silent).toBeUndefined();
  });

  test('rings again for a reminder, though it replaces what is shown', ({ expect }) => {
    expect(shownFor({ again: true }).options.renotify).toBe(true);
    expect(shownFor({}).options.renotify).toBeUndefined();
  });

  test('takes pictures from anywhere over https, and no others', ({ expect }) => {
    const { options } = shownFor({ icon: 'https://cdn.example.net/a.png', image: 'http://cdn.example.net/b.png' });
    expect(options.icon).toBe('https://cdn.example.net/a.png');
    expect(options.image).toBeUndefined();
  });
});

test('anything else is shown too: a push without a notification costs the permission', ({ expect }) => {
  const unreadable = fc.oneof(fc.string(), fc.json(), fc.constantFrom('', 'null', '{"id":"x"}', '{"title":"x"}'));
  fc.assert(
    fc.property(unreadable, (text) => {
      const { title, options } = notificationOf(text, ORIGIN);
      expect(title).not.toBe('');
      expect(options.tag).not.toBe('');
      expect(new URL(options.data.url).origin).toBe(ORIGIN);
    }),
  );
  expect(notificationOf('not json', ORIGIN).title).toBe('New notification');
});

test.for([
  ['/posts/7?a=b#c', `${ORIGIN}/posts/7?a=b#c`],
  [`${ORIGIN}/x`, `${ORIGIN}/x`],
  ['', `${ORIGIN}/`],
  ['https://evil.example.org/', `${ORIGIN}/`],
  ['//evil.example.org/', `${ORIGIN}/`],
  ['javascript:alert(1)', `${ORIGIN}/`],
  ['http://', `${ORIGIN}/`],
])('a click on %s opens %s', ([url, opened], { expect }) => {
  expect(sameOrigin(url ?? '', ORIGIN)).toBe(opened);
});
