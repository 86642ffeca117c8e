import { describe, test } from 'vitest';
import { Predicate } from '../../src/contract/predicate.ts';
import { fieldErrors } from '../../src/http/field-errors.ts';

const here = { attr: 'plan', op: 'exists' } as const;

/** The fields at fault, or none. */
function faults(value: unknown): string[] {
  const parsed = Predicate.safeParse(value);
  return parsed.success ? [] : fieldErrors(parsed.error).map(({ path }) => path);
}

function nested(levels: number, around: (inner: unknown) => unknown): unknown {
  let value: unknown = here;
  for (let level = 1; level < levels; level++) value = around(value);
  return value;
}

describe('Predicate', () => {
  test('happy: conditions, alone and together, as they are', ({ expect }) => {
    const where = {
      all: [
        { attr: 'region', op: 'in', value: ['weur', 'eeur'] },
        { any: [{ attr: 'age', op: 'gte', value: 18 }, { not: here }] },
        { attr: 'createdAt', op: 'lt', value: '2026-01-01T00:00:00Z' },
      ],
    };
    expect(Predicate.parse(where)).toEqual(where);
  });

  test('edge: 8 levels, 50 conditions and 100 values are the most', ({ expect }) => {
    for (const around of [(not: unknown) => ({ not }), (each: unknown) => ({ all: [each] })]) {
      expect(faults(nested(8, around))).toEqual([]);
      expect(faults(nested(9, around))).toEqual(['']);
      expect(faults(nested(100_000, around))).toEqual(['']);
    }
    expect(faults({ any: Array.from({ length: 50 }, () => here) })).toEqual([]);
    expect(faults({ any: Array.from({ length: 51 }, () => here) })).toEqual(['']);
    const values = (count: number) => ({ attr: 'a', op: 'in', value: Array.from({ length: count }, (_each, n) => n) });
    expect(faults(values(100))).toEqual([]);
    expect(faults(values(101))).toEqual(['value']);
  });

  test.for<[value: unknown, path: string]>([
    [{ attr: 'a', op: 'like', value: 'x' }, 'op'],
    [{ attr: 'a' }, 'op'],
    [{}, 'op'],
    [null, ''],
    ['1=1', ''],
    [[], ''],
    [{ all: [] }, 'all'],
    [{ all: [here, { any: [] }] }, 'all.1.any'],
    [{ not: [here] }, 'not'],
    [{ all: [here], any: [here] }, 'any'],
    [{ ...here, extra: 1 }, 'extra'],
    [{ attr: '', op: 'exists' }, 'attr'],
    [{ attr: 'a'.repeat(129), op: 'exists' }, 'attr'],
    [{ attr: 1, op: 'exists' }, 'attr'],
    [{ attr: 'a', op: 'eq' }, 'value'],
    [{ attr: 'a', op: 'eq', value: ['x'] }, 'value'],
    [{ attr: 'a', op: 'eq', value: null }, 'value'],
    [{ attr: 'a', op: 'in', value: 'x' }, 'value'],
    [{ attr: 'a', op: 'in', value: [] }, 'value'],
    [{ attr: 'a', op: 'gt', value: true }, 'value'],
    [{ attr: 'a', op: 'exists', value: 'yes' }, 'value'],
    [{ not: { attr: 'createdAt', op: 'gt', value: 'yesterday' } }, 'not.value'],
    [{ attr: 'a', op: 'eq', value: nested(50_000, (each) => [each]) }, ''],
    [
      { any: Array.from({ length: 50 }, () => ({ attr: 'a', op: 'in', value: ['x'.repeat(512), 'y'.repeat(512)] })) },
      '',
    ],
  ])('refusal %#: the field at fault is named', ([value, path], { expect }) => {
    expect(faults(value)[0]).toBe(path);
  });
});
