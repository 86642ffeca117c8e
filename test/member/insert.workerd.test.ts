import { runInDurableObject } from 'cloudflare:test';
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import fc from 'fast-check';
import { describe, test } from 'vitest';
import type { Member } from '../../src/member/member.ts';
import { offerTo } from '../../src/member/offer-to.ts';
import { type NotificationRow, notification } from '../../src/member/schema.ts';
import { Database } from '../../src/member/statements.ts';
import { Store } from '../../src/member/store.ts';
import { policyOf } from '../decide/cases.ts';
import { candidateAt, freshMember, idAt, NOON, rowsOf } from './world.ts';

const orNull = <Value>(value: Value) => fc.option(fc.constant(value), { nil: null });

/** A row of which each column that may be null is null or not, whatever the others are. */
const row: fc.Arbitrary<Omit<NotificationRow, 'id'>> = fc.record({
  at: fc.constant(NOON),
  type: fc.constant('note'),
  actor: orNull('ada'),
  item: orNull('post'),
  thread: orNull('talk'),
  groupKey: orNull('story'),
  mergedInto: orNull('lead'),
  digestKey: orNull('type:note'),
  content: fc.constant({ title: 'Title', body: '', url: '/' }),
  outcome: fc.constant('send' as const),
  decision: fc.constant({ outcome: 'send', by: 'x', reason: 'timeline', numbers: {}, channels: ['in-app'] } as const),
  shown: fc.boolean(),
  readAt: orNull(1),
  archivedAt: orNull(2),
  interruptedAt: orNull(3),
  expiresAt: orNull(4),
  dueAt: orNull(5),
  policy: orNull(policyOf()),
  deliveries: orNull([{ device: 'phone', channel: 'web-push', state: 'due', attempt: 1 } as const]),
  followUp: orNull({ sentAt: 6, done: 0 }),
  items: orNull(['one', 'other']),
  folded: fc.nat(3),
});

describe('a row that is written', () => {
  test('law: comes back as it was, whichever of its columns are null', async ({ expect }) => {
    const member = freshMember();
    await offerTo(member, [candidateAt(NOON)], NOON, false);
    let number = 1;
    await runInDurableObject(member, (_instance: Member, { storage }) => {
      const store = new Store(storage);
      fc.assert(
        fc.property(row, (columns) => {
          const written = { ...columns, id: idAt(NOON, number++) };
          new Database(storage).insert(notification, written);
          expect(store.notification(written.id)).toEqual(written);
        }),
      );
    });
  });

  test('edge: a null of a column that has a default is no default, and a value that is its default is written', async ({
    expect,
  }) => {
    const table = sqliteTable('odd', {
      id: text(),
      spare: integer().default(7),
      zero: integer().notNull().default(0),
    });
    const member = freshMember();
    await runInDurableObject(member, (_instance: Member, { storage }) => {
      storage.sql.exec('create table odd (id text, spare integer default 7, zero integer not null default 0)');
      const database = new Database(storage);
      database.insert(table, { id: 'a', spare: null, zero: 0 });
      database.insert(table, { id: null, spare: null, zero: 1 });
    });
    expect(await rowsOf(member, 'select * from odd')).toEqual([
      { id: 'a', spare: null, zero: 0 },
      { id: null, spare: null, zero: 1 },
    ]);
  });

  test('refusal: one that is there already is not written over', async ({ expect }) => {
    const member = freshMember();
    await offerTo(member, [candidateAt(NOON)], NOON, false);
    await runInDurableObject(member, (_instance: Member, { storage }) => {
      const known = new Store(storage).notification(idAt(NOON));
      if (!known) throw new Error('no row');
      expect(() => new Database(storage).insert(notification, known)).toThrow(/UNIQUE/);
    });
  });
});
