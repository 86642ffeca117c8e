import { evictDurableObject } from 'cloudflare:test';
import { describe, test } from 'vitest';
import { offerTo } from '../../src/member/offer-to.ts';
import type { PushedRow } from '../../src/member/put-features.ts';
import { rowsWritten } from './meter.ts';
import { candidateAt, freshMember, type MemberStub, NOON, rowsOf, TIMELINE_ONLY } from './world.ts';

const edge = (target: string, likes: number, strength?: number): PushedRow => ({
  target,
  features: { likes },
  ...(strength === undefined ? {} : { strength }),
});
const own = (age: number): PushedRow => ({ target: '', features: { age } });

async function held(member: MemberStub): Promise<unknown[]> {
  return (await member.export()).features;
}

describe('features that are put', () => {
  test('happy: one row a dataset, for the member and all of their edges; the same again writes none', async ({
    expect,
  }) => {
    const member = freshMember();
    const rows = [own(3), edge('actor:ada', 1), edge('actor:eve', 2, 0.5)];
    expect(await member.putFeatures('affinity', rows, 1, NOON)).toEqual({ kind: 'put', letGo: [], lifts: [] });
    expect(await held(member)).toEqual([
      {
        dataset: 'affinity',
        recipient: { age: 3 },
        edges: {
          'actor:ada': { features: { likes: 1 }, strength: 1 },
          'actor:eve': { features: { likes: 2 }, strength: 0.5 },
        },
      },
    ]);
    expect(await rowsWritten(member, () => member.putFeatures('affinity', rows, 2, NOON))).toBe(0);
    expect(await rowsWritten(member, () => member.putFeatures('affinity', [edge('actor:ada', 5)], 3, NOON))).toBe(1);
  });

  test('happy: a candidate is scored by them, also after the object was away, and by what changed since', async ({
    expect,
  }) => {
    const member = freshMember();
    const scored = async (at: number) => {
      const model = {
        kind: 'logistic',
        open: { intercept: 0, weights: { 'edge.affinity.likes': 1, 'recipient.affinity.age': 10 } },
        defaults: {},
        name: 'm',
        version: 1,
        digest: 'by-affinity',
        record: 1,
      } as const;
      await offerTo(
        member,
        [candidateAt(at, { ...TIMELINE_ONLY, model, relevance: { value: 1, cost: 0 } })],
        at,
        false,
      );
      const [{ numbers = {} } = {}] = (await member.decisions(1)).items;
      return [numbers['edge.affinity.likes'], numbers['recipient.affinity.age'], numbers.pOpen];
    };
    expect(await scored(NOON)).toEqual([undefined, undefined, 0.5]);
    await member.putFeatures('affinity', [own(0), edge('actor:ada', 2)], 1, NOON);
    expect(await scored(NOON + 1)).toEqual([2, 0, expect.closeTo(1 / (1 + Math.exp(-2)))]);
    await evictDurableObject(member);
    expect(await scored(NOON + 2)).toEqual([2, 0, expect.any(Number)]);
    await member.putFeatures('affinity', [edge('actor:ada', -1)], 2, NOON);
    expect(await scored(NOON + 3)).toEqual([-1, 0, expect.any(Number)]);
  });

  test('edge: rows without numbers go, and with the last one the dataset', async ({ expect }) => {
    const member = freshMember();
    await member.putFeatures('affinity', [own(3), edge('actor:ada', 1)], 1, NOON);
    await member.putFeatures('affinity', [{ target: 'actor:ada' }, { target: 'actor:nobody', features: {} }], 2, NOON);
    expect(await held(member)).toEqual([{ dataset: 'affinity', recipient: { age: 3 } }]);
    await member.putFeatures('affinity', [{ target: '' }], 3, NOON);
    expect(await held(member)).toEqual([]);
    expect(await rowsWritten(member, () => member.putFeatures('affinity', [{ target: '' }], 4, NOON))).toBe(0);
  });

  test('edge: of too many edges the strongest stay, then the latest, and the others are named', async ({ expect }) => {
    const member = freshMember();
    const many = Array.from({ length: 500 }, (_each, index) => edge(`actor:${index}`, index, index === 0 ? 1 : 0.5));
    expect(await member.putFeatures('affinity', many, 1, NOON)).toEqual({ kind: 'put', letGo: [], lifts: [] });
    const more = [edge('actor:strong', 1, 0.9), edge('actor:weak', 1, 0.1)];
    expect(await member.putFeatures('affinity', more, 2, NOON)).toEqual({
      kind: 'put',
      letGo: expect.arrayContaining(['actor:1', 'actor:weak']),
      lifts: [],
    });
    const [{ edges = {} } = {}] = (await held(member)) as { edges?: object }[];
    expect([Object.keys(edges).length, 'actor:0' in edges, 'actor:strong' in edges]).toEqual([500, true, true]);
  });

  test('refusal: what comes late never replaces what came after it', async ({ expect }) => {
    const member = freshMember();
    await member.putFeatures('affinity', [own(5)], 5, NOON);
    expect(await member.putFeatures('affinity', [own(4)], 4, NOON)).toEqual({ kind: 'superseded' });
    expect(await held(member)).toMatchObject([{ recipient: { age: 5 } }]);
  });

  test('refusal: a dataset beyond those that are kept', async ({ expect }) => {
    const member = freshMember();
    for (let number = 0; number < 20; number++) await member.putFeatures(`d${number}`, [own(1)], 1, NOON);
    expect(await member.putFeatures('one-more', [own(1)], 1, NOON)).toEqual({ kind: 'full' });
    expect(await member.putFeatures('d3', [own(2)], 2, NOON)).toEqual({ kind: 'put', letGo: [], lifts: [] });
  });

  test('erasing a member takes them away', async ({ expect }) => {
    const member = freshMember();
    await member.putFeatures('affinity', [own(3)], 1, NOON);
    await member.erase();
    expect(await held(member)).toEqual([]);
    expect(await rowsOf(member, "select * from fact where key glob 'features:*'")).toEqual([]);
  });
});
