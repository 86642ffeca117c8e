import { runInDurableObject } from 'cloudflare:test';
import fc from 'fast-check';
import { describe, test } from 'vitest';
import { keptAttributes } from '../../src/audience/attributes.ts';
import type { Census } from '../../src/audience/census.ts';
import { ProfileRows } from '../../src/audience/profile-rows.ts';
import type { MemberProfile } from '../../src/contract/member.ts';
import type { Predicate } from '../../src/contract/predicate.ts';
import { memberHash } from '../../src/platform/hash.ts';
import { matches, predicates, profiles } from './predicate-oracle.ts';
import { freshTenant } from './world.ts';

const START = { hash: 0, member: '' };
const END = 0xffffffff;

/** Runs work on the rows of a partition; `told` replaces all of them. */
function inPartition(work: (rows: ProfileRows, told: (all: readonly MemberProfile[]) => string[]) => void) {
  return runInDurableObject(freshTenant().census(0), (_instance: Census, { storage }) => {
    const rows = new ProfileRows(storage.sql);
    work(rows, (all) => {
      storage.sql.exec('delete from profile');
      const names = all.map((_each, place) => `m${place}`);
      rows.put(all.map((profile, place) => [memberHash(`m${place}`), `m${place}`, keptAttributes(profile)]));
      return names;
    });
  });
}

function everybody(rows: ProfileRows, where: Predicate, limit: number): string[] {
  const found: string[] = [];
  let after: { hash: number; member: string } | undefined = START;
  while (after) {
    const page = rows.page(where, after, END, limit);
    if (page.members.length > limit) throw new Error('a page is too long');
    found.push(...page.members.map(({ member }) => member));
    after = page.next;
  }
  return found;
}

describe('a predicate, asked of the rows of a partition', () => {
  test('law: it finds whom plain JavaScript finds, by pages of any size, and counts them', async ({ expect }) => {
    await inPartition((rows, told) => {
      const world = fc.tuple(
        fc.array(profiles, { minLength: 1, maxLength: 12 }),
        predicates,
        fc.integer({ min: 1, max: 5 }),
      );
      fc.assert(
        fc.property(world, ([all, where, limit]) => {
          const names = told(all);
          const expected = names.filter((_name, place) => matches(all[place] ?? {}, where));
          const byHash = expected.toSorted((one, other) => memberHash(one) - memberHash(other));
          expect(everybody(rows, where, limit)).toEqual(byHash);
          expect(rows.count(where)).toBe(expected.length);
        }),
        { numRuns: 1_500 },
      );
    });
  });

  test('happy: `eq` and `in` match a list when any element does; order is of numbers or of texts', async ({
    expect,
  }) => {
    await inPartition((rows, told) => {
      told([{ attributes: { tags: ['red', 'blue'], age: 40 } }, { attributes: { tags: 'red', age: '40' } }]);
      const found = (where: Predicate) => everybody(rows, where, 10).toSorted();
      expect(found({ attr: 'tags', op: 'eq', value: 'red' })).toEqual(['m0', 'm1']);
      expect(found({ attr: 'tags', op: 'in', value: ['blue', 'green'] })).toEqual(['m0']);
      expect(found({ not: { attr: 'tags', op: 'eq', value: 'blue' } })).toEqual(['m1']);
      expect(found({ attr: 'tags', op: 'gt', value: '' })).toEqual(['m1']);
      expect(found({ attr: 'age', op: 'gte', value: 40 })).toEqual(['m0']);
      expect(found({ attr: 'age', op: 'gte', value: '40' })).toEqual(['m1']);
      expect(found({ attr: 'age', op: 'eq', value: true })).toEqual([]);
    });
  });

  test('edge: 50 conditions, flat, and nested as deep as may be', async ({ expect }) => {
    await inPartition((rows, told) => {
      told([{ region: 'r49' }, { region: 'r0' }, {}]);
      const many = (count: number) =>
        Array.from(
          { length: count },
          (_each, number): Predicate => ({ attr: 'region', op: 'eq', value: `r${number}` }),
        );
      expect(rows.count({ any: many(50) })).toBe(2);
      expect(rows.count({ all: many(50).map((not) => ({ not })) })).toBe(1);
      let deep: Predicate = { any: many(44) };
      for (let level = 0; level < 6; level++) deep = { all: [{ attr: 'region', op: 'exists' }, deep] };
      expect(rows.count(deep)).toBe(1);
    });
  });

  test('edge: whoever matches is found where a page ends for what it has looked at', async ({ expect }) => {
    await inPartition((rows) => {
      rows.put(
        Array.from({ length: 2_500 }, (_each, hash) => [hash, `m${hash}`, hash === 2_400 ? '{"rare":1}' : '{}']),
      );
      const rare: Predicate = { attr: 'rare', op: 'eq', value: 1 };
      const where: Predicate = { all: Array.from({ length: 50 }, () => rare) };
      const page = rows.page(where, START, END, 10);
      expect(page).toEqual({ members: [], next: { hash: 499, member: 'm499' } });
      expect(everybody(rows, where, 10)).toEqual(['m2400']);
      expect(everybody(rows, { not: rare }, 700)).toHaveLength(2_499);
    });
  });

  test.for([
    `x" or 1=1 --`,
    `x') or 1=1 --`,
    `"); drop table profile; --`,
    `$."plan"`,
    `plan"."x`,
    `?1`,
    `\\`,
    `%`,
    `(select 1)`,
  ])('refusal: %s is a name and a value like any other', async (words, { expect }) => {
    await inPartition((rows, told) => {
      told([{ attributes: { plan: 'pro' } }, { attributes: { [words]: words } }]);
      for (const op of ['eq', 'gte', 'lte'] as const) {
        expect(everybody(rows, { attr: words, op, value: words }, 10), op).toEqual(['m1']);
      }
      expect(rows.count({ attr: words, op: 'eq', value: 'pro' })).toBe(0);
      expect(rows.count({ attr: words, op: 'in', value: [words] })).toBe(1);
      expect(rows.count({ attr: 'plan', op: 'in', value: [words] })).toBe(0);
      expect(rows.count({ attr: words, op: 'exists' })).toBe(1);
      expect(rows.count({ not: { attr: words, op: 'exists' } })).toBe(1);
    });
  });
});
