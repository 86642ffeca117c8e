import { describe, test } from 'vitest';
import { RemovalLog } from '../../src/audience/removal-log.ts';

describe('the removal log', () => {
  test('happy: a put is disturbed by a removal of its member that runs, or ran, since its ticket', ({ expect }) => {
    const removals = new RemovalLog('life');
    const before = removals.ticket();
    expect(removals.disturbed(before, ['a', 'b'], 0)).toEqual([]);
    const lease = removals.begin(['a'], 0);
    const during = removals.ticket();
    expect(removals.disturbed(before, ['a', 'b'], 0)).toEqual(['a']);
    expect(removals.disturbed(during, ['a', 'b'], 0)).toEqual(['a']);
    expect(removals.end(lease, 10)).toBe(true);
    expect(removals.disturbed(during, ['a', 'b'], 10)).toEqual(['a']);
    expect(removals.disturbed(removals.ticket(), ['a', 'b'], 10)).toEqual([]);
  });

  test('a removal that never ends stops disturbing when its time is over, and may not end any more', ({ expect }) => {
    const removals = new RemovalLog('life');
    const lease = removals.begin(['a'], 0);
    const late = removals.begin(['a'], 0);
    const ticket = removals.ticket();
    expect(removals.end(late, 30_001)).toBe(false);
    const after = removals.ticket();
    expect(removals.disturbed(ticket, ['a'], 30_000)).toEqual(['a']);
    expect(removals.disturbed(after, ['a'], 30_000)).toEqual(['a']);
    expect(removals.disturbed(after, ['a'], 30_001)).toEqual([]);
    expect(removals.end(lease, 30_002)).toBe(false);
  });

  test('refusal: a lease ends once, and none of another life', ({ expect }) => {
    const removals = new RemovalLog('life');
    const lease = removals.begin(['a'], 0);
    expect(removals.end(lease, 0)).toBe(true);
    expect(removals.end(lease, 0)).toBe(false);
    expect(new RemovalLog('next').end(lease, 0)).toBe(false);
  });

  test('a ticket of another life, or older than what is remembered, is disturbed whoever it is about', ({ expect }) => {
    const removals = new RemovalLog('life');
    const ticket = removals.ticket();
    expect(new RemovalLog('next').disturbed(ticket, ['a'], 0)).toEqual(['a']);
    for (let member = 0; member <= 10_000; member++) removals.end(removals.begin([`m${member}`], 0), 0);
    expect(removals.disturbed(ticket, ['a'], 0)).toEqual(['a']);
    expect(removals.disturbed(removals.ticket(), ['a'], 0)).toEqual([]);
  });
});
