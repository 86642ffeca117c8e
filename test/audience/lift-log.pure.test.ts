import fc from 'fast-check';
import { describe, test } from 'vitest';
import { LiftLog } from '../../src/audience/lift-log.ts';

/** A count that is kept beyond the life of a log, and how often it was written. */
function keptCount() {
  const row: { count: number | undefined; writes: number } = { count: undefined, writes: 0 };
  const live = (place = '0/0') =>
    new LiftLog(place, {
      kept: row.count,
      put: (count) => {
        row.count = count;
        row.writes++;
      },
    });
  return { row, live };
}

describe('the log of lifts', () => {
  test('happy: who was lifted since a ticket is late, the others are not', ({ expect }) => {
    const log = keptCount().live();
    log.touch(['early']);
    const ticket = log.ticket();
    expect(log.isLate([ticket], 'early')).toBe(false);
    log.touch(['ada']);
    expect([log.isLate([ticket], 'ada'), log.isLate([ticket], 'bob')]).toEqual([true, false]);
    expect(log.isLate([log.ticket()], 'ada')).toBe(false);
    // Of several pages the first one counts.
    expect(log.isLate([log.ticket(), ticket], 'ada')).toBe(true);
  });

  test('edge: an object that lives again takes what nothing was lifted before', ({ expect }) => {
    const { live } = keptCount();
    const first = live();
    const before = first.ticket();
    expect(live().isLate([before], 'ada')).toBe(false);
    first.touch(['bob']);
    const again = live();
    expect(again.isLate([before], 'ada'), 'nobody knows who it was').toBe(true);
    const after = again.ticket();
    expect(again.isLate([after], 'bob')).toBe(false);
    again.touch(['ada']);
    expect(again.isLate([after], 'ada')).toBe(true);
  });

  test('edge: what nobody has a ticket for writes nothing', ({ expect }) => {
    const { row, live } = keptCount();
    const log = live();
    log.touch(['ada']);
    log.touch(['bob']);
    expect(row.writes).toBe(0);
    log.ticket();
    log.ticket();
    expect(row.writes).toBe(1);
    log.touch(['ada', 'bob']);
    log.touch(['cleo']);
    expect(row.writes).toBe(2);
  });

  test('edge: more than can be remembered are all late', ({ expect }) => {
    const log = keptCount().live();
    const ticket = log.ticket();
    log.touch(Array.from({ length: 10_001 }, (_each, number) => `m${number}`));
    expect(log.isLate([ticket], 'nobody')).toBe(true);
    expect(log.isLate([log.ticket()], 'nobody')).toBe(false);
  });

  test('refusal: a ticket of another shard, or none, says nothing', ({ expect }) => {
    const log = keptCount().live();
    expect(log.isLate([], 'ada')).toBe(true);
    expect(log.isLate([keptCount().live('1/7').ticket()], 'ada')).toBe(true);
  });

  test('law: nobody who was lifted after a ticket is taken by it, whatever lives and dies meanwhile', ({ expect }) => {
    const member = fc.constantFrom('ada', 'bob', 'cleo');
    const step = fc.oneof(
      fc.record({ kind: fc.constant('touch' as const), member }),
      fc.record({ kind: fc.constant('ticket' as const), member }),
      fc.record({ kind: fc.constant('die' as const), member }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const { live } = keptCount();
        let log = live();
        const given: { readonly ticket: ReturnType<LiftLog['ticket']>; readonly lifted: Set<string> }[] = [];
        for (const { kind, member } of steps) {
          if (kind === 'ticket') given.push({ ticket: log.ticket(), lifted: new Set() });
          else if (kind === 'die') log = live();
          else {
            log.touch([member]);
            for (const { lifted } of given) lifted.add(member);
          }
        }
        for (const { ticket, lifted } of given)
          for (const each of lifted) expect(log.isLate([ticket], each)).toBe(true);
      }),
    );
  });
});
