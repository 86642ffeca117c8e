import type { z } from '@hono/zod-openapi';
import type { FieldError } from '../contract/problem.ts';

/** Faults told of one value; more would not help anybody. */
const MOST_ERRORS = 50;
/** Characters of a path: its names come from the body. */
const MOST_PATH = 200;

/** What is wrong with a value, each fault with the path of the field that is at fault, such as `data.item.id`. */
export function fieldErrors(error: z.ZodError): FieldError[] {
  return error.issues.flatMap((issue) => errorsOf(issue, [])).slice(0, MOST_ERRORS);
}

type Issue = z.core.$ZodIssue;

function errorsOf(issue: Issue, above: readonly PropertyKey[]): FieldError[] {
  const path = [...above, ...issue.path];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ path: pathOf([...path, key]), message: 'is not a field of this' }));
    case 'invalid_key':
      return [{ path: pathOf(path), message: `this name ${issue.issues[0]?.message ?? 'is not valid'}` }];
    case 'invalid_union': {
      // The shape that fits best is the one that was meant.
      const [closest] = issue.errors.toSorted((one, other) => one.length - other.length);
      if (closest && closest.length > 0) return closest.flatMap((each) => errorsOf(each, path));
      return [{ path: pathOf(path), message: issue.message }];
    }
    default:
      return [{ path: pathOf(path), message: issue.message }];
  }
}

function pathOf(path: readonly PropertyKey[]): string {
  return path.map(String).join('.').slice(0, MOST_PATH).toWellFormed();
}
