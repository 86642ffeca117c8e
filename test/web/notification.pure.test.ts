import fc from 'fast-check';
import { describe, test } from 'vitest';
import type { PushPayload } from '../../src/contract/delivery.ts';
import { linkTarget } from '../../src/web/push/link-target.ts';
import { clickTarget, notificationOf } from '../../src/web/push/notification.ts';

const ORIGIN = 'https://app.example.com';
const MESSAGE: PushPayload = {
  id: '01JABCDEF',
  type: 'post',
  title: 'ada posted',
  body: 'Notes on the analytical engine',
  url: '/posts/7',
  at: Date.UTC(2026, 10, 21),
};
const shownFor = (changes: Partial<Record<keyof PushPayload, unknown>>) =>
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

describe('actions, badge and reports', () => {
  const act = (id: string, url = `/do/${id}`) => ({ id, title: id.toUpperCase(), url });

  test('two actions at most are shown, each with where it leads; a click beside them opens the notification', ({
    expect,
  }) => {
    const { options } = shownFor({ actions: [act('like'), act('reply'), act('more')] });
    expect(options.actions).toEqual([
      { action: 'like', title: 'LIKE' },
      { action: 'reply', title: 'REPLY' },
    ]);
    expect(clickTarget(options.data, 'reply')).toBe(`${ORIGIN}/do/reply`);
    expect(clickTarget(options.data, '')).toBe(`${ORIGIN}/posts/7`);
    expect(clickTarget(options.data, 'constructor')).toBe(`${ORIGIN}/posts/7`);
  });

  test('the badge and the report token are handed on, and only when they can be', ({ expect }) => {
    expect(shownFor({ badge: 7, report: 'token' })).toMatchObject({ badge: 7, options: { data: { report: 'token' } } });
    for (const badge of [-1, 1.5, '7', null, Number.MAX_VALUE]) expect(shownFor({ badge })).not.toHaveProperty('badge');
    expect(shownFor({ badge: 0 }).badge).toBe(0);
  });

  test('what is no action is left out, and the rest is shown', ({ expect }) => {
    const { options } = shownFor({ actions: [null, 7, {}, { id: 'x' }, { id: '', title: 'x' }, act('like')] });
    expect(options.actions).toEqual([{ action: 'like', title: 'LIKE' }]);
    expect(shownFor({ actions: 'like' }).options).not.toHaveProperty('actions');
  });
});

describe('where a click may lead', () => {
  const SHOP = 'https://shop.example.com';
  const home = `${ORIGIN}/`;
  const LINKS: readonly (readonly [link: string, opened: string])[] = [
    ['/posts/7?a=b#c', `${ORIGIN}/posts/7?a=b#c`],
    [`${ORIGIN}/x`, `${ORIGIN}/x`],
    ['', home],
    [`${SHOP}/cart?x=1`, `${SHOP}/cart?x=1`],
    ['https://evil.example.org/', home],
    ['//evil.example.org/', home],
    ['//shop.example.com/cart', `${SHOP}/cart`],
    ['\\\\evil.example.org', home],
    ['/\\evil.example.org', home],
    ['https:evil.example.org', `${ORIGIN}/evil.example.org`],
    ['javascript:alert(1)', home],
    ['JaVaScRiPt:alert(1)', home],
    [' javascript:alert(1)', home],
    ['java\nscript:alert(1)', home],
    ['data:text/html,<script>alert(1)</script>', home],
    ['blob:https://app.example.com/1', home],
    ['vbscript:msgbox(1)', home],
    ['file:///etc/passwd', home],
    ['intent://evil#Intent;scheme=https;end', home],
    ['http://shop.example.com/', home],
    ['http://app.example.com/', home],
    ['https://app.example.com.evil.org/', home],
    ['https://app.example.com@evil.org/', home],
    ['https://evil@app.example.com/', home],
    ['https://shop.example.com:8443/', home],
    ['http://', home],
  ];

  test.for(LINKS)('%j opens %s', ([link, opened], { expect }) => {
    expect(linkTarget(link, ORIGIN, [SHOP])).toBe(opened);
    const { options } = shownFor({ url: link, actions: [{ id: 'go', title: 'Go', url: link }], origins: [SHOP] });
    expect([options.data.url, options.data.actions?.go]).toEqual([opened, opened]);
  });

  test('whatever the link, what opens is the app or an origin that is allowed', ({ expect }) => {
    const link = fc.oneof(
      fc.string(),
      fc.webUrl(),
      fc.string().map((rest) => `javascript:${rest}`),
    );
    fc.assert(
      fc.property(link, fc.boolean(), (given, isAllowed) => {
        const { origin } = new URL(linkTarget(given, ORIGIN, isAllowed ? [SHOP] : []));
        expect(isAllowed ? [ORIGIN, SHOP] : [ORIGIN]).toContain(origin);
      }),
    );
  });
});
