import fc from 'fast-check';
import { describe, test } from 'vitest';
import { readToken, signToken } from '../../src/channels/signed-token.ts';
import { readUnsubscribeToken, unsubscribeToken } from '../../src/channels/unsubscribe-token.ts';
import { readRenewalToken } from '../../src/channels/web-push/renewal-token.ts';

const OF = { tenant: 'acme@eu', member: 'Ada/1 "x"', type: 'post.published', channel: 'email' };
const NOW = 1_795_000_000_000;

describe('the token of an unsubscribe link', () => {
  test('law: gives back what it was made of, and is safe in an address as it is', ({ expect }) => {
    const text = fc.string({ unit: 'grapheme', maxLength: 64 });
    fc.assert(
      fc.property(fc.record({ tenant: text, member: text, type: text, channel: text }), (of) => {
        const token = unsubscribeToken(of, 'secret');
        expect(token).toMatch(/^[\w-]+\.[\w-]{22}$/);
        expect(readUnsubscribeToken(token, 'secret')).toEqual(of);
      }),
    );
  });

  test('is the same whenever it is made, so that a message that is tried again is the same message', ({ expect }) => {
    expect(unsubscribeToken(OF, 'secret')).toBe(unsubscribeToken({ ...OF }, 'secret'));
  });

  test('works for ten years and more', ({ expect }) => {
    const read = readToken('unsubscribe', unsubscribeToken(OF, 'secret'), 'secret', NOW + 100 * 365 * 86_400_000);
    expect(read?.claims).toEqual(Object.values(OF));
  });

  test('refusal: any other character, another secret, and every piece of it', ({ expect }) => {
    const token = unsubscribeToken(OF, 'secret');
    expect(readUnsubscribeToken(token, 'another')).toBeUndefined();
    for (let place = 0; place < token.length - 1; place++) {
      const changed = token.slice(0, place) + (token[place] === 'A' ? 'B' : 'A') + token.slice(place + 1);
      expect(readUnsubscribeToken(changed, 'secret'), `changed at ${place}`).toBeUndefined();
      expect(readUnsubscribeToken(token.slice(0, place), 'secret'), `cut at ${place}`).toBeUndefined();
      expect(readUnsubscribeToken(token.slice(place + 1), 'secret'), `from ${place}`).toBeUndefined();
    }
    for (const none of ['', '.', 'a.b', 'a.b.c', `${token}.`, `${token}A`, '🔑.🔑']) {
      expect(readUnsubscribeToken(none, 'secret'), none).toBeUndefined();
    }
  });

  test('security: the signature of one link fits no other: not of another member, type, channel or tenant', ({
    expect,
  }) => {
    const [body = '', signature = ''] = unsubscribeToken(OF, 'secret').split('.');
    for (const field of ['tenant', 'member', 'type', 'channel'] as const) {
      const [other = '', ofOther = ''] = unsubscribeToken({ ...OF, [field]: 'other' }, 'secret').split('.');
      expect(readUnsubscribeToken(`${other}.${signature}`, 'secret'), field).toBeUndefined();
      expect(readUnsubscribeToken(`${body}.${ofOther}`, 'secret'), field).toBeUndefined();
    }
    // What belongs to one claim cannot be pushed into the next.
    const shifted = unsubscribeToken({ ...OF, tenant: 'acme', member: '@euAda/1 "x"' }, 'secret');
    expect(readUnsubscribeToken(shifted, 'secret')).not.toEqual(OF);
  });

  test('security: a token for something else is none, and this one is good for nothing else', ({ expect }) => {
    for (const purpose of ['report', 'renewal'] as const) {
      expect(readUnsubscribeToken(signToken(purpose, Object.values(OF), NOW, 'secret'), 'secret')).toBeUndefined();
    }
    expect(readRenewalToken(unsubscribeToken(OF, 'secret'), 'secret', NOW)).toBeUndefined();
  });

  test('links of the key before go on working as long as that is known', ({ expect }) => {
    const token = unsubscribeToken(OF, 'before');
    expect(readUnsubscribeToken(token, 'after')).toBeUndefined();
    expect(readUnsubscribeToken(token, 'after', 'before')).toEqual(OF);
    expect(readUnsubscribeToken(token, 'after', 'another')).toBeUndefined();
    expect(readUnsubscribeToken(unsubscribeToken(OF, 'after'), 'after', 'before')).toEqual(OF);
  });
});
