import type { BulkAnswer } from '../contract/page.ts';
import type { Line } from './body.ts';

/** A good line that could not be written; it may be sent again. */
interface WriteFailure {
  /** Place among the good lines. */
  readonly index: number;
  readonly reason: string;
}

/** Writes the good lines of a bulk body and lists the bad ones, and those that could not be written, by their place. */
export async function bulkAnswer<Value>(
  lines: readonly Line<Value>[],
  write: (values: readonly Value[]) => Promise<readonly WriteFailure[]>,
): Promise<BulkAnswer> {
  const good = lines.flatMap((line, index) => ('value' in line ? [{ index, value: line.value }] : []));
  const failures = good.length === 0 ? [] : await write(good.map(({ value }) => value));
  const rejected = [
    ...lines.flatMap((line, index) => ('errors' in line ? [{ index, errors: [...line.errors] }] : [])),
    ...failures.map(({ index, reason }) => ({
      index: good[index]?.index ?? index,
      errors: [{ path: '', message: `could not be written, send it again: ${reason}` }],
    })),
  ].sort((one, other) => one.index - other.index);
  return { accepted: lines.length - rejected.length, rejected };
}
