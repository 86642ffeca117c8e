import { runInDurableObject } from 'cloudflare:test';
import { describe, test } from 'vitest';
import { featurePartition, type Stubs } from '../../src/platform/stubs.ts';
import { edge, freshTenant, push } from './world.ts';

/** A partition that does not keep the book. */
const PARTITION = 5;
/** Members whom it knows. */
const MEMBERS = Array.from({ length: 5_000 }, (_each, index) => `member-${index}`)
  .filter((member) => featurePartition(member) === PARTITION)
  .slice(0, 50);

type Cursors = SqlStorageCursor<Record<string, SqlStorageValue>>[];

/** Rows that the statements of an object write from now on. */
async function meterOf(stub: DurableObjectStub): Promise<() => Promise<number>> {
  const cursors: Cursors = [];
  await runInDurableObject(stub, (_instance, { storage }) => {
    const { sql } = storage;
    const { exec } = sql;
    Object.defineProperty(sql, 'exec', {
      configurable: true,
      value: (query: string, ...bound: SqlStorageValue[]) => {
        const cursor = exec.call(sql, query, ...bound);
        cursors.push(cursor);
        return cursor;
      },
    });
  });
  return () =>
    runInDurableObject(stub, () => {
      const rows = cursors.reduce((sum, { rowsWritten }) => sum + rowsWritten, 0);
      cursors.length = 0;
      return rows;
    });
}

async function metered(of: Stubs) {
  const [partition, book] = await Promise.all([meterOf(of.features(PARTITION)), meterOf(of.features(0))]);
  return async (work: () => Promise<unknown>) => {
    await work();
    return { partition: await partition(), book: await book() };
  };
}

describe('what a push writes in the books', () => {
  test('a row for a member of whom something is new, two for all that are on their way, and none for the others', async ({
    expect,
  }) => {
    const { of } = freshTenant();
    const measure = await metered(of);
    const rows = (likes: number) => MEMBERS.map((member) => edge(member, 'ada', likes));
    // The book: the dataset itself, and its version.
    expect(await measure(() => push(of, rows(1)))).toEqual({ partition: 50 + 2, book: 2 });
    expect(await measure(() => push(of, rows(1)))).toEqual({ partition: 0, book: 1 });
    const one = [...rows(1).slice(1), edge(MEMBERS[0] ?? '', 'ada', 2)];
    expect(await measure(() => push(of, one))).toEqual({ partition: 1 + 2, book: 1 });
  });

  test('a full push writes one row for each of its requests, and takes it away at its end', async ({ expect }) => {
    const { of } = freshTenant();
    const rows = MEMBERS.map((member) => edge(member, 'ada', 1));
    await push(of, rows);
    const measure = await metered(of);
    expect(await measure(() => push(of, rows.slice(0, 25), { id: 'p', last: false }))).toEqual({
      partition: 1,
      book: 1,
    });
    expect(await measure(() => push(of, rows.slice(25), { id: 'p', last: true }))).toEqual({
      partition: 1 + 2,
      book: 1,
    });
  });

  test('an actor costs a row when its numbers are other than before', async ({ expect }) => {
    const { of } = freshTenant();
    const name =
      MEMBERS.map((_each, index) => `a${index}`).find((id) => featurePartition(`actor:${id}`) === PARTITION) ?? '';
    const rows = (x: number) => [{ actor: name, features: { x } }];
    const measure = await metered(of);
    expect((await measure(() => push(of, rows(1)))).partition).toBe(1);
    expect((await measure(() => push(of, rows(1)))).partition).toBe(0);
    expect((await measure(() => push(of, rows(2)))).partition).toBe(1);
  });
});
