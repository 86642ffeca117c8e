import fc from 'fast-check';
import { describe, test } from 'vitest';
import { inOneLine, outgoing } from '../../src/platform/outgoing.ts';

/** Servers whose requests end when the test says so. */
function servers() {
  const open: { readonly server: string; readonly end: (error?: Error) => void }[] = [];
  const ask = (server: string, longest = 10_000) =>
    outgoing(server, longest, async () => {
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      open.push({ server, end: (error) => (error ? reject(error) : resolve(server)) });
      return promise;
    });
  return { open, ask, names: () => open.map(({ server }) => server).join('') };
}

const SIX = { TOWER_OUTGOING: '6' };

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('the line of an invocation', () => {
  test('happy: six ask at once, five of them the same server; the others as places are free', async ({ expect }) => {
    const { open, ask, names } = servers();
    await inOneLine(SIX, async () => {
      const all = [...'aaaaaabbc'].map((server) => ask(server));
      await settle();
      expect(names()).toBe('aaaaab');
      open[5]?.end();
      await settle();
      expect(names()).toBe('aaaaabb');
      open[0]?.end();
      await settle();
      expect(names()).toBe('aaaaabba');
      open[6]?.end();
      await settle();
      expect(names()).toBe('aaaaabbac');
      for (const { end } of open) end();
      expect((await Promise.all(all)).join('')).toBe('aaaaaabbc');
    });
  });

  test('refusal: whoever finds no place in time is not asked, and takes none', async ({ expect }) => {
    const { open, ask, names } = servers();
    await inOneLine(SIX, async () => {
      const all = [...'aaaaa'].map((server) => ask(server));
      expect(await ask('a', 20)).toBeUndefined();
      expect(names()).toBe('aaaaa');
      for (const { end } of open) end();
      await Promise.all(all);
      const next = [...'aaaaa'].map((server) => ask(server));
      await settle();
      expect(names()).toBe('a'.repeat(10));
      for (const { end } of open) end();
      await Promise.all(next);
    });
  });

  test('edge: one that fails gives its place back', async ({ expect }) => {
    const { open, ask, names } = servers();
    await inOneLine(SIX, async () => {
      const all = [...'aaaaaa'].map((server) => ask(server));
      await settle();
      open[0]?.end(new Error('reset'));
      await expect(all[0]).rejects.toThrow('reset');
      expect(names()).toBe('aaaaaa');
      for (const { end } of open) end();
      await Promise.all(all.slice(1));
    });
  });

  test('edge: each invocation has a line of its own; a line within a line is the same', async ({ expect }) => {
    const { open, ask, names } = servers();
    const six = () => inOneLine(SIX, () => Promise.all([...'aaaaaa'].map((server) => ask(server))));
    const all = [six(), six()];
    await settle();
    expect(names()).toBe('a'.repeat(10));
    const nested = inOneLine(SIX, () => Promise.all([six(), six()]));
    await settle();
    expect(open).toHaveLength(15);
    for (let ended = 0; ended < 24; ended++) {
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
            const all = asked.map((server) => ask(server));
            for (let ended = 0; ended < asked.length; ended++) {
              await settle();
              for (; seen < open.length; seen++) under.add(open[seen] as (typeof open)[number]);
              const counts = Object.values(Object.groupBy([...under], ({ server }) => server)).map(
                (each) => each?.length ?? 0,
              );
              expect(under.size).toBeLessThanOrEqual(6);
              expect(Math.max(...counts)).toBeLessThanOrEqual(5);
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
