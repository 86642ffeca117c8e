import { runInDurableObject } from 'cloudflare:test';
import { describe, test } from 'vitest';
import { readDataset, removeDataset } from '../../src/features/datasets.ts';
import type { Features } from '../../src/features/features.ts';
import { forgetFeatures } from '../../src/features/forget-features.ts';
import { pushFeatures } from '../../src/features/push-features.ts';
import { FEATURE_PARTITIONS, featurePartition, type Stubs } from '../../src/platform/stubs.ts';
import { edge, freshTenant, hashesOf, heldBy, knownOf, NOON, push } from './world.ts';

const MEMBERS = ['bob', 'cleo', 'dan', 'eve', 'finn'];

/** Rows of all tables of all partitions, but the book. */
async function rowsLeft(of: Stubs): Promise<number> {
  let rows = 0;
  for (let partition = 0; partition < FEATURE_PARTITIONS; partition++) {
    rows += await runInDurableObject(of.features(partition), (_instance: Features, { storage }) =>
      ['member_row', 'subject', 'named', 'underway'].reduce(
        (sum, table) => sum + storage.sql.exec<{ n: number }>(`select count(*) as n from ${table}`).one().n,
        0,
      ),
    );
  }
  return rows;
}

describe('a delta', () => {
  test('happy: rows are in the members’ objects, and only what is other is sent again', async ({ expect }) => {
    const { of } = freshTenant();
    const lines = [
      ...MEMBERS.map((member) => edge(member, 'ada', 1)),
      { member: 'bob', features: { age: 3 } },
      { actor: 'ada', features: { followers: 9 } },
    ];
    expect(await push(of, lines)).toEqual({
      kind: 'pushed',
      failures: [],
      version: 1,
      written: 7,
      unchanged: 0,
      retired: 0,
    });
    expect(await heldBy(of, 'bob')).toMatchObject({
      recipient: { age: 3 },
      edges: { 'actor:ada': { features: { likes: 1 } } },
    });
    const again = [...lines.slice(1), edge('bob', 'ada', 2)];
    expect(await push(of, again)).toMatchObject({ version: 2, written: 1, unchanged: 6 });
    expect(await heldBy(of, 'bob')).toMatchObject({ edges: { 'actor:ada': { features: { likes: 2 } } } });
    expect(await knownOf(of, 'bob')).toEqual(hashesOf(await heldBy(of, 'bob')));
  });

  test('happy: the object of a member of whom nothing is new is not touched', async ({ expect }) => {
    const { of } = freshTenant();
    await push(
      of,
      MEMBERS.map((member) => edge(member, 'ada', 1)),
    );
    // Behind the back of the books: a member who were asked would have the row again.
    await of.member('bob').erase();
    expect(
      await push(
        of,
        MEMBERS.map((member) => edge(member, 'ada', 1)),
      ),
    ).toMatchObject({ written: 0, unchanged: 5 });
    expect(await heldBy(of, 'bob')).toBeUndefined();
  });

  test('edge: of several lines for one row the last counts, and numbers have no order', async ({ expect }) => {
    const { of } = freshTenant();
    await push(of, [edge('bob', 'ada', 1), { member: 'bob', actor: 'ada', features: { a: 1, b: 2 } }]);
    const turned = { member: 'bob', actor: 'ada', features: { b: 2, a: 1 } };
    expect(await push(of, [turned])).toMatchObject({ written: 0, unchanged: 1 });
    expect(await push(of, [{ ...turned, strength: 0.5 }])).toMatchObject({ written: 1 });
  });

  test('edge: rows without numbers go, whoever they are of', async ({ expect }) => {
    const { of } = freshTenant();
    await push(of, [
      edge('bob', 'ada', 1),
      { item: 'post', features: { length: 3 } },
      { member: 'bob', features: { age: 1 } },
    ]);
    const gone = [
      { member: 'bob', actor: 'ada', features: {} },
      { item: 'post', features: {} },
      { member: 'bob', features: {} },
    ];
    expect(await push(of, gone)).toMatchObject({ retired: 3, written: 0 });
    expect(await heldBy(of, 'bob')).toBeUndefined();
    expect(await push(of, gone)).toMatchObject({ retired: 0, unchanged: 3 });
    expect(await rowsLeft(of)).toBe(0);
  });

  test('edge: what a member with too many edges lets go is not known, and sent again', async ({ expect }) => {
    const { of } = freshTenant();
    const many = Array.from({ length: 501 }, (_each, index) => ({
      ...edge('bob', `${index}`, 1),
      strength: index === 7 ? 0.1 : 1,
    }));
    expect(await push(of, many)).toMatchObject({ failures: [], written: 501 });
    const known = await knownOf(of, 'bob');
    expect([Object.keys(known ?? {}).length, known?.['actor:7']]).toEqual([500, undefined]);
    expect(await push(of, many)).toMatchObject({ unchanged: 500 });
  });

  test('edge: a member with more rows than one call takes is known all the same', async ({ expect }) => {
    const { of } = freshTenant();
    const many = Array.from({ length: 1_600 }, (_each, index) => ({
      ...edge('bob', `${index}`, 1),
      strength: index < 500 ? 1 : 0,
    }));
    expect(await push(of, many)).toMatchObject({ failures: [], written: 1_600 });
    const known = await knownOf(of, 'bob');
    expect(known).toEqual(hashesOf(await heldBy(of, 'bob')));
    expect(Object.keys(known ?? {})).toEqual(expect.arrayContaining(['actor:0', 'actor:499']));
  });

  test('refusal: a member who has features of enough datasets fails alone', async ({ expect }) => {
    const { of } = freshTenant();
    for (let number = 0; number < 20; number++) {
      await of.member('bob').putFeatures(`d${number}`, [{ target: '', features: { x: 1 } }], 1, NOON);
    }
    const { failures, written } = await push(of, [edge('cleo', 'ada', 1), edge('bob', 'ada', 1)]);
    expect([written, failures]).toEqual([1, [{ index: 1, reason: expect.stringContaining('as many datasets') }]]);
    expect(await knownOf(of, 'bob')).toEqual({ 'actor:ada': '' });
  });
});

