import fc from 'fast-check';
import { describe, it } from 'vitest';
import { parseRetryAfter, type RetryPolicy, waitBeforeRetry } from '../../src/client/retry.ts';

const policy: RetryPolicy = { tries: 4, firstWait: 100, longestWait: 10_000 };
const now = Date.parse('2026-11-21T09:00:00Z');
const refused = (status: number, retryAfter: string | null = null) => ({ kind: 'answer', status, retryAfter }) as const;
const silence = { kind: 'silence' } as const;

describe('waitBeforeRetry', () => {
  it('doubles the wait after each refused try and ends after the last', ({ expect }) => {
    const waits = [1, 2, 3, 4].map((tried) =>
      waitBeforeRetry(refused(503), { tried, repeatable: false }, policy, now, 0),
    );
    expect(waits).toEqual([100, 200, 400, undefined]);
  });

  it('waits as long as Retry-After asks, in seconds or until a date', ({ expect }) => {
    const call = { tried: 1, repeatable: false };
    expect(waitBeforeRetry(refused(429, '3'), call, policy, now, 0.9)).toBe(3_000);
    expect(waitBeforeRetry(refused(503, 'Sat, 21 Nov 2026 09:00:07 GMT'), call, policy, now, 0.9)).toBe(7_000);
    expect(waitBeforeRetry(refused(503, 'Sat, 21 Nov 2026 08:59:00 GMT'), call, policy, now, 0.9)).toBe(0);
  });

  it('does not try again when asked to wait longer than it may', ({ expect }) => {
    expect(waitBeforeRetry(refused(429, '11'), { tried: 1, repeatable: true }, policy, now, 0)).toBeUndefined();
  });

  it('tries again after silence only what may be repeated', ({ expect }) => {
    expect(waitBeforeRetry(silence, { tried: 1, repeatable: true }, policy, now, 0)).toBe(100);
    expect(waitBeforeRetry(silence, { tried: 1, repeatable: false }, policy, now, 0)).toBeUndefined();
  });

  it('takes every other status as final', ({ expect }) => {
    for (const status of [400, 401, 403, 404, 409, 413, 500, 502]) {
      expect(waitBeforeRetry(refused(status, '1'), { tried: 1, repeatable: true }, policy, now, 0)).toBeUndefined();
    }
  });

  it('never waits longer than the longest wait, and takes at most half of it off', ({ expect }) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.double({ min: 0, max: 1, noNaN: true }), (tried, random) => {
        const wide = { ...policy, tries: 61 };
        const wait = waitBeforeRetry(silence, { tried, repeatable: true }, wide, now, random) ?? -1;
        const full = Math.min(wide.longestWait, wide.firstWait * 2 ** (tried - 1));
        expect(wait).toBeLessThanOrEqual(full);
        expect(wait).toBeGreaterThanOrEqual(full / 2);
      }),
    );
  });
});

describe('parseRetryAfter', () => {
  it('understands nothing else', ({ expect }) => {
    for (const header of [null, '', 'soon', '-1']) expect(parseRetryAfter(header, now)).toBeUndefined();
  });
});
