import fc from 'fast-check';
import { describe, test } from 'vitest';
import { askFor, type Lease, leaseAt } from '../../src/gate/lease.ts';
import { type Bucket, type Quota, takeTokens } from '../../src/platform/token-bucket.ts';

const quotas = fc.record({ rate: fc.integer({ min: 1, max: 10_000 }), burst: fc.integer({ min: 1, max: 20_000 }) });

describe('takeTokens', () => {
  test('happy: a fresh bucket is full, gives what is wanted, and fills again at its rate', ({ expect }) => {
    const quota = { rate: 10, burst: 100 };
    const first = takeTokens(undefined, 1, 60, quota, 0);
    expect(first).toEqual({ bucket: { tokens: 40, at: 0 }, granted: 60, retryAfter: 0 });
    const second = takeTokens(first.bucket, 1, 60, quota, 0);
    expect(second).toMatchObject({ granted: 40, retryAfter: 0 });
    expect(takeTokens(second.bucket, 5, 60, quota, 1_000).granted).toBe(10);
  });

  test('refusal: too few tokens take nothing and say when there are enough', ({ expect }) => {
    const quota = { rate: 4, burst: 10 };
    const empty = takeTokens(undefined, 10, 10, quota, 0).bucket;
    const refused = takeTokens(empty, 3, 5, quota, 250);
    expect(refused).toEqual({ bucket: { tokens: 1, at: 250 }, granted: 0, retryAfter: 500 });
    expect(takeTokens(refused.bucket, 3, 5, quota, 749).granted).toBe(0);
    expect(takeTokens(refused.bucket, 3, 5, quota, 750).granted).toBe(3);
  });

  test('edge: more than the whole burst passes a full bucket and leaves a debt that others wait for', ({ expect }) => {
    const quota = { rate: 10, burst: 100 };
    const large = takeTokens(undefined, 150, 150, quota, 0);
    expect(large).toMatchObject({ granted: 150, bucket: { tokens: -50 } });
    expect(takeTokens(large.bucket, 1, 1, quota, 0)).toMatchObject({ granted: 0, retryAfter: 5_100 });
    expect(takeTokens(large.bucket, 1, 1, quota, 5_100).granted).toBe(1);
  });

  test('edge: a clock that goes back takes nothing away and refills nothing', ({ expect }) => {
    const quota = { rate: 10, burst: 100 };
    const { bucket } = takeTokens(undefined, 50, 50, quota, 10_000);
    const back = takeTokens(bucket, 10, 10, quota, 7_000);
    expect(back).toEqual({ bucket: { tokens: 40, at: 10_000 }, granted: 10, retryAfter: 0 });
    expect(takeTokens(back.bucket, 1, 100, quota, 10_000).granted).toBe(40);
  });

  test('law: never more than burst + rate·t, whatever is asked and however the clock jumps', ({ expect }) => {
    const asks = fc.array(
      fc.record({ step: fc.integer({ min: -5_000, max: 5_000 }), needed: fc.nat(300), more: fc.nat(3_000) }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(quotas, asks, (quota, steps) => {
        let bucket: Bucket | undefined;
        let [now, latest, granted] = [1_000_000, 1_000_000, 0];
        for (const { step, needed, more } of steps) {
          // Time begins with the first request.
          if (bucket) now += step;
          latest = Math.max(latest, now);
          const some = Math.min(1 + needed, quota.burst);
          const answer = takeTokens(bucket, some, some + more, quota, now);
          bucket = answer.bucket;
          granted += answer.granted;
          expect(answer.granted === 0 || answer.granted >= some).toBe(true);
          expect(answer.granted).toBeLessThanOrEqual(some + more);
        }
        expect(granted).toBeLessThanOrEqual(quota.burst + (quota.rate * (latest - 1_000_000)) / 1_000 + 1e-6);
      }),
    );
  });

  test('law: a refused request that comes back when it was told to is let through', ({ expect }) => {
    fc.assert(
      fc.property(quotas, fc.nat(20_000), fc.nat(30_000), (quota, before, needed) => {
        const { bucket } = takeTokens(undefined, before, before, quota, 0);
        const first = takeTokens(bucket, needed, needed, quota, 0);
        if (first.retryAfter > 0) {
          expect(takeTokens(first.bucket, needed, needed, quota, first.retryAfter).retryAfter).toBe(0);
        }
      }),
    );
  });
});

describe('leases of many isolates', () => {
  /** As `admit` does it, over a bucket instead of a gate. */
  function isolate(take: (needed: number, wanted: number, now: number) => number, quota: Quota) {
    let lease: Lease | undefined;
    return (events: number, now: number): boolean => {
      lease = leaseAt(lease, now);
      if (lease.tokens >= events) {
        lease.tokens -= events;
        return true;
      }
      const needed = events - lease.tokens;
      const granted = take(needed, askFor(lease, needed, quota), now);
      if (granted > 0) lease.tokens = granted - needed;
      return granted > 0;
    };
  }

  function world(quota: Quota, isolates: number) {
    let bucket: Bucket | undefined;
    const calls = { count: 0 };
    const take = (needed: number, wanted: number, now: number) => {
      calls.count++;
      const answer = takeTokens(bucket, needed, wanted, quota, now);
      bucket = answer.bucket;
      return answer.granted;
    };
    return { calls, isolates: Array.from({ length: isolates }, () => isolate(take, quota)) };
  }

  test('law: all together let through no more than burst + rate·t', ({ expect }) => {
    const requests = fc.array(fc.record({ at: fc.nat(5_000), by: fc.nat(9), events: fc.integer({ min: 1, max: 50 }) }));
    fc.assert(
      fc.property(quotas, requests, (quota, all) => {
        const { isolates } = world(quota, 10);
        let [passed, last] = [0, 0];
        for (const { at, by, events } of all.toSorted((one, other) => one.at - other.at)) {
          last = at;
          if (events <= quota.burst && isolates[by]?.(events, at)) passed += events;
        }
        expect(passed).toBeLessThanOrEqual(quota.burst + (quota.rate * last) / 1_000 + 1e-6);
      }),
    );
  });

  test('many quiet isolates do not hold the quota of the tenant: 200 a second of 5,000 pass', ({ expect }) => {
    const { isolates } = world({ rate: 5_000, burst: 20_000 }, 200);
    let refused = 0;
    for (let second = 0; second < 30; second++) {
      for (const each of isolates) if (!each(1, second * 1_000)) refused++;
    }
    expect(refused).toBe(0);
  });

  test('a busy isolate rarely asks the gate', ({ expect }) => {
    const { isolates, calls } = world({ rate: 5_000, burst: 20_000 }, 1);
    const [busy] = isolates;
    for (let event = 0; event < 4_000; event++) expect(busy?.(1, event / 4)).toBe(true);
    expect(calls.count).toBeLessThan(40);
  });
});
