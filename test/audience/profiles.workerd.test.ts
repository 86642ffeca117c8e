import { runInDurableObject } from 'cloudflare:test';
import { describe, test } from 'vitest';
import type { Census } from '../../src/audience/census.ts';
import { forgetMember } from '../../src/audience/forget-member.ts';
import { previewAudience } from '../../src/audience/preview-audience.ts';
import { putEdges } from '../../src/audience/put-edges.ts';
import { tellMembers } from '../../src/audience/tell-members.ts';
import type { MemberLine } from '../../src/contract/member.ts';
import type { Predicate } from '../../src/contract/predicate.ts';
import { memberHash } from '../../src/platform/hash.ts';
import { censusPartition, type Stubs } from '../../src/platform/stubs.ts';
import { EVERYBODY, edge, freshTenant, membersIn } from './world.ts';

const pro: Predicate = { attr: 'plan', op: 'eq', value: 'pro' };
const crowd = (count: number): MemberLine[] =>
  membersIn(EVERYBODY, count).map((id, place) => ({ id, attributes: { plan: place % 2 === 0 ? 'pro' : 'free' } }));

describe('what was told of members', () => {
  test('happy: it is counted over all partitions, with the same sample each time', async ({ expect }) => {
    const stubs = freshTenant();
    const members = crowd(100);
    expect(await tellMembers(stubs, members)).toEqual(new Set());
    const preview = await previewAudience(stubs, pro);
    const expected = members.flatMap(({ id }, place) => (place % 2 === 0 ? [id] : []));
    const lowest = expected.toSorted((one, other) => memberHash(one) - memberHash(other)).slice(0, 20);
    expect(preview).toEqual({ count: 50, sample: lowest });
    expect(await previewAudience(stubs, { not: pro })).toMatchObject({ count: 50 });
  });

  test('happy: region, locale, timezone and the moment of creation are attributes, whatever else says so', async ({
    expect,
  }) => {
    const stubs = freshTenant();
    await tellMembers(stubs, [
      { id: 'ada', region: 'weur', locale: 'de', timezone: 'Europe/Berlin', createdAt: '2026-01-01T01:00:00+01:00' },
      { id: 'eve', attributes: { region: 'weur', createdAt: 'long ago' } },
    ]);
    const sample = async (where: Predicate) => (await previewAudience(stubs, where)).sample;
    expect(await sample({ attr: 'region', op: 'eq', value: 'weur' })).toEqual(['ada']);
    expect(await sample({ attr: 'locale', op: 'in', value: ['de', 'fr'] })).toEqual(['ada']);
    expect(await sample({ attr: 'timezone', op: 'exists' })).toEqual(['ada']);
    expect(await sample({ attr: 'createdAt', op: 'eq', value: '2026-01-01T00:00:00Z' })).toEqual(['ada']);
    expect(await sample({ attr: 'createdAt', op: 'lt', value: '2026-01-01T00:00:00.001Z' })).toEqual(['ada']);
    expect(await sample({ not: { attr: 'createdAt', op: 'exists' } })).toEqual(['eve']);
  });

  test('happy: told again, the last word counts; erased, they are found by nothing', async ({ expect }) => {
    const stubs = freshTenant();
    await tellMembers(stubs, [
      { id: 'ada', attributes: { plan: 'pro', vip: true } },
      { id: 'eve', attributes: { plan: 'pro' } },
    ]);
    await tellMembers(stubs, [{ id: 'ada', attributes: { plan: 'free' } }]);
    expect(await previewAudience(stubs, pro)).toEqual({ count: 1, sample: ['eve'] });
    expect(await previewAudience(stubs, { attr: 'vip', op: 'exists' })).toEqual({ count: 0, sample: [] });
    await putEdges(stubs, [edge('eve', 'star')]);
    await forgetMember(stubs, 'eve');
    await forgetMember(stubs, 'ada');
    expect(await previewAudience(stubs, { not: { attr: 'x', op: 'exists' } })).toEqual({ count: 0, sample: [] });
    for (const member of ['ada', 'eve']) {
      const rows = await runInDurableObject(stubs.censusOf(member), (_instance: Census, { storage }) =>
        storage.sql.exec('select * from profile').toArray(),
      );
      expect(rows).toEqual([]);
    }
  });

  test('edge: who only follows somebody was told nothing, and is found by no predicate', async ({ expect }) => {
    const stubs = freshTenant();
    await putEdges(stubs, [edge('eve', 'star')]);
    expect((await previewAudience(stubs, { not: pro })).count).toBe(0);
  });

  test('edge: many members are one call a partition', async ({ expect }) => {
    const stubs = freshTenant();
    const calls: number[] = [];
    const counting: Stubs = {
      ...stubs,
      census: (partition) => {
        calls.push(partition);
        return stubs.census(partition);
      },
    };
    await tellMembers(counting, crowd(400));
    expect(calls.toSorted((one, other) => one - other)).toEqual(Array.from({ length: 32 }, (_each, n) => n));
  });

  test('refusal: of a partition that is out of reach only its own members fail', async ({ expect }) => {
    const stubs = freshTenant();
    const members = crowd(100);
    const broken: Stubs = {
      ...stubs,
      census: (partition) =>
        new Proxy(stubs.census(partition), {
          get: (target, key) =>
            partition === 7 && key === 'tell'
              ? () => Promise.reject(new Error('out of reach'))
              : Reflect.get(target, key, target),
        }),
    };
    const failed = await tellMembers(broken, members);
    expect([...failed].toSorted()).toEqual(
      members.flatMap(({ id }) => (censusPartition(id) === 7 ? [id] : [])).toSorted(),
    );
    const all = await previewAudience(stubs, { any: [pro, { not: pro }] });
    expect(all.count).toBe(100 - failed.size);
  });
});
