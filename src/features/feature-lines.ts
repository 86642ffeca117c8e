import type { FeatureLine } from '../contract/features.ts';
import { featurePartition } from '../platform/stubs.ts';
import { targetOf } from './row-hash.ts';

/** A line of a push that could not be kept; the same line may be sent again. */
export interface FeatureFailure {
  /** Place in the input, from 0. */
  readonly index: number;
  readonly reason: string;
}

/** One row of a push, with every line of the input that names it. */
export interface RowLine {
  readonly line: FeatureLine;
  /** Undefined: a row of its target alone. */
  readonly member: string | undefined;
  readonly target: string;
  readonly indexes: readonly number[];
}

/** Rows of one partition, few enough for one call. */
export interface Piece {
  readonly partition: number;
  /** By member. */
  readonly members: ReadonlyMap<string, readonly RowLine[]>;
  readonly subjects: readonly RowLine[];
}

/** Rows of one call: what they name is 1.6 MB at the longest ids, and a text of a row takes 2 MB. */
const ROWS_PER_PIECE = 1_500;

/** The rows of a push, each once: of lines that name the same row, the last one counts. */
export function distinctRows(lines: readonly FeatureLine[]): RowLine[] {
  const byKey = new Map<string, { line: FeatureLine; member: string | undefined; target: string; indexes: number[] }>();
  for (const [index, line] of lines.entries()) {
    const target = targetOf(line);
    // No id holds a control character, so this separates.
    const key = `${line.member ?? '\n'}\n${target}`;
    const known = byKey.get(key);
    if (known) {
      known.line = line;
      known.indexes.push(index);
    } else byKey.set(key, { line, member: line.member, target, indexes: [index] });
  }
  return [...byKey.values()];
}

/** The rows by the partition that knows them, in pieces. */
export function piecesOf(rows: readonly RowLine[]): Piece[] {
  const byPartition = Map.groupBy(rows, ({ member, target }) => featurePartition(member ?? target));
  return [...byPartition].flatMap(([partition, ofPartition]) =>
    Array.from({ length: Math.ceil(ofPartition.length / ROWS_PER_PIECE) }, (_each, place) =>
      pieceOf(partition, ofPartition.slice(place * ROWS_PER_PIECE, (place + 1) * ROWS_PER_PIECE)),
    ),
  );
}

/** The failures of these rows, one for each line of the input that named them. */
export function failuresOf(rows: readonly RowLine[], reason: string): FeatureFailure[] {
  return rows.flatMap(({ indexes }) => indexes.map((index) => ({ index, reason })));
}

function pieceOf(partition: number, rows: readonly RowLine[]): Piece {
  const members = new Map<string, RowLine[]>();
  const subjects: RowLine[] = [];
  for (const row of rows) {
    if (row.member === undefined) {
      subjects.push(row);
      continue;
    }
    const known = members.get(row.member);
    if (known) known.push(row);
    else members.set(row.member, [row]);
  }
  return { partition, members, subjects };
}
