import { runInDurableObject } from 'cloudflare:test';
import type { Member } from '../../src/member/member.ts';
import type { MemberStub } from './world.ts';

type Cursors = SqlStorageCursor<Record<string, SqlStorageValue>>[];

/** What stands between an object and its storage, for as long as the object lives. */
const meters = new WeakMap<DurableObjectStorage, Cursors>();

/** Rows that the statements of an object write while some work is done that does not evict it. */
export async function rowsWritten(member: MemberStub, work: () => Promise<unknown>): Promise<number> {
  await runInDurableObject(member, (_instance: Member, { storage }) => {
    cursorsOf(storage).length = 0;
  });
  await work();
  return runInDurableObject(member, (_instance: Member, { storage }) =>
    cursorsOf(storage).reduce((sum, { rowsWritten }) => sum + rowsWritten, 0),
  );
}

function cursorsOf(storage: DurableObjectStorage): Cursors {
  const known = meters.get(storage);
  if (known) return known;
  const cursors: Cursors = [];
  const { sql } = storage;
  const exec = (query: string, ...bound: SqlStorageValue[]) => {
    const cursor = sql.exec(query, ...bound);
    cursors.push(cursor);
    return cursor;
  };
  Object.defineProperty(storage, 'sql', { value: { exec } });
  meters.set(storage, cursors);
  return cursors;
}
