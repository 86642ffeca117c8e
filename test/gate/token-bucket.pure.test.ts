import fc from 'fast-check';
import { describe, test } from 'vitest';
import { type Lease, leaseAt, settle, spend } from '../../src/gate/lease.ts';
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
  /** A request for so many events at a moment, in ms; should it ask the gate, it hears the answer so many ms later. */
  interface Request {
    readonly at: number;
    readonly by: number;
    readonly events: number;
    readonly hears?: number;
  }

  /** As `admit` does it, over a bucket instead of a gate. Whoever hears nothing for ever is never let through. */
  function run(quota: Quota, requests: readonly Request[]) {
    let bucket: Bucket | undefined;
    let [calls, granted, passed, refused, most] = [0, 0, 0, 0, 0];
    const leases = new Map<number, Lease>();
    const leaseOf = (by: number, now: number) => {
      const lease = leaseAt(leases.get(by), now);
      leases.set(by, lease);
      return lease;
    };
    const answers: { readonly at: number; readonly hear: () => void }[] = [];
    const hearUntil = (now: number) => {
      answers.sort((one, other) => one.at - other.at);
      while (answers[0] && answers[0].at <= now) answers.shift()?.hear();
    };
    for (const { at, by, events, hears = 0 } of requests.toSorted((one, other) => one.at - other.at)) {
      hearUntil(at);
      const lease = leaseOf(by, at);
      const ask = spend(lease, events, quota, at);
      if (!ask) {
        passed += events;
        continue;
      }
      calls++;
      const answer = takeTokens(bucket, ask.needed, ask.wanted, quota, at);
      bucket = answer.bucket;
      granted += answer.granted;
      const hear = () => {
        if (ask.isAhead) lease.isAsking = false;
        const current = leaseOf(by, at);
        if (settle(current, ask, answer.granted, at)) passed += events;
        else refused++;
        most = Math.max(most, current.tokens);
      };
      answers.push({ at: at + hears, hear });
      hearUntil(at);
    }
    hearUntil(Number.MAX_SAFE_INTEGER);
    return { calls, granted, passed, refused, most };
  }

  /** So many requests a second of one isolate, one event each. */
  function steady(perSecond: number, seconds: number, hears: number): Request[] {
    return Array.from({ length: perSecond * seconds }, (_each, index) => {
      return { at: Math.floor((index * 1_000) / perSecond), by: 0, events: 1, hears };
    });
  }

  const usual: Quota = { rate: 5_000, burst: 20_000 };
  /** Dense enough that isolates fill up their leases. */
  const requestsOf = (isolates: number, hears: fc.Arbitrary<number>) =>
    fc
      .array(
        fc.record({ after: fc.nat(20), by: fc.nat(isolates - 1), events: fc.integer({ min: 1, max: 20 }), hears }),
        { maxLength: 300, size: 'max' },
      )
      .map((all) => {
        let at = 0;
        return all.map(({ after, ...request }): Request => {
          at += after;
          return { ...request, at };
        });
      });
  const late = fc.oneof(fc.constant(0), fc.nat(1_500), fc.constant(Number.POSITIVE_INFINITY));

  test('law: all together let through no more than burst + rate·t, however late they hear of it', ({ expect }) => {
    fc.assert(
      fc.property(quotas, requestsOf(3, late), (quota, requests) => {
        const last = requests.at(-1)?.at ?? 0;
        const sound = requests.filter(({ events }) => events <= quota.burst);
        const { passed } = run(quota, sound);
        expect(passed).toBeLessThanOrEqual(quota.burst + (quota.rate * last) / 1_000 + 1e-6);
      }),
    );
  });

  test('law: an isolate never holds more than 50 ms of its quota', ({ expect }) => {
    fc.assert(
      fc.property(quotas, requestsOf(1, fc.constant(0)), (quota, requests) => {
        expect(run(quota, requests).most).toBeLessThanOrEqual(quota.rate * 0.05);
      }),
    );
  });

  test('a refused request gives back what it took: a smaller one may have it', ({ expect }) => {
    const lease = { tokens: 3, until: 1_000, ahead: 4, low: 2, isAsking: false };
    const ask = spend(lease, 5, usual, 500);
    expect(ask).toEqual({ taken: 3, needed: 2, wanted: 6, isAhead: true });
    expect(ask && settle(lease, ask, 0, 500)).toBe(false);
    expect(lease).toMatchObject({ tokens: 3, until: 1_000 });
  });

  test('many quiet isolates do not hold the quota of the tenant: 200 a second of 5,000 pass', ({ expect }) => {
    const requests = Array.from({ length: 200 * 30 }, (_each, index) => {
      return { at: Math.floor(index / 200) * 1_000, by: index % 200, events: 1 };
    });
    expect(run(usual, requests)).toMatchObject({ passed: 6_000, refused: 0, most: 0 });
  });

  test('a busy isolate rarely asks the gate', ({ expect }) => {
    expect(run(usual, steady(4_000, 1, 0)).calls).toBeLessThan(40);
  });

  test('an isolate asks for as much as lasts it about a second: of ten a second for a minute, little is lost', ({
    expect,
  }) => {
    const { granted, passed } = run(usual, steady(10, 60, 20));
    expect(passed).toBe(600);
    expect(granted).toBeLessThan(630);
  });

  test('requests that come while one asks find tokens left: of a steady thousand a second, 2 % ask', ({ expect }) => {
    const { calls, passed } = run(usual, steady(1_000, 10, 20));
    expect(passed).toBe(10_000);
    expect(calls).toBeLessThan(200);
  });

  test('a request that never hears what it asked keeps others from asking ahead for a second only', ({ expect }) => {
    const lost = { at: 0, by: 0, events: 1, hears: Number.POSITIVE_INFINITY };
    const after = steady(1_000, 2, 20).map((each) => ({ ...each, at: each.at + 1 }));
    const { calls, passed } = run(usual, [lost, ...after]);
    expect(passed).toBe(2_000);
    expect(calls).toBeGreaterThan(1_000);
    expect(calls).toBeLessThan(1_200);
  });
});
