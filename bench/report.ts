import type { Comparison } from './pairs.ts';

/** What a row is held to. */
export interface Aim {
  /** As the table says it, such as `≥ 0.5`. */
  readonly words: string;
  readonly met: boolean;
}

/** A row of the table: a measured figure, the floor of the same run, and how they compare. */
export interface Row {
  readonly name: string;
  readonly product: string;
  readonly floor: string;
  readonly ratio: string;
  readonly aim?: Aim;
  /** How to read it: sizes, spread, pace. */
  readonly note: string;
}

const HEADINGS = ['measure', 'product', 'floor', 'ratio', 'aim', 'note'] as const;

/** The table, as Markdown that also reads well in a terminal. */
export function formatTable(rows: readonly Row[]): string {
  const cells = rows.map(({ name, product, floor, ratio, aim, note }) => [
    name,
    product,
    floor,
    ratio,
    aim === undefined ? '' : `${aim.words} ${aim.met ? 'met' : 'MISSED'}`,
    note,
  ]);
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...cells.map((row) => [...(row[column] ?? '')].length)),
  );
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => pad(cell, widths[column] ?? 0)).join(' | ')} |`;
  return [line(HEADINGS), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...cells.map(line)].join('\n');
}

/** The last word: which aims were met and which were not. */
export function formatAims(rows: readonly Row[]): string {
  const held = rows.filter((row) => row.aim !== undefined);
  const missed = held.filter((row) => row.aim?.met === false);
  if (held.length === 0) return 'No aim was measured.';
  if (missed.length === 0) return `All ${held.length} aims are met.`;
  const lines = missed.map(({ name, aim, ratio, product }) => `  ${name}: ${ratio || product}, aim ${aim?.words}`);
  return [`${held.length - missed.length} of ${held.length} aims are met. Missed:`, ...lines].join('\n');
}

export function atLeast(value: number, aim: number): Aim {
  return { words: `≥ ${aim}`, met: value >= aim };
}

export function atMost(value: number, aim: number, unit = ''): Aim {
  return { words: `≤ ${aim}${unit}`, met: value <= aim };
}

/** A row of a comparison of rates that is held to a part of its floor. */
export function comparisonRow(name: string, compared: Comparison, aim: number, how: string): Row {
  const { product, floor, ratio, spread, byProcessor } = compared;
  const processor = byProcessor === undefined ? '' : `; by processor time ${byProcessor.toFixed(2)}`;
  return {
    name,
    product: rate(product),
    floor: rate(floor),
    // Cut, not rounded: a ratio just below its aim must not read as if it reached it.
    ratio: (Math.floor(ratio * 100) / 100).toFixed(2),
    aim: atLeast(ratio, aim),
    note: `quartiles ${spread.map((each) => each.toFixed(2)).join('–')}${processor}; ${how}`,
  };
}

/** A rate with separators: `1,234/s`. */
export function rate(perSecond: number): string {
  return `${Math.round(perSecond).toLocaleString('en-US')}/s`;
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - [...text].length));
}