describe('a full push', () => {
  test('happy: what it does not name goes, in members and of subjects', async ({ expect }) => {
    const { of } = freshTenant();
    await push(of, [
      ...MEMBERS.map((member) => edge(member, 'ada', 1)),
      edge('bob', 'eve', 1),
      { actor: 'ada', features: { x: 1 } },
    ]);
    const rest = [edge('bob', 'ada', 1), edge('cleo', 'ada', 2)];
    expect(await push(of, rest, { id: 'monday', last: true })).toMatchObject({
      version: 2,
      written: 1,
      unchanged: 1,
      // Three members, bob’s other edge, and the actor.
      retired: 5,
    });
    expect(Object.keys((await heldBy(of, 'bob'))?.edges ?? {})).toEqual(['actor:ada']);
    expect(await heldBy(of, 'dan')).toBeUndefined();
    expect(await readDataset(of, 'affinity', NOON + 5_000)).toEqual({
      dataset: 'affinity',
      version: 2,
      updatedAt: '2026-11-21T12:00:00.000Z',
      age: 5,
      members: 2,
      rows: 2,
      subjects: 0,
    });
    expect(await rowsLeft(of)).toBe(2);
  });

  test('happy: over several requests, none of which takes anything away but the last', async ({ expect }) => {
    const { of } = freshTenant();
    await push(
      of,
      MEMBERS.map((member) => edge(member, 'ada', 1)),
    );
    expect(await push(of, [edge('bob', 'ada', 1)], { id: 'monday', last: false })).toMatchObject({
      version: 1,
      retired: 0,
    });
    expect(await push(of, [edge('cleo', 'ada', 1)], { id: 'monday', last: false })).toMatchObject({
      version: 1,
      retired: 0,
    });
    expect(await push(of, [], { id: 'monday', last: true })).toMatchObject({ version: 2, retired: 3 });
    expect(await readDataset(of, 'affinity', NOON)).toMatchObject({ members: 2, rows: 2 });
  });

  test('edge: its last request again, as after a lost answer, takes nothing more away', async ({ expect }) => {
    const { of } = freshTenant();
    await push(of, [edge('bob', 'ada', 1)], { id: 'monday', last: false });
    const last = () => push(of, [edge('cleo', 'ada', 1)], { id: 'monday', last: true });
    await last();
    expect(await last()).toMatchObject({ version: 1, retired: 0, unchanged: 1 });
    expect(await readDataset(of, 'affinity', NOON)).toMatchObject({ members: 2 });
  });

  test('edge: a last request that died before it ended goes on where it was', async ({ expect }) => {
    const { of } = freshTenant();
    await push(
      of,
      MEMBERS.map((member) => edge(member, 'ada', 1)),
    );
    await push(of, [edge('bob', 'ada', 1)], { id: 'monday', last: false });
    // One of the partitions has taken its rows away already.
    const partition = of.features(featurePartition('dan'));
    const { ticket } = await partition.retire('affinity', 1, '', NOON);
    expect(ticket).toBeDefined();
    await push(of, [edge('cleo', 'ada', 1)], { id: 'monday', last: true });
    expect(await heldBy(of, 'bob')).toBeDefined();
    expect(await heldBy(of, 'dan')).toBeUndefined();
  });

  test('edge: the names of a push that never ended are forgotten by the next one', async ({ expect }) => {
    const { of } = freshTenant();
    await push(
      of,
      MEMBERS.map((member) => edge(member, 'ada', 1)),
      { id: 'monday', last: false },
    );
    await push(of, [edge('bob', 'ada', 1)], { id: 'tuesday', last: true });
    expect(await readDataset(of, 'affinity', NOON)).toMatchObject({ version: 1, members: 1 });
    expect(await rowsLeft(of)).toBe(1);
  });

  test('refusal: one that another has come after, and one that names nothing', async ({ expect }) => {
    const { of } = freshTenant();
    await push(of, [edge('bob', 'ada', 1)], { id: 'monday', last: false });
    await push(of, [edge('bob', 'ada', 1)], { id: 'tuesday', last: false });
    const end = (id: string) =>
      pushFeatures(of, { dataset: 'affinity', lines: [], full: { id, last: true }, now: NOON }, async () => {});
    expect(await end('monday')).toEqual({ kind: 'replaced' });
    expect(await end('wednesday')).toEqual({ kind: 'nothing' });
    expect(await heldBy(of, 'bob')).toBeDefined();
  });
});

