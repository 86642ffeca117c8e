import type { PayloadSchema } from '../../contract/payload-schema.ts';
import type { FieldError } from '../../contract/problem.ts';
import { judgeOf } from './judge.ts';
import { type Judge, MOST_FAULTS, type Run } from './run.ts';

/** Schemas that values are compared with, and what their texts and patterns cost: they take some 100 ms. */
const MOST_STEPS = 100_000;
/** Characters of a path: its names come from the event. */
const MOST_PATH = 200;

const judges = new WeakMap<PayloadSchema, Judge>();

/**
 * What is wrong with the payload of an event by the schema of its type, by field, such as `data.payload.order.total`.
 * A payload that takes more than 100,000 steps is refused whatever it is. The schema is compiled once, for as long as
 * the isolate keeps the version of the type that it is a part of.
 */
export function payloadFaults(schema: PayloadSchema, payload: unknown): FieldError[] {
  const judge = judges.get(schema) ?? judgeOf(schema);
  judges.set(schema, judge);
  const run: Run = { faults: [], left: MOST_STEPS };
  judge(payload, ['data', 'payload'], run);
  if (run.left <= 0) return [{ path: 'data.payload', message: 'takes too long to check: make it simpler' }];
  return run.faults.slice(0, MOST_FAULTS).map(({ path, message }) => ({
    path: path.slice(0, MOST_PATH).toWellFormed(),
    message,
  }));
}
