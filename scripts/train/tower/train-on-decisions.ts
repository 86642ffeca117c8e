import { CommandFailure } from '../../start/failure.ts';
import { type Column, columnReader, featuresOf } from '../columns.ts';
import { type Fit, fitLogistic } from '../fit-logistic.ts';
import { TrainingRows } from '../training-rows.ts';
import type { DecisionRow } from './decision-rows.ts';

/** Fewer rows than this, or fewer of either outcome, make no model. */
const LEAST_ROWS = 100;
const LEAST_OF_EACH = 10;
/** The newest rows, on which what the others taught is tried. */
const TRIED = 0.2;

/** What came of it. */
export interface DecisionsTrained {
  readonly columns: readonly Column[];
  /** Of all rows. */
  readonly fit: Fit;
  /** What features count as while they are missing: their mean. */
  readonly defaults: Readonly<Record<string, number>>;
  readonly rows: number;
  readonly opened: number;
  /** Mean log loss on the newest rows, trained on the others; undefined when either part has one outcome only. */
  readonly tried: { readonly rows: number; readonly loss: number; readonly withoutFeatures: number } | undefined;
}

/** Trains on rows, oldest first, who opens: a weight of every feature that was recorded, and of the crosses asked for. */
export function trainOnDecisions(
  rows: readonly DecisionRow[],
  crosses: readonly Column[],
  penalty: number,
): DecisionsTrained {
  const opened = rows.filter((row) => row.opened).length;
  refuseFew(rows.length, opened);
  const names = [...new Set(rows.flatMap(({ values }) => Object.keys(values)))].sort();
  for (const name of featuresOf(crosses)) {
    if (!names.includes(name)) throw noSuchFeature(name);
  }
  const columns: readonly Column[] = [...names, ...crosses];
  const means = meansOf(names, rows);
  const packed = (some: readonly DecisionRow[]) => pack(some, names, columns, means);
  const fit = fitLogistic(packed(rows), penalty);
  const first = Math.floor(rows.length * (1 - TRIED));
  const tried = tryOn(packed(rows.slice(0, first)), packed(rows.slice(first)), penalty);
  const isMissing = (name: string) => rows.some(({ values }) => !Object.hasOwn(values, name));
  const defaults = Object.fromEntries(names.filter(isMissing).map((name) => [name, means.get(name) ?? 0]));
  return { columns, fit, defaults, rows: rows.length, opened, tried };
}

function pack(
  rows: readonly DecisionRow[],
  names: readonly string[],
  columns: readonly Column[],
  means: ReadonlyMap<string, number>,
): TrainingRows {
  const read = columnReader(names, columns);
  const packed = new TrainingRows(columns.length);
  const into = new Float64Array(columns.length);
  for (const { values, opened } of rows) {
    read(
      Float64Array.from(names, (name) => values[name] ?? means.get(name) ?? 0),
      into,
    );
    packed.add(into, opened);
  }
  return packed;
}

/** Of each feature, over the rows that have it. */
function meansOf(names: readonly string[], rows: readonly DecisionRow[]): ReadonlyMap<string, number> {
  return new Map(
    names.map((name) => {
      const known = rows.flatMap(({ values }) => values[name] ?? []);
      return [name, known.reduce((sum, value) => sum + value / known.length, 0)];
    }),
  );
}

function tryOn(older: TrainingRows, newer: TrainingRows, penalty: number): DecisionsTrained['tried'] {
  const isMixed = (rows: TrainingRows) => rows.positives > 0 && rows.positives < rows.size;
  if (!isMixed(older) || !isMixed(newer)) return undefined;
  const fit = fitLogistic(older, penalty);
  const rate = older.positives / older.size;
  return {
    rows: newer.size,
    loss: lossOf(newer, fit),
    withoutFeatures: lossOf(newer, { intercept: Math.log(rate / (1 - rate)), weights: [] }),
  };
}

function lossOf(
  { size, width, values, labels }: TrainingRows,
  { intercept, weights }: Pick<Fit, 'intercept' | 'weights'>,
): number {
  let sum = 0;
  for (let row = 0; row < size; row++) {
    const logit = weights.reduce(
      (all, weight, column) => all + weight * (values[row * width + column] ?? 0),
      intercept,
    );
    const against = labels[row] ? -logit : logit;
    sum += Math.max(against, 0) + Math.log1p(Math.exp(-Math.abs(against)));
  }
  return sum / size;
}

function refuseFew(rows: number, opened: number): void {
  if (rows >= LEAST_ROWS && Math.min(opened, rows - opened) >= LEAST_OF_EACH) return;
  throw new CommandFailure(
    `There are ${rows} decisions with recorded features, ${opened} of them opened.`,
    `At least ${LEAST_ROWS} are needed, ${LEAST_OF_EACH} opened and ${LEAST_OF_EACH} not. Set \`record\` of the model above 0 and wait.`,
  );
}

function noSuchFeature(name: string): CommandFailure {
  return new CommandFailure(`No decision recorded ${name}.`, 'Cross features that the model uses.');
}
