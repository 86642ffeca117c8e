import type { FieldError } from '../../contract/problem.ts';
import type { Schema } from './keywords.ts';

/** One check of one value: what was found wrong, and how many steps are left. */
export interface Run {
  readonly faults: FieldError[];
  left: number;
}

/** Adds to a run what is wrong with a value. */
export type Judge = (value: unknown, at: readonly string[], run: Run) => void;

/** What judges need of the schema that they are a part of. */
export interface Compiler {
  readonly judge: (schema: Schema) => Judge;
  readonly target: (ref: string) => Judge;
}

/** A schema that is no mere yes or no, and whose keywords are known to be sound. */
export type Keywords = { readonly [keyword: string]: unknown };

/** Faults told of one value; more would not help anybody. */
export const MOST_FAULTS = 50;

/** Whether a run need not go on: its steps are used up, or enough is wrong. */
export function isOver({ left, faults }: Run): boolean {
  return left <= 0 || faults.length >= MOST_FAULTS;
}

export function fault(run: Run, at: readonly string[], message: string): void {
  run.faults.push({ path: at.join('.'), message });
}

/** Whether a value passes: what is wrong with it is of no interest, the steps that it took count. */
export function passes(judge: Judge, value: unknown, run: Run): boolean {
  return faultsBy(judge, value, [], run).length === 0;
}

/** What a judge finds wrong, without telling it. */
export function faultsBy(judge: Judge, value: unknown, at: readonly string[], run: Run): FieldError[] {
  const inner: Run = { faults: [], left: run.left };
  judge(value, at, inner);
  run.left = inner.left;
  return inner.faults;
}
