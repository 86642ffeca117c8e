import { runInDurableObject } from 'cloudflare:test';
import { describe, test } from 'vitest';
import migrations from '../../migrations/member/migrations.js';
import type { Member } from '../../src/member/member.ts';
import { offerTo } from '../../src/member/offer-to.ts';
import { migrate } from '../../src/platform/migrate.ts';
import { candidateAt, freshMember, idAt, NOON } from './world.ts';

const upTo = (steps: number) => ({ ...migrations, journal: { entries: migrations.journal.entries.slice(0, steps) } });

describe('the schema of a member', () => {
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
    await offerTo(member, [candidateAt(NOON, { collapse: { window: 1_000 } })], NOON, false);
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
