import type { Schema } from './keywords.ts';
import { type Compiler, fault, faultsBy, type Judge, type Keywords, passes } from './run.ts';

/** Keywords that judge the same value by other schemas. */
export function combinedJudgements(schema: Keywords, compiler: Compiler): Judge[] {
  const several = (keyword: string) => ((schema[keyword] as readonly Schema[] | undefined) ?? []).map(compiler.judge);
  const single = (keyword: string) =>
    Object.hasOwn(schema, keyword) ? compiler.judge(schema[keyword] as Schema) : undefined;
  const [any, one, not] = [several('anyOf'), several('oneOf'), single('not')];
  const condition = single('if');
  return [
    ...several('allOf'),
    ...(any.length === 0 ? [] : [anyOf(any)]),
    ...(one.length === 0 ? [] : [oneOf(one)]),
    ...(not ? [noneOf(not)] : []),
    ...(condition ? [either(condition, single('then'), single('else'))] : []),
  ];
}

/** Of several that do not fit, the one that fits best says why: it is the one that was meant. */
function anyOf(judges: readonly Judge[]): Judge {
  return (value, at, run) => {
    const found = judges.map((judge) => faultsBy(judge, value, at, run));
    if (found.every((faults) => faults.length > 0)) run.faults.push(...closest(found));
  };
}

function oneOf(judges: readonly Judge[]): Judge {
  return (value, at, run) => {
    const found = judges.map((judge) => faultsBy(judge, value, at, run));
    const fitting = found.filter((faults) => faults.length === 0).length;
    if (fitting === 0) run.faults.push(...closest(found));
    if (fitting > 1) fault(run, at, `must be like one of ${judges.length} schemas only, not like ${fitting} of them`);
  };
}

function noneOf(judge: Judge): Judge {
  return (value, at, run) => {
    if (passes(judge, value, run)) fault(run, at, 'must not be like what `not` of the schema says');
  };
}

function either(condition: Judge, then: Judge | undefined, otherwise: Judge | undefined): Judge {
  return (value, at, run) => {
    const next = passes(condition, value, run) ? then : otherwise;
    next?.(value, at, run);
  };
}

function closest<Faults extends { readonly length: number }>(found: readonly Faults[]): Faults {
  return found.toSorted((one, other) => one.length - other.length)[0] as Faults;
}
