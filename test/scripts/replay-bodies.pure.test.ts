import { describe, it } from 'vitest';
import { byNode } from '../../scripts/replay/by-node.ts';
import { type Body, type BodyOptions, makeBodies } from '../../scripts/replay/make-bodies.ts';
import { sendBodies } from '../../scripts/replay/send-bodies.ts';

const wide = { maxLines: 1_000, maxBytes: 1_000_000 };

async function* stream<Item>(items: readonly Item[]) {
  yield* items;
}

async function cut<Item>(items: readonly Item[], options: BodyOptions<Item>): Promise<string[]> {
  const bodies: string[] = [];
  for await (const body of makeBodies(stream(items), (item) => item, options)) bodies.push(body.text);
  return bodies;
}

describe('makeBodies', () => {
  it('cuts by lines and keeps the order', async ({ expect }) => {
    expect(await cut([1, 2, 3, 4, 5], { ...wide, maxLines: 2 })).toEqual(['1\n2\n', '3\n4\n', '5\n']);
  });

  it('cuts by bytes as UTF-8 counts them', async ({ expect }) => {
    // Each line is 2 quotes, a letter of 2 bytes and a line end: 5 bytes.
    expect(await cut(['ä', 'ö', 'ü'], { ...wide, maxBytes: 10 })).toEqual(['"ä"\n"ö"\n', '"ü"\n']);
  });

  it('makes no body of nothing', async ({ expect }) => {
    expect(await cut([], wide)).toEqual([]);
  });

  it('hands on what is due before it waits for what is not', async ({ expect }) => {
    let now = 0;
    const seen: [number, string][] = [];
    const options = {
      ...wide,
      dueIn: (item: number) => item - now,
      sleep: async (milliseconds: number) => {
        now += milliseconds;
      },
    };
    for await (const body of makeBodies(stream([0, 0, 50, 50, 70]), (item) => item, options)) {
      seen.push([now, body.text]);
    }
    expect(seen).toEqual([
      [0, '0\n0\n'],
      [50, '50\n50\n'],
      [70, '70\n'],
    ]);
  });
});

describe('sendBodies', () => {
  const bodies = Array.from({ length: 20 }, (_, index): Body => ({ text: String(index), lines: 1 }));
  const never = new AbortController().signal;

  it('sends all, with no more under way than allowed', async ({ expect }) => {
    const sent: string[] = [];
    let underWay = 0;
    let most = 0;
    const send = async (body: Body) => {
      most = Math.max(most, ++underWay);
      await new Promise((resolve) => setImmediate(resolve));
      underWay--;
      sent.push(body.text);
    };
    await sendBodies(stream(bodies), send, 3, never);
    expect(sent.sort()).toEqual(bodies.map((body) => body.text).sort());
    expect(most).toBe(3);
  });

  it('stops at the first failure, after what is under way has ended', async ({ expect }) => {
    let ended = 0;
    const send = async (body: Body) => {
      await new Promise((resolve) => setImmediate(resolve));
      ended++;
      if (body.text === '4') throw new Error('refused');
    };
    await expect(sendBodies(stream(bodies), send, 3, never)).rejects.toThrow('refused');
    expect(ended).toBeLessThan(10);
    const then = ended;
    await new Promise((resolve) => setImmediate(resolve));
    expect(ended).toBe(then);
  });

  it('stops when it is told to', async ({ expect }) => {
    const stop = new AbortController();
    let sent = 0;
    await sendBodies(
      stream(bodies),
      async () => {
        if (++sent === 5) stop.abort();
      },
      1,
      stop.signal,
    );
    expect(sent).toBe(5);
  });
});

describe('byNode', () => {
  const edges = ['1>b', '1>a', '2>b', '3>c', '2>a'].map((edge) => ({ edge, to: edge.slice(2) }));
  const ordered = async (window: number) => {
    const order: string[] = [];
    for await (const { edge } of byNode(stream(edges), window)) order.push(edge);
    return order;
  };

  it('puts edges to the same node next to each other', async ({ expect }) => {
    expect(await ordered(100)).toEqual(['1>b', '2>b', '1>a', '2>a', '3>c']);
  });

  it('holds no more than its window, and loses none', async ({ expect }) => {
    expect(await ordered(3)).toEqual(['1>b', '2>b', '1>a', '3>c', '2>a']);
    expect(await ordered(5)).toHaveLength(5);
  });
});
