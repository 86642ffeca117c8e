import { runInDurableObject } from 'cloudflare:test';
import { describe, test } from 'vitest';
import migrations from '../../migrations/member/migrations.js';
import { toInstant } from '../../src/contract/identifier.ts';
import type { Member } from '../../src/member/member.ts';
import { offerTo } from '../../src/member/offer-to.ts';
import type { StoredDevice } from '../../src/member/schema.ts';
import { migrate } from '../../src/platform/migrate.ts';
import { browser, candidateAt, freshMember, idAt, NOON, rowsOf } from './world.ts';

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

  test.for([0, 1, 3])(
    'devices that an earlier version kept in a table of their own, %i of them',
    async (count, { expect }) => {
      const member = freshMember();
      const { address, ...first } = browser(1, NOON - 3);
      const phone = { ...first, id: 'phone-2', kind: 'mobile-push', host: 'ios', form: 'phone', app: 'shop' } as const;
      const devices: readonly StoredDevice[] = [
        { ...first, address },
        { ...phone, address: { endpoint: 'token "2"', claim: 7 }, createdAt: NOON - 2 },
        browser(3, NOON - 1),
      ];
      await runInDurableObject(member, (_instance: Member, { storage }) => {
        migrate(storage, upTo(4));
        // The newest first: they were never read by the order of their making.
        for (const { id, kind, address, host, form, app, createdAt } of devices.slice(0, count).toReversed()) {
          const values = [id, kind, JSON.stringify(address), host, form, app, createdAt];
          storage.sql.exec(
            'insert into device (id, kind, address, host, form, app, created_at) values (?, ?, ?, ?, ?, ?, ?)',
            ...values,
          );
        }
      });
      expect(await member.devices()).toEqual(
        devices.slice(0, count).map(({ id, kind, host, form, app, createdAt }) => ({
          ...{ id, kind, host, form, createdAt: toInstant(createdAt) },
          ...(app === null ? {} : { app }),
        })),
      );
      const stored = await rowsOf<{ value: string }>(member, "select value from fact where key = 'devices'");
      expect(stored.map(({ value }) => JSON.parse(value))).toEqual(count === 0 ? [] : [devices.slice(0, count)]);
    },
  );

  test('what an earlier version kept in tables of their own is in the two rings, and they go on', async ({
    expect,
  }) => {
    const member = freshMember();
    const liked = { action: 'like', item: 'post-7', time: toInstant(NOON - 3) } as const;
    const decision = { outcome: 'drop', by: 'validity', reason: 'own-action', numbers: {}, channels: [] };
    await runInDurableObject(member, (_instance: Member, { storage }) => {
      migrate(storage, upTo(4));
      const entries = [{ event: idAt(NOON - 2), type: 'post.published', decision }];
      storage.sql.exec('insert into dropped values (7, 7, ?, ?)', NOON - 2, JSON.stringify(entries));
      const like =
        "insert into engagement (slot, sequence, at, action, kind, target, channel) values (9, 9, ?, 'like', 'item', 'post-7', ?)";
      storage.sql.exec(like, NOON - 3, null);
    });
    const again = await offerTo(member, [candidateAt(NOON - 2), candidateAt(NOON, {}, { actor: 'bob' })], NOON, false);
    expect(again.decisions.map(({ reason }) => reason)).toEqual(['own-action', 'own-action']);
    await member.engage([liked, { action: 'open', entity: 'tag', channel: 'email' }], NOON);
    expect(await member.export()).toMatchObject({
      dropped: [
        { slot: 8, sequence: 8, at: NOON },
        { slot: 7, sequence: 7, at: NOON - 2, entries: [{ event: idAt(NOON - 2), decision }] },
      ],
      engagements: [
        { slot: 10, sequence: 10, at: NOON, action: 'open', kind: 'entity', target: 'tag', channel: 'email' },
        { slot: 9, sequence: 9, at: NOON - 3, action: 'like', kind: 'item', target: 'post-7', channel: null },
      ],
    });
  });
});
