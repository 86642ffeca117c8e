import { isObject, type Schema } from './keywords.ts';
import { compilePattern } from './pattern.ts';
import { type Compiler, fault, faultsBy, isOver, type Judge, type Keywords, type Run } from './run.ts';

type Fields = { readonly [name: string]: unknown };
type OfFields = (fields: Fields, at: readonly string[], run: Run) => void;

/** Keywords of objects; a value that is none passes them. */
export function objectJudgements(schema: Keywords, compiler: Compiler): Judge[] {
  const { required, dependentRequired, minProperties, maxProperties, propertyNames } = schema;
  const judgements: OfFields[] = [];
  const add = (judgement: OfFields) => judgements.push(judgement);
  if (Array.isArray(required)) add((fields, at, run) => needs(required as readonly string[], fields, at, run));
  if (isObject(dependentRequired)) {
    for (const [name, names] of Object.entries(dependentRequired as { readonly [name: string]: readonly string[] })) {
      add((fields, at, run) => Object.hasOwn(fields, name) && needs(names, fields, at, run));
    }
  }
  if (typeof minProperties === 'number') {
    add((fields, at, run) => {
      if (Object.keys(fields).length < minProperties) fault(run, at, `must have at least ${minProperties} fields`);
    });
  }
  if (typeof maxProperties === 'number') {
    add((fields, at, run) => {
      if (Object.keys(fields).length > maxProperties) fault(run, at, `must have at most ${maxProperties} fields`);
    });
  }
  if (propertyNames !== undefined) add(namesLike(compiler.judge(propertyNames as Schema)));
  const inside = fieldsLike(schema, compiler);
  if (inside) add(inside);
  return judgements.map((each) => (value, at, run) => {
    if (isObject(value)) each(value, at, run);
  });
}

function needs(names: readonly string[], fields: Fields, at: readonly string[], run: Run): void {
  for (const name of names) if (!Object.hasOwn(fields, name)) fault(run, [...at, name], 'is required');
}

function namesLike(judge: Judge): OfFields {
  return (fields, at, run) => {
    for (const name of Object.keys(fields)) {
      const [first] = faultsBy(judge, name, [], run);
      if (first) fault(run, [...at, name], `this name ${first.message}`);
    }
  };
}

/** Each field by its name and by its patterns, and by `additionalProperties` when there is neither. */
function fieldsLike(schema: Keywords, { judge }: Compiler): OfFields | undefined {
  const { properties, patternProperties, additionalProperties } = schema;
  if (properties === undefined && patternProperties === undefined && additionalProperties === undefined)
    return undefined;
  const byName = new Map(Object.entries(properties ?? {}).map(([name, part]) => [name, judge(part as Schema)]));
  const byPattern = Object.entries(patternProperties ?? {}).flatMap(([source, part]) => {
    const pattern = compilePattern(source);
    return 'fault' in pattern ? [] : [{ pattern, judge: judge(part as Schema) }];
  });
  const others = additionalProperties === undefined ? undefined : judge(additionalProperties as Schema);
  return (fields, at, run) => {
    for (const [name, value] of Object.entries(fields)) {
      run.left -= byPattern.reduce((sum, { pattern }) => sum + pattern.stepsFor(name), 0);
      if (isOver(run)) return;
      const judges = [byName.get(name), ...byPattern.map((each) => (each.pattern.test(name) ? each.judge : undefined))];
      const own = judges.filter((each) => each !== undefined);
      for (const each of own.length === 0 && others ? [others] : own) each(value, [...at, name], run);
    }
  };
}