describe('what goes', () => {
  test('a dataset that is removed leaves no row anywhere', async ({ expect }) => {
    const { of } = freshTenant();
    await push(of, [...MEMBERS.map((member) => edge(member, 'ada', 1)), { entity: 'sun', features: { x: 1 } }]);
    await push(of, [edge('bob', 'ada', 1)], { id: 'open', last: false });
    expect(await removeDataset(of, 'affinity', NOON, async () => {})).toBe(true);
    expect(await removeDataset(of, 'affinity', NOON, async () => {})).toBe(false);
    expect(await rowsLeft(of)).toBe(0);
    for (const member of MEMBERS) expect(await heldBy(of, member)).toBeUndefined();
    expect(await readDataset(of, 'affinity', NOON)).toBeUndefined();
  });

  test('an erased member is in no book: neither known, nor named, nor on the way', async ({ expect }) => {
    const { of } = freshTenant();
    await push(of, [edge('bob', 'ada', 1), edge('bob', 'eve', 1)], { id: 'open', last: false });
    const partition = of.features(featurePartition('bob'));
    await partition.compare({ dataset: 'affinity', members: [['bob', [['', 'other']]]], subjects: [] }, NOON);
    await of.member('bob').erase();
    await forgetFeatures(of, 'bob');
    const text = await runInDurableObject(partition, (_instance: Features, { storage }) =>
      ['member_row', 'named', 'underway'].flatMap((table) => storage.sql.exec(`select * from ${table}`).toArray()),
    );
    expect(JSON.stringify(text)).not.toContain('bob');
  });
});
