import fc from 'fast-check';
import { describe, test } from 'vitest';
import { sendAll } from '../../src/platform/queues.ts';

/** A queue that holds to the platform's limits. */
function strictQueue() {
  const sends: { bodies: unknown[]; delaySeconds: number | undefined }[] = [];
  const queue = {
    sendBatch: async (messages: Iterable<{ body: unknown }>, options?: { delaySeconds?: number }) => {
      const bodies = [...messages].map(({ body }) => body);
      const bytes = Buffer.byteLength(bodies.map((body) => JSON.stringify(body)).join(''));
      if (bodies.length === 0 || bodies.length > 100 || bytes > 256_000) throw new Error(`${bodies.length} / ${bytes}`);
      sends.push({ bodies, delaySeconds: options?.delaySeconds });
    },
  };
  return { sends, queue: queue as unknown as Queue<string> };
}

describe('sendAll', () => {
  test('law: everything is sent, in order, within the limits of a send', async ({ expect }) => {
    const messages = fc.array(
      fc.nat(100_000).map((length) => 'ä'.repeat(length / 2)),
      { maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(messages, async (all) => {
        const { sends, queue } = strictQueue();
        await sendAll(queue, all, 7);
        expect(sends.flatMap(({ bodies }) => bodies)).toEqual(all);
        expect(sends.every(({ delaySeconds }) => delaySeconds === 7)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  test('small messages go a hundred at a time, and none is no send', async ({ expect }) => {
    const { sends, queue } = strictQueue();
    await sendAll(queue, []);
    await sendAll(
      queue,
      Array.from({ length: 250 }, (_each, number) => String(number)),
    );
    expect(sends.map(({ bodies }) => bodies.length)).toEqual([100, 100, 50]);
  });
});
