import type { FieldError } from '../../contract/problem.ts';
import { isObject, keywordFault, partsOf, patternFault, type Schema } from './keywords.ts';
import { targetOf } from './target.ts';

/** Levels of schemas in each other. */
const MOST_DEPTH = 32;
/** Schemas that judge the same value one after the other. */
const MOST_IN_PLACE = 32;
/** Faults told of one schema. */
const MOST_FAULTS = 50;

/**
 * What is wrong with the `payload` of a type, by path: a keyword that is not checked, a value that is not of its
 * keyword, a pattern that would have to go back, a `$ref` to nothing or that leads back to itself before it has gone
 * into the value. Nothing of a schema is passed over: whoever writes a keyword relies on it.
 */
export function schemaFaults(schema: { readonly [keyword: string]: unknown }): FieldError[] {
  const faults = faultsOf(schema, ['payload'], schema, 0);
  return (faults.length > 0 ? faults : endlessIn(schema)).slice(0, MOST_FAULTS);
}

function faultsOf(schema: unknown, path: readonly string[], root: Schema, depth: number): FieldError[] {
  const at = path.join('.');
  if (typeof schema === 'boolean') return [];
  if (!isObject(schema)) return [{ path: at, message: 'must be a schema: an object, true or false' }];
  if (depth > MOST_DEPTH) return [{ path: at, message: `must not be nested deeper than ${MOST_DEPTH} levels` }];
  const own = Object.entries(schema).flatMap(([keyword, value]): FieldError[] => {
    const message = keywordFault(keyword, value);
    return message === undefined ? [] : [{ path: `${at}.${keyword}`, message }];
  });
  const { $ref: ref, patternProperties: patterns } = schema;
  const names = isObject(patterns) ? Object.keys(patterns) : [];
  return [
    ...own,
    ...names.flatMap((name) => {
      const message = patternFault(name);
      return message === undefined ? [] : [{ path: `${at}.patternProperties.${name}`, message }];
    }),
    ...(typeof ref === 'string' && targetOf(root, ref) === undefined
      ? [{ path: `${at}.$ref`, message: `must lead to a schema: ${ref} is not there` }]
      : []),
    ...partsOf(schema).flatMap((part) => faultsOf(part.value, [...path, ...part.path], root, depth + 1)),
  ];
}

/** Schemas that judge the same value without end, or too many of them in a row. */
function endlessIn(root: { readonly [keyword: string]: unknown }): FieldError[] {
  const known = new Map<unknown, number>();
  const under = new Set<unknown>();
  // How many schemas judge the same value below this one; Infinity when it comes back to itself.
  const inARow = (schema: unknown): number => {
    const before = known.get(schema);
    if (before !== undefined) return before;
    if (!isObject(schema)) return 1;
    if (under.has(schema)) return Infinity;
    under.add(schema);
    const target = typeof schema.$ref === 'string' ? [targetOf(root, schema.$ref)] : [];
    const inPlace = partsOf(schema).flatMap((part) => (part.isInPlace ? [part.value] : []));
    const length = 1 + [...target, ...inPlace].reduce<number>((most, each) => Math.max(most, inARow(each)), 0);
    under.delete(schema);
    known.set(schema, length);
    return length;
  };
  const visit = (schema: unknown, path: readonly string[]): FieldError[] => {
    if (!isObject(schema)) return [];
    if (inARow(schema) > MOST_IN_PLACE) {
      const message = `must not lead back to itself, or through more than ${MOST_IN_PLACE} schemas, for one value`;
      return [{ path: path.join('.'), message }];
    }
    return partsOf(schema).flatMap((part) => visit(part.value, [...path, ...part.path]));
  };
  return visit(root, ['payload']);
}
