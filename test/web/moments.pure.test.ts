import { describe, test } from 'vitest';
import { ago, onTheClock } from '../../src/web/ui/moments.ts';

/** An instant of this machine's own day, 19 November 2026 being a Thursday. */
const at = (day: number, hour: number, minute = 0) => new Date(2026, 10, day, hour, minute).toISOString();
const NOW = Date.parse(at(19, 23, 30));

describe('onTheClock', () => {
  test('says the time alone today, and the day by its name within a week', ({ expect }) => {
    expect(onTheClock(at(19, 23, 45), NOW)).toBe('23:45');
    expect(onTheClock(at(20, 0, 5), NOW)).toBe('tomorrow 00:05');
    expect(onTheClock(at(18, 8), NOW)).toBe('yesterday 08:00');
    expect(onTheClock(at(23, 8), NOW)).toBe('Monday 08:00');
  });

  test('says the date further away', ({ expect }) => {
    expect(onTheClock(at(27, 8), NOW)).toBe('Nov 27 08:00');
    expect(onTheClock(at(12, 8), NOW)).toBe('Nov 12 08:00');
  });
});

describe('ago', () => {
  test('looks back and ahead', ({ expect }) => {
    expect(ago(at(19, 23, 25), NOW)).toBe('5 min. ago');
    expect(ago(at(19, 23, 35), NOW)).toBe('in 5 min.');
    expect(ago(at(19, 23, 30), NOW)).toBe('now');
  });
});
