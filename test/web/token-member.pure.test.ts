import { test } from 'vitest';
import { tokenMember } from '../../src/web/inbox/token-member.ts';

const tokenOf = (claims: unknown) => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;

test('a renewed token speaks for the same member, whatever script their id is in', ({ expect }) => {
  const first = tokenOf({ sub: 'Жанна ✓', exp: 1 });
  expect(tokenMember(first)).toBe('Жанна ✓');
  expect(tokenMember(tokenOf({ sub: 'Жанна ✓', exp: 2 }))).toBe(tokenMember(first));
});

test.for(['', 'abc', 'a.b.c', tokenOf({ exp: 1 }), tokenOf(null)])(
  '%s names nobody and stands for itself',
  (token, { expect }) => {
    expect(tokenMember(token)).toBe(token);
  },
);
