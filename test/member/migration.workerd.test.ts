import { runInDurableObject } from 'cloudflare:test';
import { describe, test } from 'vitest';
import migrations from '../../migrations/member/migrations.js';
import newest from '../../migrations/member/newest/schema.sql';
import type { Member } from '../../src/member/member.ts';
import { migrate } from '../../src/platform/migrate.ts';
import { candidateAt, freshMember, idAt, NOON, rowsOf } from './world.ts';

const upTo = (steps: number) => ({ ...migrations, journal: { entries: migrations.journal.entries.slice(0, steps) } });
const COLUMNS = `select m.name as "table", c.name, c.type, c."notnull", c.dflt_value, c.pk, m.sql like '%without rowid' as keyed
  from sqlite_master m, pragma_table_info(m.name) c where m.type = 'table' and m.name not like '\\_cf%' escape '\\'
  order by 1, 2`;

/** The columns of a member's database that is made in one way or the other. */
async function columnsAfter(make: (storage: DurableObjectStorage) => void): Promise<unknown> {
  const member = freshMember();
  await runInDurableObject(member, (_instance: Member, { storage }) => make(storage));
  return rowsOf(member, COLUMNS);
}

describe('the schema of a member', () => {
  test('a new database is what all the steps together would have made', async ({ expect }) => {
    const stepwise = await columnsAfter((storage) => migrate(storage, migrations));
    expect(stepwise).toEqual(await columnsAfter((storage) => migrate(storage, migrations, newest)));
    expect(stepwise).toContainEqual(expect.objectContaining({ table: 'notification', name: 'group_key', keyed: 1 }));
  });

  test('what an earlier version has written is read, shown and added to', async ({ expect }) => {
    const member = freshMember();
    await runInDurableObject(member, (_instance: Member, { storage }) => {
      migrate(storage, upTo(1));
      const decision = JSON.stringify({
        outcome: 'send',
        by: 'delivery',
        reason: 'timeline',
        numbers: {},
        channels: ['in-app'],
      });
      storage.sql.exec(
        `insert into notification (id, at, type, actor, item, content, outcome, decision, shown)
          values (?, ?, 'post.published', 'ada', 'post-0', ?, 'send', ?, 1)`,
        idAt(NOON - 1),
        NOON - 1,
        JSON.stringify({ title: 'From before', body: '', url: '' }),
        decision,
      );
    });
    await member.offer([candidateAt(NOON, { collapse: { window: 1_000 } })], NOON, false);
    expect(await member.timeline({ limit: 9, archived: 'include' })).toMatchObject({
      items: [{ title: 'Ada wrote' }, { title: 'From before', actors: ['ada'], count: 1 }],
      unseen: 2,
    });
  });

  test('features that an earlier version kept in a table of their own are found among the facts', async ({
    expect,
  }) => {
    const member = freshMember();
    const ownOf = (age: number, stamp: number) => JSON.stringify({ recipient: { age }, stamp });
    await runInDurableObject(member, (_instance: Member, { storage }) => {
      migrate(storage, upTo(3));
      storage.sql.exec("insert into fact values ('profile', '{}')");
      storage.sql.exec("insert into feature values ('affinity', ?), ('*', ?)", ownOf(3, 7), ownOf(4, 8));
    });
    const { features, ...others } = await member.export();
    expect(features).toEqual([
      { dataset: '*', recipient: { age: 4 } },
      { dataset: 'affinity', recipient: { age: 3 } },
    ]);
    expect(Object.keys(others).filter((key) => key.startsWith('features:'))).toEqual([]);
    const put = (stamp: number) => member.putFeatures('affinity', [{ target: '', features: { age: 5 } }], stamp, NOON);
    expect(await put(6)).toEqual({ kind: 'superseded' });
    expect(await put(9)).toMatchObject({ kind: 'put' });
  });
});
