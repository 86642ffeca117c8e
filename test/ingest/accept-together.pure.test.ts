import fc from 'fast-check';
import { afterEach, beforeEach, describe, test, vi } from 'vitest';
import { acceptTogether } from '../../src/ingest/accept-together.ts';
import type { Acceptance } from '../../src/ingest/acceptance.ts';
import type { NewEvent } from '../../src/ingest/store.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const WAIT = 20;

/** A part of a log that notes what each call brought, and answers when the test says so. */
class Part {
  readonly name = crypto.randomUUID();
  readonly calls: { readonly ids: readonly string[]; readonly end: (error?: Error) => Promise<void> }[] = [];

  /** A request that brings these; what came of it, as soon as it has. */
  bring(...ids: readonly string[]): Promise<readonly Acceptance[] | 'failed'> {
    return this.bringAll(ids.map((id) => anEvent(id)));
  }

  async bringAll(brought: readonly NewEvent[]): Promise<readonly Acceptance[] | 'failed'> {
    try {
      return await acceptTogether(this.name, brought, WAIT, (entries) => this.#call(entries));
    } catch {
      return 'failed';
    }
  }

  get brought(): (readonly string[])[] {
    return this.calls.map(({ ids }) => ids);
  }

  #call(entries: readonly NewEvent[]): Promise<Acceptance[]> {
    const { promise, resolve, reject } = Promise.withResolvers<Acceptance[]>();
    const end = (error?: Error) => {
      if (error) reject(error);
      else resolve(entries.map(({ id }) => accepted(id)));
      return settled();
    };
    this.calls.push({ ids: entries.map(({ id }) => id), end });
    return promise;
  }
}

function anEvent(id: string, entry = '{}'): NewEvent {
  return { id, hash: id, source: 'test', digest: id, entry };
}

function accepted(id: string): Acceptance {
  return { kind: 'new', id };
}

