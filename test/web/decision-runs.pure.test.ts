import { describe, test } from 'vitest';
import type { TraceEntry } from '../../src/contract/decision.ts';
import { runsOf } from '../../src/web/demo/decision-runs.ts';

function entry(event: string, into?: string): TraceEntry {
  return {
    event,
    type: 'like',
    at: '2026-11-21T09:00:00Z',
    outcome: into === undefined ? 'send' : 'merge',
    by: 'collapse',
    reason: 'collapsed',
    numbers: {},
    channels: [],
    words: '',
    ...(into === undefined ? {} : { into }),
  };
}

describe('runsOf', () => {
  test('puts together what joined the same notification one after the other, and nothing else', ({ expect }) => {
    const trace = [entry('7', 'a'), entry('6', 'a'), entry('5'), entry('4'), entry('3', 'a'), entry('2', 'b')];
    expect(runsOf(trace).map((run) => run.map(({ event }) => event))).toEqual([['7', '6'], ['5'], ['4'], ['3'], ['2']]);
  });

  test('has nothing of nothing', ({ expect }) => {
    expect(runsOf([])).toEqual([]);
  });
});
