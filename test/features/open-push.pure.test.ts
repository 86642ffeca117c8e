import { describe, test } from 'vitest';
import type { DatasetRow } from '../../src/features/dataset-rows.ts';
import { endPush, openPush } from '../../src/features/open-push.ts';

const NOON = Date.UTC(2026, 10, 21, 12);
const HOUR = 3_600_000;

/** A book that requests are shown to, one after the other. */
function book() {
  let row: DatasetRow | undefined;
  return {
    open(push: string | undefined, now = NOON) {
      const { opened, row: after } = openPush(row, 'affinity', push, now);
      row = after;
      return opened;
    },
    end(push: string | undefined, now = NOON) {
      if (row) row = endPush(row, push, now);
      return row?.version;
    },
  };
}

describe('the book of pushes', () => {
  test('happy: requests of one full push share a generation, and its end is a version', ({ expect }) => {
    const { open, end } = book();
    expect(open('monday')).toEqual({ kind: 'open', generation: 1, begun: true });
    expect(open('monday')).toEqual({ kind: 'open', generation: 1, begun: false });
    expect(end('monday')).toBe(1);
    expect(open('tuesday')).toEqual({ kind: 'open', generation: 2, begun: true });
  });

  test('happy: a delta is a version of its own, and ends no full push', ({ expect }) => {
    const { open, end } = book();
    open('monday');
    expect(open(undefined)).toEqual({ kind: 'open', begun: false });
    expect(end(undefined)).toBe(1);
    expect(open('monday')).toEqual({ kind: 'open', generation: 1, begun: false });
    expect(end('monday')).toBe(2);
  });

  test('edge: a last request that comes again finds its push ended, and counts once', ({ expect }) => {
    const { open, end } = book();
    open('monday');
    end('monday');
    expect(open('monday')).toEqual({ kind: 'ended' });
    expect(end('monday')).toBe(1);
  });

  test('edge: an id may be used again an hour later', ({ expect }) => {
    const { open, end } = book();
    open('daily');
    end('daily');
    expect(open('daily', NOON + HOUR - 1)).toEqual({ kind: 'ended' });
    expect(open('daily', NOON + HOUR)).toEqual({ kind: 'open', generation: 2, begun: true });
  });

  test('refusal: a full push that another one has come after cannot go on', ({ expect }) => {
    const { open, end } = book();
    open('monday');
    open('tuesday');
    expect(open('monday')).toEqual({ kind: 'replaced' });
    expect(end('monday')).toBe(0);
    expect(open('tuesday')).toEqual({ kind: 'open', generation: 2, begun: false });
  });
});