/** Everything that waits for nothing but promises has gone on. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

describe('requests that bring entries to one part of the log', () => {
  test('the first one calls at once; those that come meanwhile go together when it has ended', async ({ expect }) => {
    const part = new Part();
    const first = part.bring('a');
    expect(part.brought).toEqual([['a']]);
    const others = [part.bring('b', 'c'), part.bring('d')];
    await settled();
    expect(part.brought).toEqual([['a']]);
    await part.calls[0]?.end();
    expect(await first).toEqual([accepted('a')]);
    expect(part.brought).toEqual([['a'], ['b', 'c', 'd']]);
    await part.calls[1]?.end();
    expect(await Promise.all(others)).toEqual([[accepted('b'), accepted('c')], [accepted('d')]]);
  });

  test('where nothing is under way nobody waits, one after the other', async ({ expect }) => {
    const part = new Part();
    for (const id of ['a', 'b', 'c']) {
      const answer = part.bring(id);
      await part.calls.at(-1)?.end();
      expect(await answer).toEqual([accepted(id)]);
    }
    expect(part.brought).toEqual([['a'], ['b'], ['c']]);
  });

  test('parts do not wait for each other', ({ expect }) => {
    const [one, other] = [new Part(), new Part()];
    void one.bring('a');
    void other.bring('b');
    expect([one.brought, other.brought]).toEqual([[['a']], [['b']]]);
  });

  test('a slow call is not waited for longer than 20 ms, and its own answers come when they come', async ({
    expect,
  }) => {
    const part = new Part();
    const slow = part.bring('a');
    const others = [part.bring('b'), part.bring('c')];
    await vi.advanceTimersByTimeAsync(19);
    expect(part.brought).toEqual([['a']]);
    await vi.advanceTimersByTimeAsync(1);
    expect(part.brought).toEqual([['a'], ['b', 'c']]);
    const late = part.bring('d');
    await part.calls[0]?.end();
    expect(await slow).toEqual([accepted('a')]);
    // It is the newest call that those wait for who come now.
    expect(part.brought).toHaveLength(2);
    await part.calls[1]?.end();
    expect(await Promise.all(others)).toEqual([[accepted('b')], [accepted('c')]]);
    await part.calls[2]?.end();
    expect(await late).toEqual([accepted('d')]);
  });

  test('a call that fails fails only who made it: those it took along call by themselves', async ({ expect }) => {
    const part = new Part();
    const first = part.bring('a');
    const others = [part.bring('b'), part.bring('c'), part.bring('d')];
    await part.calls[0]?.end();
    expect(part.brought).toEqual([['a'], ['b', 'c', 'd']]);
    await part.calls[1]?.end(new Error('the object was moved'));
    expect(part.brought.slice(2)).toEqual([['c'], ['d']]);
    for (const call of part.calls.slice(2)) await call.end();
    expect(await Promise.all([first, ...others])).toEqual([
      [accepted('a')],
      'failed',
      [accepted('c')],
      [accepted('d')],
    ]);
  });

  test('a call whose request has died holds up nobody for long, and leaves nothing behind', async ({ expect }) => {
    const part = new Part();
    const first = part.bring('a');
    const taken = [part.bring('b'), part.bring('c')];
    await part.calls[0]?.end();
    expect(part.brought).toEqual([['a'], ['b', 'c']]);
    await vi.advanceTimersByTimeAsync(1_000);
    const later = part.bring('d');
    await vi.advanceTimersByTimeAsync(20);
    expect(part.brought.slice(2)).toEqual([['d']]);
    await part.calls[2]?.end();
    expect(await later).toEqual([accepted('d')]);
    // The dead one's own is lost with it; who was taken along has gone by itself two seconds after its patience ended.
    await vi.advanceTimersByTimeAsync(1_000);
    expect(part.brought.slice(3)).toEqual([['c']]);
    await part.calls[3]?.end();
    expect(await Promise.all([first, taken[1]])).toEqual([[accepted('a')], [accepted('c')]]);
    void part.bring('e');
    expect(part.brought.slice(4)).toEqual([['e']]);
  });

  test('a call takes along a million characters, the rest goes with the next', async ({ expect }) => {
    const part = new Part();
    void part.bring('a');
    const large = 'x'.repeat(400_000);
    for (const id of ['b', 'c', 'd', 'e']) void part.bringAll([anEvent(id, large)]);
    await part.calls[0]?.end();
    expect(part.brought.slice(1)).toEqual([['b', 'c', 'd']]);
    await part.calls[1]?.end();
    expect(part.brought.slice(2)).toEqual([['e']]);
  });

  const request = fc.record({
    entries: fc.integer({ min: 1, max: 3 }),
    after: fc.integer({ min: 0, max: 30 }),
    takes: fc.oneof(fc.integer({ min: 0, max: 30 }), fc.constant(3_000)),
    fails: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, fc.constant(true)),
  });
  test('law: everybody hears of what they brought, and only of a call that failed by their own', async () => {
    await fc.assert(fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 30 }), checkRequests));
  });
});

interface Request {
  readonly entries: number;
  /** ms after the one before */
  readonly after: number;
  /** ms that its call takes */
  readonly takes: number;
  readonly fails: boolean;
}

async function checkRequests(requests: readonly Request[]): Promise<void> {
  const part = crypto.randomUUID();
  const calls: { readonly by: number; readonly ids: readonly string[]; readonly fails: boolean }[] = [];
  let startsAt = 0;
  const ends = requests.map(async ({ entries, after, takes, fails }, by) => {
    startsAt += after;
    await new Promise((resolve) => setTimeout(resolve, startsAt));
    const own = Array.from({ length: entries }, (_each, place) => anEvent(`${by}.${place}`));
    const call = async (brought: readonly NewEvent[]) => {
      calls.push({ by, ids: brought.map(({ id }) => id), fails });
      await new Promise((resolve) => setTimeout(resolve, takes));
      if (fails) throw new Error('The log cannot be reached');
      return brought.map(({ id }) => accepted(id));
    };
    const answer = await acceptTogether(part, own, WAIT, call).catch(() => 'failed' as const);
    return { ids: own.map(({ id }) => id), answer };
  });
  await vi.advanceTimersByTimeAsync(20_000);
  for (const [by, { ids, answer }] of (await Promise.all(ends)).entries()) {
    const own = calls.filter((each) => each.by === by);
    const bringing = calls.filter((each) => ids.some((id) => each.ids.includes(id)));
    if (own.length > 1) throw new Error('A request called twice');
    if (bringing.length > 2) throw new Error('Entries went three times');
    const expected = own.some((each) => each.fails) ? 'failed' : ids.map(accepted);
    if (JSON.stringify(answer) !== JSON.stringify(expected)) throw new Error(`${answer} instead of ${expected}`);
  }
}
