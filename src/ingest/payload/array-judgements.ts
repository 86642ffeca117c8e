import { canonical } from '../../platform/canonical.ts';
import type { Schema } from './keywords.ts';
import { type Compiler, fault, isOver, type Judge, type Keywords, passes, type Run } from './run.ts';

type OfItems = (items: readonly unknown[], at: readonly string[], run: Run) => void;

/** Keywords of arrays; a value that is none passes them. */
export function arrayJudgements(schema: Keywords, compiler: Compiler): Judge[] {
  const { items, prefixItems = [], contains, minItems, maxItems, uniqueItems } = schema;
  const judgements: OfItems[] = [];
  if (typeof minItems === 'number') {
    judgements.push((list, at, run) => {
      if (list.length < minItems) fault(run, at, `must have at least ${minItems} items`);
    });
  }
  if (typeof maxItems === 'number') {
    judgements.push((list, at, run) => {
      if (list.length > maxItems) fault(run, at, `must have at most ${maxItems} items`);
    });
  }
  if (uniqueItems === true) judgements.push(noneTwice);
  const first = (prefixItems as readonly Schema[]).map(compiler.judge);
  const rest = items === undefined ? undefined : compiler.judge(items as Schema);
  if (first.length > 0 || rest) judgements.push(itemsLike(first, rest));
  if (contains !== undefined) judgements.push(someLike(compiler.judge(contains as Schema), schema));
  return judgements.map((each) => (value, at, run) => {
    if (Array.isArray(value)) each(value, at, run);
  });
}

function itemsLike(first: readonly Judge[], rest: Judge | undefined): OfItems {
  return (list, at, run) => {
    for (const [index, item] of list.entries()) {
      if (isOver(run)) return;
      (first[index] ?? rest)?.(item, [...at, String(index)], run);
    }
  };
}

function someLike(judge: Judge, { minContains = 1, maxContains = Infinity }: Keywords): OfItems {
  return (list, at, run) => {
    const found = list.filter((item) => run.left > 0 && passes(judge, item, run)).length;
    if (found < Number(minContains)) fault(run, at, `must contain ${minContains} of the items that it is asked for`);
    if (found > Number(maxContains))
      fault(run, at, `must contain at most ${maxContains} of some items: it has ${found}`);
  };
}

function noneTwice(list: readonly unknown[], at: readonly string[], run: Run): void {
  const known = new Set<string>();
  for (const [index, item] of list.entries()) {
    const text = canonical(item);
    run.left -= Math.ceil(text.length / 100);
    if (known.has(text)) fault(run, [...at, String(index)], 'must not be there twice');
    known.add(text);
  }
}
