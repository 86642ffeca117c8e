import { describe, test } from 'vitest';
import { audienceSize } from '../../src/audience/audience-size.ts';
import { followsOf } from '../../src/audience/follows-of.ts';
import { forgetMember } from '../../src/audience/forget-member.ts';
import { isMemberCursor, listMembers } from '../../src/audience/list-members.ts';
import { putEdges } from '../../src/audience/put-edges.ts';
import { removeEdges } from '../../src/audience/remove-edges.ts';
import { tellMembers } from '../../src/audience/tell-members.ts';
import type { Stubs } from '../../src/platform/stubs.ts';
import { EVERYBODY, edge, freshTenant, membersIn, readAll, splitToTheEnd } from './world.ts';

const enrol = (stubs: Stubs, members: readonly string[]) =>
  tellMembers(
    stubs,
    members.map((id) => ({ id })),
  );

async function everybody(stubs: Stubs, limit: number): Promise<string[]> {
  const all: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listMembers(stubs, cursor, limit);
    if (page.members.length > limit) throw new Error('a page is too long');
    all.push(...page.members);
    cursor = page.next;
  } while (cursor !== undefined);
  return all;
}

describe('the roll', () => {
  test('happy: members enrolled once or often are listed once, in pages of any size', async ({ expect }) => {
    const stubs = freshTenant();
    const members = [...membersIn(EVERYBODY, 70), '日本語', 'a/b', '0/', "o'brien", '\u{10ffff}'.repeat(128)];
    await enrol(stubs, members);
    await enrol(stubs, [...members.slice(0, 30), ...members.slice(0, 3)]);
    for (const limit of [1, 7, 200]) expect((await everybody(stubs, limit)).toSorted()).toEqual(members.toSorted());
  });

  test('a member who follows somebody is on it, and stays when they follow nobody', async ({ expect }) => {
    const stubs = freshTenant();
    await putEdges(stubs, [edge('a', 'ada'), edge('b', 'ada')]);
    await removeEdges(stubs, [edge('a', 'ada')]);
    expect((await everybody(stubs, 10)).toSorted()).toEqual(['a', 'b']);
  });

  test('edge: nobody, and exactly one page', async ({ expect }) => {
    const stubs = freshTenant();
    expect(await listMembers(stubs, undefined, 10)).toEqual({ members: [], next: undefined });
    await enrol(stubs, []);
    await enrol(stubs, ['a']);
    expect(await everybody(stubs, 1)).toEqual(['a']);
  });

  test('refusal: a cursor of another make is told apart and is past the end', async ({ expect }) => {
    const stubs = freshTenant();
    await enrol(stubs, ['a']);
    for (const cursor of ['', 'x', '32/', '-1/a', '1']) {
      expect(isMemberCursor(cursor)).toBe(false);
      expect(await listMembers(stubs, cursor, 10)).toEqual({ members: [], next: undefined });
    }
    expect(isMemberCursor('31/a/b')).toBe(true);
  });
});

describe('forgetting a member', () => {
  test('happy: no audience, split or not, and no census knows them; the others stay', async ({ expect }) => {
    const stubs = freshTenant();
    const crowd = membersIn(EVERYBODY, 201);
    await putEdges(
      stubs,
      crowd.map((member) => edge(member, 'ada')),
    );
    await putEdges(stubs, [edge('m7', 'ada', 0.5, 'connection'), edge('m7', 'bob'), edge('m8', 'bob')]);
    await splitToTheEnd(stubs, 'ada');

    await forgetMember(stubs, 'm7');
    await forgetMember(stubs, 'm7');
    expect(await followsOf(stubs, 'm7')).toEqual([]);
    expect((await audienceSize(stubs, 'ada')).size).toBe(200);
    expect(await readAll(stubs, 'bob', 10)).toEqual([['m8', 'follow', 1]]);
    expect((await everybody(stubs, 200)).toSorted()).toEqual(crowd.filter((member) => member !== 'm7').toSorted());
  });

  test('edge: one who was never known', async ({ expect }) => {
    const stubs = freshTenant();
    await forgetMember(stubs, 'nobody');
    expect(await everybody(stubs, 10)).toEqual([]);
  });

  test('refusal: while an audience is out of reach the member stays known, and a repeat finishes', async ({
    expect,
  }) => {
    const stubs = freshTenant();
    await putEdges(stubs, [edge('a', 'ada'), edge('a', 'bob')]);
    const broken: Stubs = {
      ...stubs,
      audience: (node, level, shard) => {
        const stub = stubs.audience(node, level, shard);
        return new Proxy(stub, {
          get: (target, key) =>
            node === 'bob' && key === 'remove'
              ? () => Promise.reject(new Error('out of reach'))
              : Reflect.get(target, key, target),
        });
      },
    };
    await expect(forgetMember(broken, 'a')).rejects.toThrow('out of reach');
    expect(await followsOf(stubs, 'a')).toEqual([edge('a', 'bob')]);
    expect(await everybody(stubs, 10)).toEqual(['a']);
    await forgetMember(stubs, 'a');
    expect((await audienceSize(stubs, 'bob')).size).toBe(0);
    expect(await everybody(stubs, 10)).toEqual([]);
  });
});
