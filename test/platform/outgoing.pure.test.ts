import fc from 'fast-check';
import { describe, test } from 'vitest';
import { inOneLine, outgoing } from '../../src/platform/outgoing.ts';

/** Servers whose requests end when the test says so. */
function servers() {
  const open: { readonly server: string; readonly end: (error?: Error) => void }[] = [];
  const ask = (server: string) =>
    outgoing(server, async () => {
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      open.push({ server, end: (error) => (error ? reject(error) : resolve(server)) });
      return promise;
    });
  return { open, ask, names: () => open.map(({ server }) => server).join('') };
}

const SIX = { TOWER_OUTGOING: '6' };

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('the line of an invocation', () => {
  test('happy: six ask at once, four of them the same server; the others as places are free', async ({ expect }) => {
    const { open, ask, names } = servers();
    await inOneLine(SIX, async () => {
      const all = ['a', 'a', 'a', 'a', 'a', 'b', 'b', 'c'].map(ask);
      await settle();
      expect(names()).toBe('aaaabb');
      open[4]?.end();
      await settle();
      expect(names()).toBe('aaaabbc');
      open[0]?.end();
      await settle();
      expect(names()).toBe('aaaabbca');
      for (const { end } of open) end();
      expect((await Promise.all(all)).join('')).toBe('aaaaabbc');
    });
  });

  test('edge: one that fails gives its place back', async ({ expect }) => {
    const { open, ask, names } = servers();
    await inOneLine(SIX, async () => {
      const all = ['a', 'a', 'a', 'a', 'a'].map(ask);
      await settle();
      open[0]?.end(new Error('reset'));
      await expect(all[0]).rejects.toThrow('reset');
      expect(names()).toBe('aaaaa');
      for (const { end } of open) end();
      await Promise.all(all.slice(1));
    });
  });

  test('edge: each invocation has a line of its own; a line within a line is the same', async ({ expect }) => {
    const { open, ask, names } = servers();
    const four = () => inOneLine(SIX, () => Promise.all(['a', 'a', 'a', 'a', 'a'].map(ask)));
    const all = [four(), four()];
    await settle();
    expect(names()).toBe('aaaaaaaa');
    const nested = inOneLine(SIX, () => Promise.all([four(), four()]));
    await settle();
    expect(open).toHaveLength(12);
    for (let ended = 0; ended < 20; ended++) {
      open[ended]?.end();
      await settle();
    }
    await Promise.all([...all, nested]);
  });

  test('edge: outside of any line nobody waits', async ({ expect }) => {
    const { open, ask, names } = servers();
    const all = Array.from({ length: 10 }, () => ask('a'));
    expect(names()).toBe('a'.repeat(10));
    for (const { end } of open) end();
    await Promise.all(all);
  });

  test('law: nobody waits for ever, and never are more asked at once than may be', async ({ expect }) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 40 }),
        fc.infiniteStream(fc.nat()),
        async (asked, random) => {
          const { open, ask } = servers();
          const under = new Set<(typeof open)[number]>();
          let seen = 0;
          await inOneLine(SIX, async () => {
            const all = asked.map(ask);
            for (let ended = 0; ended < asked.length; ended++) {
              await settle();
              for (; seen < open.length; seen++) under.add(open[seen] as (typeof open)[number]);
              const counts = Object.values(Object.groupBy([...under], ({ server }) => server)).map(
                (each) => each?.length ?? 0,
              );
              expect(under.size).toBeLessThanOrEqual(6);
              expect(Math.max(...counts)).toBeLessThanOrEqual(4);
              const chosen = [...under][random.next().value % under.size];
              chosen?.end();
              if (chosen) under.delete(chosen);
            }
            expect(await Promise.all(all)).toEqual(asked);
          });
        },
      ),
      { numRuns: 100 },
    );
  });
});
