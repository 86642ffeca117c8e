import { arrayJudgements } from './array-judgements.ts';
import { combinedJudgements } from './combined-judgements.ts';
import type { Schema } from './keywords.ts';
import { objectJudgements } from './object-judgements.ts';
import { type Compiler, fault, isOver, type Judge, type Keywords } from './run.ts';
import { scalarJudgements } from './scalar-judgements.ts';
import { targetOf } from './target.ts';

/** Characters, items or fields that are looked at in one step. */
const BREADTH_A_STEP = 100;

/** Makes what judges values by a schema in which `schemaFaults` finds nothing. */
export function judgeOf(root: Schema): Judge {
  const targets = new Map<string, Judge>();
  const compiler: Compiler = {
    judge(schema) {
      if (schema === true) return () => {};
      if (schema === false) return (_value, at, run) => fault(run, at, 'is not a field of this');
      const judgements = judgementsOf(schema, compiler);
      return (value, at, run) => {
        run.left -= 1 + Math.floor(breadthOf(value) / BREADTH_A_STEP);
        for (const each of judgements) {
          if (isOver(run)) return;
          each(value, at, run);
        }
      };
    },
    // Compiled only when it is come to: a schema may be a part of itself.
    target: (ref) => (value, at, run) => {
      const known = targets.get(ref) ?? compiler.judge(targetOf(root, ref) ?? false);
      targets.set(ref, known);
      known(value, at, run);
    },
  };
  return compiler.judge(root);
}

/** How much of a value one look at it goes through. */
function breadthOf(value: unknown): number {
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
}

function judgementsOf(schema: Keywords, compiler: Compiler): Judge[] {
  return [
    ...(typeof schema.$ref === 'string' ? [compiler.target(schema.$ref)] : []),
    ...scalarJudgements(schema),
    ...objectJudgements(schema, compiler),
    ...arrayJudgements(schema, compiler),
    ...combinedJudgements(schema, compiler),
  ];
}
