import type { NotificationRow } from './schema.ts';

/** Everything up to `upTo` that had arrived by `at` was seen (or read). */
export interface Mark {
  readonly upTo: string;
  /** ms since the epoch */
  readonly at: number;
}

/**
 * Marks of one kind, none of which covers another: later ones reach less far. Nearly always there is one; a member who
 * saw everything up to B, and later an older A that arrived after that, has two.
 */
export type Marks = readonly Mark[];

/** Steps that marks may have; the two that reach least far are levelled to one when there are more. */
const MOST_STEPS = 32;

/** The marks with one more. What was covered stays covered. */
export function withMark(marks: Marks, mark: Mark): Marks {
  if (marks.some((each) => each.upTo >= mark.upTo && each.at >= mark.at)) return marks;
  const steps = [...marks.filter((each) => each.upTo > mark.upTo || each.at > mark.at), mark];
  if (steps.length <= MOST_STEPS) return steps;
  const [one, other, ...rest] = steps.sort((a, b) => (a.upTo < b.upTo ? -1 : 1));
  if (!one || !other) return steps;
  return [{ upTo: other.upTo, at: Math.max(one.at, other.at) }, ...rest];
}

/** Whether a mark covers an entry. */
export function covers(marks: Marks | undefined, row: Pick<NotificationRow, 'id' | 'at'>): boolean {
  return marks?.some((mark) => row.id <= mark.upTo && row.at <= mark.at) ?? false;
}

/** Whether the member has seen an entry: by reading it, or by a mark that covers it. */
export function isSeen(
  row: Pick<NotificationRow, 'id' | 'at' | 'readAt'>,
  seen: Marks | undefined,
  read: Marks | undefined,
): boolean {
  return isRead(row, read) || covers(seen, row);
}

/** Whether the member has read an entry: by itself, or by a mark that covers it. */
export function isRead(row: Pick<NotificationRow, 'id' | 'at' | 'readAt'>, read: Marks | undefined): boolean {
  return row.readAt !== null || covers(read, row);
}
