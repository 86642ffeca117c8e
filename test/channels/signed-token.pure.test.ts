import fc from 'fast-check';
import { describe, test } from 'vitest';
import { readReportToken, reportToken } from '../../src/channels/report-token.ts';
import { readToken, signToken } from '../../src/channels/signed-token.ts';
import { readRenewalToken, renewalToken } from '../../src/channels/web-push/renewal-token.ts';

const NOW = 1_795_000_000_000;
const DAY = 86_400_000;
const PUSH = { tenant: 'acme@eu', member: 'Ada/1 "x"', notification: '01JD7Q3ZK0000000000000000A', device: 'd1' };

describe('a signed token', () => {
  test('gives back what was signed, until its end', ({ expect }) => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 5 }), fc.nat(10_000), (claims, seconds) => {
        const token = signToken('report', claims, NOW + seconds * 1_000, 'secret');
        expect(token).toMatch(/^[\w-]+\.[\w-]{22}$/);
        expect(readToken('report', token, 'secret', NOW + seconds * 1_000 - 1)?.claims).toEqual(claims);
        expect(readToken('report', token, 'secret', NOW + seconds * 1_000)).toBeUndefined();
      }),
    );
  });

  test('is of one purpose and one secret, and any other character makes it none', ({ expect }) => {
    const token = signToken('report', ['acme', 'ada'], NOW + DAY, 'secret');
    expect(readToken('renewal', token, 'secret', NOW)).toBeUndefined();
    expect(readToken('report', token, 'another', NOW)).toBeUndefined();
    // Of the last character two bits mean something: another of the same two is the same token.
    for (let place = 0; place < token.length - 1; place++) {
      const changed = token.slice(0, place) + (token[place] === 'A' ? 'B' : 'A') + token.slice(place + 1);
      expect(readToken('report', changed, 'secret', NOW), `place ${place}`).toBeUndefined();
    }
  });

  test.for(['', '.', 'a', 'a.', '.a', 'a.b.c', 'null', '🔑.🔑', 'e30.AAAAAAAAAAAAAAAAAAAAAA'])(
    '%j is none, and nothing breaks',
    (token, { expect }) => {
      expect(readToken('report', token, 'secret', NOW)).toBeUndefined();
    },
  );
});

describe('the tokens of a service worker', () => {
  test('a report is of one push, and knows when that was sent', ({ expect }) => {
    const token = reportToken(PUSH, 'secret', NOW);
    expect(readReportToken(token, 'secret', NOW + 55 * DAY)).toEqual({ ...PUSH, sentAt: NOW });
    expect(readReportToken(token, 'secret', NOW + 57 * DAY)).toBeUndefined();
    expect(readRenewalToken(token, 'secret', NOW)).toBeUndefined();
  });

  test('with the longest ids it takes at most 1,150 bytes of a push', ({ expect }) => {
    const longest = { ...PUSH, tenant: '文'.repeat(128), member: '"'.repeat(128), device: 'f'.repeat(24) };
    expect(reportToken(longest, 'secret', NOW).length).toBeLessThanOrEqual(1_150);
    const wide = { ...longest, member: '文'.repeat(128) };
    expect(reportToken(wide, 'secret', NOW).length).toBeLessThanOrEqual(1_150);
  });

  test('a renewal is of one device for more than a year', ({ expect }) => {
    const { tenant, member, device } = PUSH;
    const token = renewalToken({ tenant, member, device }, 'secret', NOW);
    expect(readRenewalToken(token, 'secret', NOW + 399 * DAY)).toEqual({ tenant, member, device });
    expect(readRenewalToken(token, 'secret', NOW + 401 * DAY)).toBeUndefined();
    expect(readReportToken(token, 'secret', NOW)).toBeUndefined();
  });
});
