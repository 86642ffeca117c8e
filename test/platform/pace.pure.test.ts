import { afterEach, beforeEach, describe, test, vi } from 'vitest';
import { makeRoom, paced } from '../../src/platform/pace.ts';

/** Calls of the next seconds, each of 16 callers coming back at once. */
async function callsIn(seconds: number, pace: () => Promise<void>, beside: () => void = () => {}): Promise<number> {
  let [calls, isOver] = [0, false];
  const caller = async () => {
    for (; !isOver; calls++) await pace();
  };
  const callers = Array.from({ length: 16 }, caller);
  for (let passed = 0; passed < seconds * 1_000; passed += 50) {
    beside();
    await vi.advanceTimersByTimeAsync(50);
  }
  const counted = calls;
  isOver = true;
  await vi.runAllTimersAsync();
  await Promise.all(callers);
  return counted;
}

describe('paced', () => {
  // Each test is at a later time than the last: what is paced remembers its slots.
  let start = Date.now();
  beforeEach(() => {
    start += 86_400_000;
    vi.useFakeTimers({ now: start });
  });
  afterEach(() => void vi.useRealTimers());

  test('happy: all callers together keep the pace', async ({ expect }) => {
    const calls = await callsIn(10, paced(100));
    expect(calls).toBeGreaterThan(950);
    expect(calls).toBeLessThan(1_050);
  });

  test('happy: beside urgent messages it is a quarter of that, and all of it again soon after them', async ({
    expect,
  }) => {
    const pace = paced(100);
    const beside = await callsIn(10, pace, makeRoom);
    expect(beside).toBeGreaterThan(200);
    expect(beside).toBeLessThan(300);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await callsIn(10, pace)).toBeGreaterThan(900);
  });

  test('edge: without a pace nobody waits', async ({ expect }) => {
    await paced(0)();
    await paced(Number.NaN)();
    expect(vi.getTimerCount()).toBe(0);
  });
});
