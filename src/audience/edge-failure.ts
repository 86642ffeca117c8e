import type { EdgeKey } from '../contract/edge.ts';
import { memberHash } from '../platform/hash.ts';

/** A line of a bulk write that could not be done; the same line may be sent again. */
export interface EdgeFailure {
  /** Place in the input, from 0. */
  readonly index: number;
  readonly reason: string;
}

/** One edge of a bulk write, with every line of the input that names it. */
export interface EdgeLine<Line extends EdgeKey> {
  readonly edge: Line;
  readonly hash: number;
  readonly indexes: readonly number[];
}

/** The edges of a bulk write, each once: of lines that name the same edge, the last one counts. */
export function distinctLines<Line extends EdgeKey>(lines: readonly Line[]): EdgeLine<Line>[] {
  const byKey = new Map<string, { edge: Line; hash: number; indexes: number[] }>();
  for (const [index, edge] of lines.entries()) {
    // No id holds a control character, so this separates.
    const key = `${edge.from}\n${edge.to}\n${edge.kind}`;
    const known = byKey.get(key);
    if (known) {
      known.edge = edge;
      known.indexes.push(index);
    } else byKey.set(key, { edge, hash: memberHash(edge.from), indexes: [index] });
  }
  return [...byKey.values()];
}

/** The failures of these edges, one for each line of the input that named them. */
export function failuresOf<Line extends EdgeKey>(lines: readonly EdgeLine<Line>[], reason: string): EdgeFailure[] {
  return lines.flatMap((line) => line.indexes.map((index) => ({ index, reason })));
}
