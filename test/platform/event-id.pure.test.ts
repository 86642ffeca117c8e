import fc from 'fast-check';
import { describe, test } from 'vitest';
import { timeOfEventId } from '../../src/contract/event-time.ts';
import { eventHash, eventId, eventPartition, hashOfEventId, isEventId } from '../../src/platform/event-id.ts';

const times = fc.integer({ min: 0, max: 2 ** 48 - 1 });
const hashes = fc.string({ maxLength: 9 }).map((id) => eventHash('acme', 'test', id));

describe('event ids', () => {
  test('law: time and hash are in the id, and it is one', ({ expect }) => {
    fc.assert(
      fc.property(times, hashes, (at, hash) => {
        const id = eventId(at, hash);
        expect([isEventId(id), timeOfEventId(id), hashOfEventId(id)]).toEqual([true, at, hash]);
      }),
    );
  });

  test('law: ids sort by time', ({ expect }) => {
    fc.assert(
      fc.property(times, times, hashes, hashes, (one, other, hash, otherHash) => {
        fc.pre(one !== other);
        expect(eventId(one, hash) < eventId(other, otherHash)).toBe(one < other);
      }),
    );
  });

  test('edge: a time before 1970 or after 48 bits is the nearest one', ({ expect }) => {
    const hash = eventHash('acme', 'test', '1');
    expect(timeOfEventId(eventId(-5, hash))).toBe(0);
    expect(timeOfEventId(eventId(2 ** 60, hash))).toBe(2 ** 48 - 1);
  });

  test('refusal: other texts are no ids', ({ expect }) => {
    const id = eventId(1, eventHash('acme', 'test', '1'));
    for (const text of [
      '',
      id.slice(1),
      `${id}0`,
      id.toLowerCase(),
      `8${id.slice(1)}`,
      id.replace(/.$/, 'U'),
      `${id}\n`,
    ]) {
      expect(isEventId(text), text).toBe(false);
    }
  });

  test('hashes spread over the partitions', ({ expect }) => {
    const counts = new Array<number>(16).fill(0);
    for (let id = 0; id < 1_600; id++) {
      const partition = eventPartition(eventHash('acme', 'test', String(id)), 16);
      counts[partition] = (counts[partition] ?? 0) + 1;
    }
    expect(Math.min(...counts)).toBeGreaterThan(60);
    expect(Math.max(...counts)).toBeLessThan(150);
  });
});
