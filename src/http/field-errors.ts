import { z } from '@hono/zod-openapi';
import type { FieldError } from '../contract/problem.ts';

/** Faults told of one value; more would not help anybody. */
export const MOST_ERRORS = 50;
/** Characters of a path: its names come from the body. */
const MOST_PATH = 200;

/** How a value is checked, so that what `fieldErrors` makes of its faults speaks to who sent it. */
export const inOurWords = { error: wordsFor, reportInput: true } as const;

/** What is wrong with a value, each fault with the path of the field that is at fault, such as `data.item.id`. */
export function fieldErrors(error: z.ZodError): FieldError[] {
  return error.issues.flatMap((issue) => errorsOf(issue, [])).slice(0, MOST_ERRORS);
}

type Issue = z.core.$ZodIssue;

function errorsOf(issue: Issue, above: readonly PropertyKey[]): FieldError[] {
  const path = [...above, ...issue.path];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ path: pathOf([...path, key]), message: issue.message }));
    case 'invalid_key':
      return [{ path: pathOf(path), message: `this name ${issue.issues[0]?.message ?? 'is not valid'}` }];
    case 'invalid_union':
      return errorsOfUnion(issue, path);
    default:
      return [{ path: pathOf(path), message: issue.message }];
  }
}

/** The shape that fits best is the one that was meant; when several would as soon as one field is there, any of those. */
function errorsOfUnion(issue: Extract<Issue, { code: 'invalid_union' }>, path: readonly PropertyKey[]): FieldError[] {
  const fewest = Math.min(...issue.errors.map((errors) => errors.length));
  const closest = issue.errors.filter((errors) => errors.length === fewest);
  const [shape = []] = closest;
  if (shape.length === 0) return [{ path: pathOf(path), message: issue.message }];
  const names = new Set(closest.map((errors) => errors.find(isMissing)?.path.join('.')));
  if (names.size < 2 || names.has(undefined)) return shape.flatMap((each) => errorsOf(each, path));
  const others = shape.filter((each) => !isMissing(each)).flatMap((each) => errorsOf(each, path));
  return [
    { path: pathOf(path), message: `needs one of ${[...names].map((name) => `\`${name}\``).join(', ')}` },
    ...others,
  ];
}

function isMissing({ path, input }: Issue): boolean {
  return path.length === 1 && input === undefined;
}

/** A name that is none of those that are known: of the channels, say, a record tells which they are. */
function wordsFor(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code !== 'unrecognized_keys') return undefined;
  const { inst } = issue;
  const names = inst instanceof z.ZodRecord && inst.keyType instanceof z.ZodEnum ? inst.keyType.options : undefined;
  return names ? `must be one of ${names.join(', ')}` : 'is not a field of this';
}

function pathOf(path: readonly PropertyKey[]): string {
  return shortened(path.map(String).join('.'));
}

/** As much of a path as is told. */
export function shortened(path: string): string {
  return path.slice(0, MOST_PATH).toWellFormed();
}
