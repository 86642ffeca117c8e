import { describe, it } from 'vitest';
import { awaitDecisions } from '../../scripts/replay/await-decisions.ts';
import { createMinutes } from '../../scripts/replay/busiest-minute.ts';
import { createLatencies } from '../../scripts/replay/latencies.ts';
import { createProgress, describe as describeProgress, duration } from '../../scripts/replay/progress.ts';
import { createShare } from '../../scripts/replay/replayed-share.ts';
import { formatReport } from '../../scripts/replay/report.ts';
import type { Stats } from '../../src/contract/stats.ts';

const stats = (pending: number): Stats => ({
  events: 10,
  pending,
  decisions: { send: 7, hold: 0, merge: 0, drop: 3 },
  reasons: { interrupt: 0, timeline: 7, 'beyond-history': 3 },
  deliveries: {},
});

describe('createLatencies', () => {
  it('gives the time that a share did not exceed', ({ expect }) => {
    const latencies = createLatencies();
    expect(latencies.percentile(0.5)).toBeUndefined();
    for (let time = 100; time >= 1; time--) latencies.add(time);
    expect([0.5, 0.9, 0.99, 1].map(latencies.percentile)).toEqual([50, 90, 99, 100]);
  });
});

describe('createMinutes', () => {
  it('finds the minute with the most, the earliest of equals', ({ expect }) => {
    const minutes = createMinutes();
    expect(minutes.busiest()).toBeUndefined();
    for (const time of [185, 61, 119, 120, 180, 59]) minutes.add(time);
    expect(minutes.busiest()).toEqual({ start: 60, acts: 2 });
  });
});

describe('formatReport', () => {
  it('tells all that happened, the largest counts first, and nothing that did not', ({ expect }) => {
    const latencies = createLatencies();
    for (const time of [10, 20, 30]) latencies.add(time);
    const totals = {
      file: 'acts.txt',
      requests: 3,
      accepted: 1_234,
      duplicates: 6,
      rejected: 1,
      faults: ['type: is not registered'],
      badLines: 2,
      elapsed: 10_000,
      stopped: false,
    };
    expect(formatReport(totals, latencies, { start: 1_341_381_600, acts: 321 }, stats(0))).toBe(
      [
        'acts.txt',
        '  accepted    1,234 events in 10 s, 124/s',
        '  duplicates  6 (posted before, nothing happened again)',
        '  rejected    1',
        '              type: is not registered',
        '  unreadable  2 lines of the file',
        '  latency     p50 20 ms, p90 30 ms, p99 30 ms of 3 requests',
        '  busiest     2012-07-04 06:00 UTC: 321 acts',
        '  events      10 of this file in Tower',
        '  decisions   send 7, drop 3',
        '  reasons     timeline 7, beyond-history 3',
        '  deliveries  none',
      ].join('\n'),
    );
  });

  it('says what is not known or not finished', ({ expect }) => {
    const totals = {
      file: 'a',
      requests: 0,
      accepted: 0,
      duplicates: 0,
      rejected: 0,
      faults: [],
      badLines: 0,
      elapsed: 0,
      stopped: true,
    };
    const nothing = formatReport(totals, createLatencies(), undefined, undefined);
    expect(nothing).toContain('a (stopped before its end)');
    expect(nothing).toContain('no request');
    expect(nothing).toContain('not known');
    expect(formatReport(totals, createLatencies(), undefined, stats(4))).toContain('4 not yet decided');
  });
});

describe('createProgress', () => {
  const state = { label: 'replaying', fraction: 0.25, done: 500, unit: 'events', elapsed: 2_000 };

  it('tells share, count, rate and time left', ({ expect }) => {
    expect(describeProgress(state)).toBe('replaying ██████░░░░░░░░░░░░░░░░░░ 25%  500 events, 250/s, 6 s left');
  });

  it('redraws one line on a terminal', ({ expect }) => {
    const written: string[] = [];
    let now = 0;
    const progress = createProgress({ isTTY: true, columns: 60, write: (text) => written.push(text) }, () => now);
    progress.update(state);
    progress.update(state);
    now = 150;
    progress.update(state);
    progress.finish();
    expect(written).toHaveLength(4);
    expect(written[0]).toMatch(/^\r\x1b\[Kreplaying /);
    expect(written[0]?.length).toBeLessThanOrEqual(60 + 4);
    expect(written[3]).toBe('\n');
  });

  it('writes a plain line every few seconds elsewhere, and the last state at the end', ({ expect }) => {
    const written: string[] = [];
    let now = 0;
    const progress = createProgress({ write: (text) => written.push(text) }, () => now);
    for (now = 0; now <= 9_000; now += 1_000) progress.update({ ...state, done: now });
    progress.finish();
    progress.finish();
    expect(written.map((line) => / ([\d,]+) events/.exec(line)?.[1])).toEqual(['0', '5,000', '9,000']);
  });

  it('writes lengths of time for people', ({ expect }) => {
    expect([900, 59_400, 185_000, 4_020_000].map(duration)).toEqual(['1 s', '59 s', '3 min 05 s', '1 h 07 min']);
  });
});

describe('awaitDecisions', () => {
  const never = new AbortController().signal;

  it('looks until nothing is pending', async ({ expect }) => {
    const answers = [5, 2, 0];
    const seen: number[] = [];
    const last = await awaitDecisions({
      read: async () => stats(answers.shift() ?? 0),
      signal: never,
      onLook: ({ pending }) => void seen.push(pending),
      sleep: async () => undefined,
      now: () => 0,
    });
    expect(last.pending).toBe(0);
    expect(seen).toEqual([5, 2, 0]);
  });

  it('gives up when nothing has changed for two minutes', async ({ expect }) => {
    let now = 0;
    const last = await awaitDecisions({
      read: async () => stats(now < 60_000 ? 9 : 8),
      signal: never,
      onLook: () => undefined,
      sleep: async (milliseconds) => {
        now += milliseconds;
      },
      now: () => now,
    });
    expect(last.pending).toBe(8);
    expect(now).toBe(180_000);
  });

  it('looks once when it is stopped', async ({ expect }) => {
    let looks = 0;
    const read = async () => {
      looks++;
      return stats(5);
    };
    const options = { read, onLook: () => undefined, sleep: async () => undefined, now: () => 0 };
    expect((await awaitDecisions({ ...options, signal: AbortSignal.abort() })).pending).toBe(5);
    expect(looks).toBe(1);
  });
});

describe('createShare', () => {
  const everything = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY, limit: Number.POSITIVE_INFINITY };

  it('does not count what lies before the first wanted act', ({ expect }) => {
    const share = createShare(everything);
    expect(share.now()).toBe(0);
    share.at(100, 0.8);
    expect(share.now()).toBe(0);
    share.at(200, 0.9);
    expect(share.now()).toBeCloseTo(0.5);
  });

  it('goes by the limit or the last moment when that is nearer than the end of the file', ({ expect }) => {
    const limited = createShare({ ...everything, limit: 4 });
    limited.at(100, 0);
    expect(limited.now()).toBe(0.25);
    const until = createShare({ ...everything, to: 200 });
    until.at(100, 0);
    until.at(150, 0.1);
    expect(until.now()).toBe(0.5);
  });
});
