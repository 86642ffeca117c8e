import fc from 'fast-check';
import { describe, test } from 'vitest';
import { MOST_PLAINTEXT_BYTES, pushPayload } from '../../src/channels/web-push/payload.ts';
import type { PushMessage, PushPayload } from '../../src/contract/delivery.ts';
import { aMessage } from './web-push-samples.ts';

const bytes = (text: string) => Buffer.byteLength(text);
const parsed = (message: PushMessage): PushMessage => JSON.parse(pushPayload(message));
const link = (length: number) => `https://app.example.com/${'x'.repeat(length - 24)}`;

describe('the payload of a push message', () => {
  test('is the message as it is when it fits, and names no field that is absent', ({ expect }) => {
    const full = aMessage({ icon: '/icon.png', image: '/image.png' });
    expect(parsed(full)).toEqual(full);
    expect(Object.keys(parsed(aMessage()))).toEqual(['id', 'type', 'title', 'body', 'url', 'at']);
  });

  test('takes 3,993 bytes whole and gives something up for one more', ({ expect }) => {
    const room = MOST_PLAINTEXT_BYTES - bytes(pushPayload(aMessage({ body: '' })));
    const fits = aMessage({ body: 'x'.repeat(room) });
    expect(bytes(pushPayload(fits))).toBe(MOST_PLAINTEXT_BYTES);
    expect(parsed(fits)).toEqual(fits);
    const cut = parsed(aMessage({ body: 'x'.repeat(room + 1) }));
    expect(cut.body).toBe(`${'x'.repeat(room - 3)}…`);
  });

  test('gives up the image first, then the icon, and keeps the texts', ({ expect }) => {
    const message = aMessage({ body: 'b'.repeat(2_000), icon: link(1_000), image: link(2_000) });
    const { image: _image, ...withoutImage } = message;
    expect(parsed(message)).toEqual(withoutImage);
    const larger = { ...message, icon: link(2_000) };
    const { icon: _icon, image: _other, ...withoutBoth } = larger;
    expect(parsed(larger)).toEqual(withoutBoth);
  });

  test('then shortens the body and keeps the title and the link', ({ expect }) => {
    const message = aMessage({ body: 'b'.repeat(6_000), icon: '/icon.png', url: link(2_000) });
    const sent = parsed(message);
    expect(sent).toMatchObject({ title: message.title, url: message.url });
    expect(sent.body).toMatch(/^b+…$/);
    expect(bytes(JSON.stringify(sent))).toBe(MOST_PLAINTEXT_BYTES);
  });

  test('then leaves the body out and shortens the title', ({ expect }) => {
    const sent = parsed(aMessage({ title: 't'.repeat(5_000), body: 'b'.repeat(5_000) }));
    expect(sent.body).toBe('');
    expect(sent.title).toMatch(/^t{3000,}…$/);
  });

  test('a link is kept whole or left out, never cut', ({ expect }) => {
    const long = aMessage({ url: link(2_400), body: 'b'.repeat(3_000) });
    expect(parsed(long).url).toBe(long.url);
    const tooLong = aMessage({ url: link(5_000), body: 'b'.repeat(3_000) });
    expect(parsed(tooLong)).toEqual({ ...tooLong, url: '' });
    const fits = aMessage({ url: link(3_000) });
    expect(parsed(fits)).toEqual(fits);
  });

  test('texts are cut between characters as a reader sees them', ({ expect }) => {
    const family = '👩‍👩‍👧‍👦';
    const sent = parsed(aMessage({ body: family.repeat(500) }));
    const whole = Math.floor((sent.body.length - 1) / family.length);
    expect(sent.body).toBe(`${family.repeat(whole)}…`);
    expect(whole).toBeGreaterThan(100);
  });

  test('a body of one character that does not fit becomes the ellipsis', ({ expect }) => {
    const sent = parsed(aMessage({ body: `a${'\u0301'.repeat(4_000)}` }));
    expect(sent.body).toBe('…');
  });

  test('two actions at most; they are given up after the pictures and before the texts', ({ expect }) => {
    const act = (id: string, url: string) => ({ id, title: id, url });
    const actions = [act('like', '/like'), act('reply', '/reply'), act('more', '/more')];
    expect(parsed(aMessage({ actions })).actions).toEqual(actions.slice(0, 2));
    const wide = aMessage({
      actions: [act('a', link(1_500)), act('b', '/b')],
      icon: link(1_500),
      body: 'b'.repeat(1_200),
    });
    const { icon: _icon, ...withoutIcon } = wide;
    expect(parsed(wide)).toEqual(withoutIcon);
    const wider = parsed({ ...wide, body: 'b'.repeat(3_000) });
    expect(wider.actions).toBeUndefined();
    expect(wider.body).toBe('b'.repeat(3_000));
  });

  test('the badge and the report token stay, whatever has to go', ({ expect }) => {
    const message = aMessage({ title: 't'.repeat(5_000), badge: 12, url: link(2_000), image: link(900) });
    const payload = pushPayload(message, { report: 'r'.repeat(1_150) });
    expect(bytes(payload)).toBeLessThanOrEqual(MOST_PLAINTEXT_BYTES);
    expect(JSON.parse(payload)).toMatchObject({ badge: 12, report: 'r'.repeat(1_150), url: '' });
  });

  test('other origins are named only when a link needs them', ({ expect }) => {
    const origins = ['https://shop.example.com', 'https://app.example.com'];
    const sent = (url: string, actions: PushMessage['actions'] = []) =>
      JSON.parse(pushPayload(aMessage({ url, actions }), { origins })).origins;
    expect(sent('/messages/7')).toBeUndefined();
    expect(sent('https://shop.example.com/cart')).toEqual(['https://shop.example.com']);
    expect(sent('/', [{ id: 'buy', title: 'Buy', url: 'https://shop.example.com/' }])).toEqual([origins[0]]);
    expect(sent('https://shop.example.com.evil.org/')).toBeUndefined();
    expect(sent('javascript:alert(1)')).toBeUndefined();
  });

  test('never exceeds what a push service takes, stays JSON, and keeps who, what and when', ({ expect }) => {
    const identifier = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 128 })
      .filter((text) => !/\p{Cc}|\p{Cs}/u.test(text));
    const text = (most: number) =>
      fc.tuple(fc.string({ unit: 'binary', maxLength: 40 }), fc.nat(most)).map(([unit, count]) => unit.repeat(count));
    const message = fc.record(
      {
        id: identifier,
        type: identifier,
        title: text(60),
        body: text(200),
        url: text(80),
        icon: text(80),
        image: text(80),
        at: fc.nat(),
        badge: fc.nat(99),
        actions: fc.array(fc.record({ id: text(10), title: text(20), url: text(80) }), { maxLength: 3 }),
        quiet: fc.constant(true as const),
        again: fc.constant(true as const),
      },
      { requiredKeys: ['id', 'type', 'title', 'body', 'url', 'at'] },
    );
    fc.assert(
      fc.property(message, fc.nat(1_150), (given, length) => {
        const report = 'r'.repeat(length);
        const payload = pushPayload(given, { report });
        expect(bytes(payload)).toBeLessThanOrEqual(MOST_PLAINTEXT_BYTES);
        const sent: PushPayload = JSON.parse(payload);
        expect([sent.id, sent.type, sent.at, sent.badge, sent.quiet, sent.again, sent.report]).toEqual([
          ...[given.id, given.type, given.at, given.badge, given.quiet, given.again, report],
        ]);
        expect(given.title.startsWith(sent.title.replace(/…$/, ''))).toBe(true);
        expect(given.body.startsWith(sent.body.replace(/…$/, ''))).toBe(true);
        expect(['', given.url]).toContain(sent.url);
      }),
      { numRuns: 300 },
    );
  });
});
