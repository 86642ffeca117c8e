import { runInDurableObject } from 'cloudflare:test';
import type { Member } from '../../src/member/member.ts';
import type { MemberStub } from './world.ts';

/** Which of the writes of a call fails: the first is 1; before anything of it is done, or just after it. */
export interface Break {
  readonly write: number;
  readonly when: 'before' | 'after';
}

/** What a call came to. */
export interface Tried<Answer> {
  readonly answer?: Answer;
  readonly error?: unknown;
  /** The texts of the statements that write, and `alarm` where one is set, in their order. */
  readonly writes: readonly string[];
  /** Transactions and savepoints that it has opened. */
  readonly savepoints: number;
}

/** What a break throws. */
export const BROKEN = new Error('The storage is broken');

/** Calls an object whose storage breaks at a write, or not at all. Afterwards it is whole again. */
export function tryCall<Answer>(
  member: MemberStub,
  call: (instance: Member) => Promise<Answer>,
  broken?: Break,
): Promise<Tried<Answer>> {
  return runInDurableObject(member, async (instance: Member, { storage }) => {
    const watch = watchOf(storage);
    Object.assign(watch, { writes: [], savepoints: 0, broken });
    const result = await call(instance).then(
      (answer) => ({ answer }),
      (error: unknown) => ({ error }),
    );
    watch.broken = undefined;
    return { ...result, writes: watch.writes, savepoints: watch.savepoints };
  });
}

/** What stands between an object and its storage, for as long as the object lives. */
interface Watch {
  writes: string[];
  savepoints: number;
  broken: Break | undefined;
}

const watches = new WeakMap<DurableObjectStorage, Watch>();

function watchOf(storage: DurableObjectStorage): Watch {
  const known = watches.get(storage);
  if (known) return known;
  const watch: Watch = { writes: [], savepoints: 0, broken: undefined };
  const through = <Answer>(text: string, write: () => Answer): Answer => {
    const place = watch.writes.push(text);
    const isBroken = (when: Break['when']) => watch.broken?.write === place && watch.broken.when === when;
    if (isBroken('before')) throw BROKEN;
    const answer = write();
    if (isBroken('after')) throw BROKEN;
    return answer;
  };
  const { sql } = storage;
  const exec = (text: string, ...bound: SqlStorageValue[]) =>
    WRITES.test(text) ? through(text, () => sql.exec(text, ...bound)) : sql.exec(text, ...bound);
  const setAlarm = storage.setAlarm.bind(storage);
  const transactionSync = storage.transactionSync.bind(storage);
  Object.defineProperty(storage, 'sql', { value: { exec } });
  Object.defineProperty(storage, 'setAlarm', { value: (at: number) => through('alarm', () => setAlarm(at)) });
  Object.defineProperty(storage, 'transactionSync', {
    value: <Answer>(work: () => Answer) => {
      watch.savepoints++;
      return transactionSync(work);
    },
  });
  watches.set(storage, watch);
  return watch;
}

const WRITES = /^\s*(insert|update|delete|create|drop)\b/i;
