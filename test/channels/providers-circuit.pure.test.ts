import fc from 'fast-check';
import { describe, test } from 'vitest';
import {
  afterFailure,
  afterSuccess,
  type Circuit,
  CLOSED,
  pauseOf,
  stateOf,
} from '../../src/channels/providers/circuit.ts';

const NOW = Date.UTC(2050, 0, 1);
const MINUTE = 60_000;

const failed = (circuit: Circuit, times: number, now = NOW) =>
  Array.from({ length: times }).reduce((each: Circuit) => afterFailure(each, 'http-503', now), circuit);

/** Outcomes and the time before each, ms. */
const histories = fc.array(fc.record({ works: fc.boolean(), after: fc.integer({ min: 0, max: 20 * MINUTE }) }), {
  maxLength: 120,
});

function lived(history: readonly { works: boolean; after: number }[]) {
  let [circuit, now] = [CLOSED, NOW];
  return history.map(({ works, after }) => {
    now += after;
    const before = circuit;
    circuit = works ? afterSuccess(circuit, now) : afterFailure(circuit, 'time-out', now);
    return { before, works, circuit, now };
  });
}

describe('the circuit of a provider', () => {
  test('happy: it opens at the fifth failure in a row, for 30 seconds, and then lets one through', ({ expect }) => {
    expect(stateOf(failed(CLOSED, 4), NOW)).toBe('closed');
    const open = failed(CLOSED, 5);
    expect(stateOf(open, NOW)).toBe('open');
    expect(stateOf(open, NOW + 29_999)).toBe('open');
    expect(stateOf(open, NOW + 30_000)).toBe('half-open');
    expect(afterSuccess(open, NOW + 30_000)).toEqual(CLOSED);
  });

  test('edge: it opens when half of the last twenty failed, though never five in a row', ({ expect }) => {
    let circuit = CLOSED;
    for (let round = 0; round < 10; round++) {
      expect(stateOf(circuit, NOW)).toBe('closed');
      circuit = afterFailure(afterSuccess(circuit, NOW), 'http-500', NOW);
    }
    expect(stateOf(circuit, NOW)).toBe('open');
  });

  test('refusal: half-open, a failure opens it again for twice as long, up to ten minutes', ({ expect }) => {
    let circuit = failed(CLOSED, 5);
    const pauses = [];
    for (let round = 0; round < 8; round++) {
      pauses.push(pauseOf(circuit) / 1_000);
      circuit = afterFailure(circuit, 'time-out', circuit.retryAt ?? 0);
    }
    expect(pauses).toEqual([30, 60, 120, 240, 480, 600, 600, 600]);
    expect(circuit.since).toBe(NOW);
  });

  test('edge: what was under way when it opened neither closes it nor makes it stay open for longer', ({ expect }) => {
    const open = failed(CLOSED, 5);
    expect(failed(open, 10, NOW + 1_000)).toEqual(open);
    expect(afterSuccess(open, NOW + 1_000)).toEqual(open);
  });

  test('law: it is closed by a success alone, and opened by a failure alone', ({ expect }) => {
    fc.assert(
      fc.property(histories, (history) => {
        for (const { before, works, circuit } of lived(history)) {
          if (before.retryAt !== undefined && circuit.retryAt === undefined) expect(works).toBe(true);
          if (before.retryAt !== circuit.retryAt && circuit.retryAt !== undefined) expect(works).toBe(false);
        }
      }),
    );
  });

  test('law: it is never open for longer than ten minutes at a time, and never without enough failures', ({
    expect,
  }) => {
    fc.assert(
      fc.property(histories, (history) => {
        for (const { circuit, now } of lived(history)) {
          expect((circuit.retryAt ?? 0) - now).toBeLessThanOrEqual(10 * MINUTE);
          expect(circuit.last.length).toBeLessThanOrEqual(20);
          if (circuit.retryAt !== undefined) {
            expect(circuit.failures >= 5 || circuit.last.replaceAll('0', '').length >= 10).toBe(true);
          }
        }
      }),
    );
  });
});
