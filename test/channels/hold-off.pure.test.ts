import { describe, test } from 'vitest';
import { type Sufferance, unlessHeldOff } from '../../src/channels/hold-off.ts';

const START = Date.UTC(2050, 0, 1);

interface Answer {
  readonly failure?: string;
}

const fails = async (): Promise<Answer> => ({ failure: 'http-500' });
const silent = async (): Promise<Answer> => ({ failure: 'time-out' });
const works = async (): Promise<Answer> => ({});

/** Asks a server that nobody has heard of before; says whether it was asked. */
function newServer(sufferance: Sufferance = {}) {
  const name = crypto.randomUUID();
  return async (now: number, task: () => Promise<Answer>) => {
    const asked = await unlessHeldOff(name, sufferance, now, task, ({ failure }) => failure);
    return 'answer' in asked;
  };
}

describe('a server without a provider', () => {
  test('is left alone after a few failures, then asked once, and as usual when that works', async ({ expect }) => {
    const ask = newServer();
    for (let time = 0; time < 5; time++) expect(await ask(START, fails)).toBe(true);
    expect(await ask(START + 29_000, works)).toBe(false);
    // Another one has nothing to do with it.
    expect(await newServer()(START, works)).toBe(true);
    const answers = await Promise.all([ask(START + 31_000, works), ask(START + 31_000, works)]);
    expect(answers.toSorted()).toEqual([false, true]);
    expect(await Promise.all([ask(START + 31_001, works), ask(START + 31_001, works)])).toEqual([true, true]);
  });

  test('says until when it is left alone, longer each time', async ({ expect }) => {
    const name = crypto.randomUUID();
    const ask = (now: number) => unlessHeldOff(name, {}, now, silent, ({ failure }) => failure);
    for (let time = 0; time < 5; time++) await ask(START);
    expect(await ask(START + 1)).toEqual({
      open: { kind: 'open', retryAt: START + 30_000, since: START, pause: 30_000 },
    });
    await ask(START + 30_000);
    expect(await ask(START + 30_001)).toEqual({
      open: { kind: 'open', retryAt: START + 90_000, since: START, pause: 60_000 },
    });
  });

  test('that answers now and then is asked on', async ({ expect }) => {
    const ask = newServer();
    for (let time = 0; time < 40; time++) expect(await ask(START + time, time % 3 === 0 ? silent : works)).toBe(true);
  });

  test('of which nothing is suffered is left alone after the first time-out, and while it is slow', async ({
    expect,
  }) => {
    const ask = newServer({ isOverAtOnce: true, slow: 1_000 });
    const { promise, resolve } = Promise.withResolvers<Answer>();
    const hung = ask(START, () => promise);
    expect(await ask(START + 900, works)).toBe(true);
    expect(await ask(START + 1_100, works)).toBe(false);
    resolve({ failure: 'time-out' });
    await hung;
    expect(await ask(START + 10_000, works)).toBe(false);
    expect(await ask(START + 31_000, works)).toBe(true);
    expect(await ask(START + 31_000, works)).toBe(true);
  });
});
