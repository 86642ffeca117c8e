import fc from 'fast-check';
import { describe, test } from 'vitest';
import { outcomeOfAnswer, outcomeOfFailure } from '../../src/channels/web-push/outcome.ts';

const NOW = Date.UTC(2026, 10, 21, 9, 30);
const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const first = { attempt: 1, now: NOW, key: 'notification device' };

const waitOf = (outcome: ReturnType<typeof outcomeOfAnswer>) =>
  outcome.kind === 'later' ? outcome.at - NOW : Number.NaN;

describe('what the answer of a push service means', () => {
  test.for([200, 201, 202, 204])('%i: sent', (status, { expect }) => {
    expect(outcomeOfAnswer(status, null, first)).toEqual({ kind: 'sent' });
  });

  test.for([404, 410])('%i: gone', (status, { expect }) => {
    expect(outcomeOfAnswer(status, null, first)).toEqual({ kind: 'gone' });
  });

  test.for([406, 408, 425, 429, 500, 502, 503, 504, 507])('%i: later', (status, { expect }) => {
    expect(outcomeOfAnswer(status, null, first)).toEqual({
      kind: 'later',
      at: expect.any(Number),
      reason: `http-${status}`,
    });
  });

  test.for([
    [0, 'redirect'],
    [301, 'redirect'],
    [302, 'redirect'],
    [304, 'redirect'],
    [307, 'redirect'],
    [308, 'redirect'],
    [400, 'VAPID'],
    [401, 'VAPID'],
    [403, 'VAPID'],
    [413, 'too large'],
    [405, 'http-405'],
    [418, 'http-418'],
    [101, 'http-101'],
  ] as const)('%i: refused (%s), whatever Retry-After says', ([status, word], { expect }) => {
    expect(outcomeOfAnswer(status, '5', first)).toEqual({ kind: 'refused', reason: expect.stringContaining(word) });
  });

  test('every status has exactly one outcome, and a moment to try again is a whole ms in the future', ({ expect }) => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 999 }),
        fc.option(
          fc.oneof(
            fc.string(),
            fc.nat().map(String),
            fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
          ),
        ),
        fc.integer({ min: 1, max: 5_000 }),
        fc.string(),
        (status, retryAfter, attempt, key) => {
          const outcome = outcomeOfAnswer(status, retryAfter, { attempt, now: NOW, key });
          if (outcome.kind !== 'later') return;
          expect(Number.isInteger(outcome.at)).toBe(true);
          expect(waitOf(outcome)).toBeGreaterThanOrEqual(SECOND);
          expect(waitOf(outcome)).toBeLessThanOrEqual(26.4 * HOUR);
        },
      ),
    );
  });
});

describe('Retry-After (RFC 9110)', () => {
  const wait = (retryAfter: string) => waitOf(outcomeOfAnswer(429, retryAfter, first));

  test.for([
    ['seconds', '120', 120 * SECOND],
    ['seconds with space around', ' 120 ', 120 * SECOND],
    ['an HTTP date', 'Sat, 21 Nov 2026 09:32:00 GMT', 120 * SECOND],
    ['an RFC 850 date', 'Saturday, 21-Nov-26 09:32:00 GMT', 120 * SECOND],
    ['an asctime date', 'Sat Nov 21 09:32:00 2026', 120 * SECOND],
    ['zero is a second', '0', SECOND],
    ['a date that has passed is a second', 'Sat, 21 Nov 2026 09:00:00 GMT', SECOND],
    ['a century is a day', '3155760000', 24 * HOUR],
    ['more digits than a number holds is a day', '9'.repeat(400), 24 * HOUR],
    ['a far date is a day', 'Fri, 21 Nov 2126 09:30:00 GMT', 24 * HOUR],
  ] as const)('%s: never earlier, and at most a tenth later', ([, header, asked], { expect }) => {
    expect(wait(header)).toBeGreaterThanOrEqual(asked);
    expect(wait(header)).toBeLessThanOrEqual(asked * 1.1);
  });

  test.for(['', 'soon', '-5', '1.5', '5s', '0x10', '2026-11-21T10:30:00Z', 'Sat, nonsense', 'NaN', '٣'])(
    '%j is no Retry-After: backs off as without one',
    (header, { expect }) => {
      expect(outcomeOfAnswer(503, header, first)).toEqual(outcomeOfAnswer(503, null, first));
    },
  );

  test('is taken at its word ten times; who asks for less again and again is asked every five minutes', ({
    expect,
  }) => {
    expect(waitOf(outcomeOfAnswer(503, '60', { ...first, attempt: 10 }))).toBeLessThanOrEqual(66 * SECOND);
    const later = waitOf(outcomeOfAnswer(503, '60', { ...first, attempt: 11 }));
    expect(later).toBeGreaterThanOrEqual(300 * SECOND);
    expect(later).toBeLessThanOrEqual(330 * SECOND);
    expect(waitOf(outcomeOfAnswer(503, '3600', { ...first, attempt: 11 }))).toBeGreaterThanOrEqual(HOUR);
  });
});

describe('back-off without Retry-After', () => {
  const wait = (attempt: number, key = 'k') => waitOf(outcomeOfFailure('network-error', { attempt, now: NOW, key }));

  test('waits for anything from a second to four times as long as the time before, at most an hour', ({ expect }) => {
    for (const [attempt, longest] of [2, 8, 32, 128, 512, 2_048, 3_600, 3_600].entries()) {
      const waits = Array.from({ length: 300 }, (_, index) => wait(attempt + 1, `delivery ${index}`));
      expect(Math.min(...waits)).toBeGreaterThanOrEqual(SECOND);
      expect(Math.max(...waits)).toBeLessThanOrEqual(longest * SECOND);
      // Full jitter: the whole of it is used, the beginning as well as the end.
      expect(Math.max(...waits)).toBeGreaterThan(longest * SECOND * 0.95);
      expect(Math.min(...waits)).toBeLessThan(Math.max(1.05, longest * 0.05) * SECOND);
    }
    expect(wait(2_000)).toBeLessThanOrEqual(HOUR);
  });

  test('many deliveries that fail together do not come back together, and each always at the same moment', ({
    expect,
  }) => {
    const waits = Array.from({ length: 200 }, (_, index) => wait(3, `delivery ${index}`));
    expect(waits).toEqual(Array.from({ length: 200 }, (_, index) => wait(3, `delivery ${index}`)));
    expect(new Set(waits).size).toBeGreaterThan(190);
    expect(Math.max(...waits) - Math.min(...waits)).toBeGreaterThan(14 * SECOND);
  });

  test('keeps the reason it was given', ({ expect }) => {
    expect(outcomeOfFailure('time-out', first)).toMatchObject({ kind: 'later', reason: 'time-out' });
  });
});
