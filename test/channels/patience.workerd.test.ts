import { afterEach, describe, test, vi } from 'vitest';
import { patiently } from '../../src/channels/patience.ts';

afterEach(() => vi.restoreAllMocks());

/** Work that ends when the test says so. */
function work() {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  return { promise, resolve, fail: (message: string) => reject(new Error(message)) };
}

const settled = (promise: Promise<void>) => {
  const state = { is: 'waiting' };
  promise.then(
    () => {
      state.is = 'done';
    },
    () => {
      state.is = 'failed';
    },
  );
  return state;
};

describe('patience', () => {
  test('happy: what is done in time is waited for, and its failure is thrown', async ({ expect }) => {
    await patiently(Promise.resolve(), 1);
    await expect(patiently(Promise.reject(new Error('unsettled')), 1)).rejects.toThrow('unsettled');
  });

  test('happy: what takes longer goes on behind, and its failure is told in the log', async ({ expect }) => {
    const told = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const long = work();
    await patiently(long.promise, 1);
    long.fail('unsettled');
    await expect.poll(() => told.mock.calls.flat().join()).toContain('work.behind.failed');
  });

  test('edge: with a thousand behind, who comes next waits until there is an end', async ({ expect }) => {
    const [many, one, other] = [work(), work(), work()];
    await patiently(many.promise, 999);
    await patiently(one.promise, 1);
    const waiting = settled(patiently(other.promise, 1));
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(waiting.is).toBe('waiting');
    other.resolve();
    await expect.poll(() => waiting.is).toBe('done');
    many.resolve();
    one.resolve();
    await new Promise((resolve) => setTimeout(resolve));
    const next = work();
    await patiently(next.promise, 1_000);
    next.resolve();
  });
});
